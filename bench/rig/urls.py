"""The app's addresses, and the floors below `floor/`."""

import os

from django.urls import path

from bench.rig import floors
from parvis import urls
from parvis.core.slots import Slots
from parvis.visitors import crowd

if "BENCH_SIGN_UPS_AT_ONCE" in os.environ:  # to see what the reserve is worth
    crowd.SLOTS = Slots(int(os.environ["BENCH_SIGN_UPS_AT_ONCE"]))

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
urlpatterns = [
    path("floor/nothing/", floors.nothing),
    path("floor/read/<int:pk>/", floors.read),
    path("floor/write/<int:count>/", floors.write),
    *urls.urlpatterns,
]
