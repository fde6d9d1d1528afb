"""Addresses of visitors."""

from django.urls.resolvers import URLPattern

app_name = "visitors"
urlpatterns: list[URLPattern] = []
