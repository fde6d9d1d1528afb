"""Addresses of exhibitors: the team's, their own space, and their public logo."""

from django.urls import path

from parvis.core.surfaces import PORTAL, TEAM
from parvis.exhibitors.views import portal, portal_exchange, portal_people, public, team, team_exchange

app_name = "exhibitors"
_ONE = TEAM + "exhibitors/<int:exhibitor_id>/"
_ASKED = TEAM + "documents/<int:request_id>/"
_PERSON = PORTAL + "people/<int:representative_id>/"
_OFFER = PORTAL + "offers/<int:offer_id>/"
_PAPERS = PORTAL + "documents/"
urlpatterns = [
    path("logo/<int:exhibitor_id>/", public.logo, name="logo"),
    path(TEAM + "exhibitors/", team.exhibitor_list, name="exhibitor_list"),
    path(TEAM + "exhibitors/write/", team.exhibitor_write, name="exhibitor_write"),
    path(_ONE, team.exhibitor_detail, name="exhibitor_detail"),
    path(_ONE + "contacts/<int:contact_id>/invite/", team.contact_invite, name="contact_invite"),
    path(_ONE + "messages/", team_exchange.message_write, name="message_write"),
    path(_ONE + "messages/read/", team_exchange.thread_read, name="thread_read"),
    path(TEAM + "people/<int:representative_id>/invite/", team.representative_invite, name="representative_invite"),
    path(TEAM + "messages/", team_exchange.thread_list, name="thread_list"),
    path(TEAM + "changes/<int:change_id>/answer/", team_exchange.change_answer, name="change_answer"),
    path(TEAM + "documents/", team_exchange.document_request_list, name="document_request_list"),
    path(TEAM + "documents/new/", team_exchange.document_request_new, name="document_request_new"),
    path(_ASKED, team_exchange.document_request_edit, name="document_request_edit"),
    path(_ASKED + "withdraw/", team_exchange.document_request_withdraw, name="document_request_withdraw"),
    path(TEAM + "documents/files/<int:document_id>/", team_exchange.document_file, name="document_file"),
    path(PORTAL, portal.portal_home, name="portal_home"),
    path(PORTAL + "choose/", portal.portal_choose, name="portal_choose"),
    path(PORTAL + "profile/", portal.portal_profile, name="portal_profile"),
    path(PORTAL + "profile/preview/", portal.portal_profile_preview, name="portal_profile_preview"),
    path(PORTAL + "profile/logo/", portal.portal_logo, name="portal_logo"),
    path(PORTAL + "profile/logo/set/", portal.portal_logo_set, name="portal_logo_set"),
    path(PORTAL + "people/", portal_people.portal_representative_list, name="portal_representative_list"),
    path(PORTAL + "people/new/", portal_people.portal_representative_new, name="portal_representative_new"),
    path(_PERSON, portal_people.portal_representative_edit, name="portal_representative_edit"),
    path(_PERSON + "invite/", portal_people.portal_representative_invite, name="portal_representative_invite"),
    path(_PERSON + "remove/", portal_people.portal_representative_remove, name="portal_representative_remove"),
    path(PORTAL + "offers/", portal_people.portal_offer_list, name="portal_offer_list"),
    path(PORTAL + "offers/new/", portal_people.portal_offer_new, name="portal_offer_new"),
    path(_OFFER, portal_people.portal_offer_edit, name="portal_offer_edit"),
    path(_OFFER + "remove/", portal_people.portal_offer_remove, name="portal_offer_remove"),
    path(PORTAL + "documents/", portal_exchange.portal_document_list, name="portal_document_list"),
    path(
        PORTAL + "documents/<int:request_id>/send/", portal_exchange.portal_document_send, name="portal_document_send"
    ),
    path(
        PORTAL + "documents/files/<int:document_id>/", portal_exchange.portal_document_file, name="portal_document_file"
    ),
    path(PORTAL + "messages/", portal_exchange.portal_thread, name="portal_thread"),
    path(PORTAL + "messages/read/", portal_exchange.portal_thread_read, name="portal_thread_read"),
    path(PORTAL + "changes/", portal_exchange.portal_change_list, name="portal_change_list"),
]
