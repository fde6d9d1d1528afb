"""Every address of Parvis: the only place that knows every app's views. Each app's urls.py lists whole paths."""

from django.urls import include, path

from parvis.accounts.urls import bare as allauth_names
from parvis.api import api
from parvis.core.doors import mark_door
from parvis.core.views import dev, health

calls = api.urls  # made anew at each reading
for call in calls[0]:  # each call names its own token door, or none where anyone may ask
    if call.callback:
        mark_door(call.callback, "api")

APPS = [
    "editions",
    "companies",
    "exhibitors",
    "visitors",
    "sales",
    "logistics",
    "staffing",
    "programme",
    "treasury",
    "checkin",
    "reports",
    "outbox",
    "website",  # last: it holds the public addresses that begin with an edition's slug
]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("dev/components/", dev.components, name="dev_components"),
    path("accounts/", include("parvis.accounts.urls")),
    path("accounts/", include(allauth_names)),
    path("api/v1/", calls),
    *[path("", include(f"parvis.{app}.urls")) for app in APPS],
]
handler400 = "parvis.core.views.errors.bad_request"
handler403 = "parvis.core.views.errors.forbidden"
handler404 = "parvis.core.views.errors.not_found"
handler429 = "parvis.core.views.errors.too_many"  # allauth asks for it by this name
handler500 = "parvis.core.views.errors.server_error"
