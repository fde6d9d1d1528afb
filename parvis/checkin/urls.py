"""Addresses of checkin."""

from django.urls.resolvers import URLPattern

app_name = "checkin"
urlpatterns: list[URLPattern] = []
