"""Addresses of staffing."""

from django.urls import path

from parvis.core.surfaces import TEAM
from parvis.staffing import views

app_name = "staffing"
urlpatterns = [
    path(TEAM + "shifts/", views.shift_list, name="shift_list"),
    path(TEAM + "positions/new/", views.position_new, name="position_new"),
    path(TEAM + "positions/<int:position_id>/shifts/new/", views.shift_new, name="shift_new"),
    path(TEAM + "shifts/<int:shift_id>/assign/", views.shift_assign, name="shift_assign"),
    path(TEAM + "shifts/<int:shift_id>/remove/", views.shift_remove, name="shift_remove"),
    path(TEAM + "assignments/<int:assignment_id>/remove/", views.assignment_remove, name="assignment_remove"),
]
