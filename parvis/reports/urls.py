"""Addresses of reports: the team's home and the edition report."""

from django.urls import path

from parvis.core.surfaces import TEAM
from parvis.reports import monitoring, views

app_name = "reports"
urlpatterns = [
    path("metrics", monitoring.metrics, name="metrics"),
    path(TEAM, views.home, name="home"),
    path(TEAM + "report/", views.edition_report, name="edition_report"),
    path(TEAM + "report.pdf", views.edition_report_pdf, name="edition_report_pdf"),
]
