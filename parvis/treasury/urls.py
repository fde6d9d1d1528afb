"""Addresses of treasury."""

from django.urls.resolvers import URLPattern

app_name = "treasury"
urlpatterns: list[URLPattern] = []
