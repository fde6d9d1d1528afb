"""Addresses of the public site. Each page exists twice: for the current edition, and for a given one."""

from django.urls import path
from django.urls.resolvers import URLPattern

from parvis.core.doors import View
from parvis.core.surfaces import TEAM
from parvis.website.views import interest, public, team

app_name = "website"
PAGES: list[tuple[str, View, str]] = [
    ("exhibitors/", public.exhibitor_list, "exhibitor_list"),
    ("exhibitors/<int:exhibitor_id>/", public.exhibitor_detail, "exhibitor_detail"),
    ("plan/", public.floor_plan, "floor_plan"),
    ("programme/", public.programme, "programme"),
    ("practical/", public.practical, "practical"),
    ("legal/", public.legal, "legal"),
    ("privacy/", public.privacy, "privacy"),
    ("press/", public.press, "press"),
    ("contact/", public.contact, "contact"),
    ("accessibility/", public.accessibility, "accessibility"),
    ("", public.home, "home"),
]
urlpatterns: list[URLPattern] = [
    path("home/", public.my_home, name="my_home"),
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
    path(TEAM + "pages/", team.page_list, name="page_list"),
    path(TEAM + "pages/<slug:slug>/", team.page_edit, name="page_edit"),
    path("exhibit/", interest.interest, name="interest"),
    path("<slug:edition>/exhibit/", interest.interest, name="interest"),
    path("<slug:edition>/exhibit/thanks/", interest.interest_thanks, name="interest_thanks"),
    *[path(address, view, name=name) for address, view, name in PAGES],
    *[path("<slug:edition>/" + address, view, name=name) for address, view, name in PAGES],
]
