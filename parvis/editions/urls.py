"""Addresses of editions."""

from django.urls import path

from parvis.core.surfaces import TEAM
from parvis.editions.views import checklist, history, mail, public, saved, search, settings, team

app_name = "editions"
urlpatterns = [
    path("setup/", public.setup, name="setup"),
    path("theme/<slug:slug>.css", public.theme, name="theme"),
    path("theme/<slug:slug>/logo/", public.logo, name="logo"),
    path(TEAM + "planning/", checklist.todo_list, name="todo_list"),
    path(TEAM + "planning/schools/", checklist.school_import, name="school_import"),
    path(TEAM + "mail/", mail.mail_list, name="mail_list"),
    path(TEAM + "mail/<int:mail_id>/", mail.mail_detail, name="mail_detail"),
    path(TEAM + "mail/<int:mail_id>/decide/", mail.mail_decide, name="mail_decide"),
    path(TEAM + "mail/<int:mail_id>/unblock/", mail.mail_unblock, name="mail_unblock"),
    path(TEAM + "views/save/", saved.view_save, name="view_save"),
    path(TEAM + "views/delete/", saved.view_delete, name="view_delete"),
    path(TEAM + "search/", search.search, name="search"),
    path(TEAM + "palette/", search.palette, name="palette"),
    path(TEAM + "members/", team.member_list, name="member_list"),
    path(TEAM + "members/invite/", team.member_invite, name="member_invite"),
    path(TEAM + "members/invite/many/", team.member_invite_many, name="member_invite_many"),
    path(TEAM + "history/", history.history, name="history"),
    path(TEAM + "settings/", settings.settings, name="settings"),
    path(TEAM + "settings/windows/", settings.window_list, name="window_list"),
    path(TEAM + "settings/days/", settings.day_set, name="day_set"),
    path(TEAM + "settings/association/", settings.association, name="association"),
    path(TEAM + "settings/logo/", settings.logo_set, name="logo_set"),
    path(TEAM + "settings/installation/", checklist.installation, name="installation"),
    path(TEAM + "settings/installation/mail/", checklist.mail_test, name="mail_test"),
    path(TEAM + "settings/next/", team.next_edition, name="next_edition"),
    path(TEAM + "settings/open/", team.edition_open, name="edition_open"),
    path(TEAM + "settings/close/", team.edition_close, name="edition_close"),
]
