"""Addresses of logistics: the team's plan and booths, the exhibitor's own booth."""

from django.urls import path

from parvis.core.surfaces import PORTAL, TEAM
from parvis.logistics.views import place, plan, portal

app_name = "logistics"
_HALL = TEAM + "halls/<int:hall_id>/"
_BOOTH = TEAM + "booths/<int:booth_id>/"
urlpatterns = [
    path(TEAM + "plan/", plan.floor_plan, name="floor_plan"),
    path(TEAM + "plan/venue/", place.venue_edit, name="venue_edit"),
    path(TEAM + "halls/new/", place.hall_new, name="hall_new"),
    path(_HALL, place.hall_edit, name="hall_edit"),
    path(_HALL + "grid/", place.grid_new, name="grid_new"),
    path(_HALL + "booths/new/", place.booth_new, name="booth_new"),
    path(TEAM + "booths/", place.booth_list, name="booth_list"),
    path(_BOOTH, place.booth_edit, name="booth_edit"),
    path(_BOOTH + "give/", plan.booth_give, name="booth_give"),
    path(_BOOTH + "free/", plan.booth_free, name="booth_free"),
    path(_BOOTH + "remove/", place.booth_remove, name="booth_remove"),
    path(TEAM + "exhibitors/<int:exhibitor_id>/booths/", plan.exhibitor_booths, name="exhibitor_booths"),
    path(PORTAL + "booth/", portal.portal_booth, name="portal_booth"),
    path(PORTAL + "booth/panel/", portal.exhibitor_panel, name="exhibitor_panel"),
]
