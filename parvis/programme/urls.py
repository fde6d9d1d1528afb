"""Addresses of programme."""

from django.urls.resolvers import URLPattern

app_name = "programme"
urlpatterns: list[URLPattern] = []
