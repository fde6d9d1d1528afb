"""Addresses of website."""

from django.urls.resolvers import URLPattern

app_name = "website"
urlpatterns: list[URLPattern] = []
