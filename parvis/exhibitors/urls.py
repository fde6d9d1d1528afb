"""Addresses of exhibitors."""

from django.urls.resolvers import URLPattern

app_name = "exhibitors"
urlpatterns: list[URLPattern] = []
