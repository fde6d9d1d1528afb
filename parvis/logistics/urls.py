"""Addresses of logistics."""

from django.urls.resolvers import URLPattern

app_name = "logistics"
urlpatterns: list[URLPattern] = []
