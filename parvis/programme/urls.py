"""Addresses of the programme."""

from django.urls import path

from parvis.core.surfaces import TEAM
from parvis.programme import views

app_name = "programme"
_ONE = TEAM + "programme/<int:activity_id>/"
urlpatterns = [
    path(TEAM + "programme/", views.activity_list, name="activity_list"),
    path(TEAM + "programme/new/", views.activity_new, name="activity_new"),
    path(_ONE, views.activity_edit, name="activity_edit"),
    path(_ONE + "slots/new/", views.slot_new, name="slot_new"),
    path(_ONE + "publish/", views.activity_publish, name="activity_publish"),
    path(_ONE + "unpublish/", views.activity_unpublish, name="activity_unpublish"),
    path(TEAM + "programme/slots/<int:slot_id>/remove/", views.slot_remove, name="slot_remove"),
]
