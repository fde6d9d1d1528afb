"""Addresses of sales."""

from django.urls.resolvers import URLPattern

app_name = "sales"
urlpatterns: list[URLPattern] = []
