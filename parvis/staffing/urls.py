"""Addresses of staffing."""

from django.urls.resolvers import URLPattern

app_name = "staffing"
urlpatterns: list[URLPattern] = []
