"""Addresses of editions."""

from django.urls.resolvers import URLPattern

app_name = "editions"
urlpatterns: list[URLPattern] = []
