"""Addresses of companies."""

from django.urls import path

from parvis.companies.views import companies, contacts, held, imports, own_data, pipeline
from parvis.core.surfaces import TEAM

COMPANIES = TEAM + "companies/"
ONE = COMPANIES + "<int:company_id>/"
FILE = COMPANIES + "import/<int:import_id>/"
STEP = TEAM + "opportunities/<int:opportunity_id>/"

OWN = "own-data/<str:token>/"

app_name = "companies"
urlpatterns = [
    path("own-data/", own_data.own_data_ask, name="own_data_ask"),
    path(OWN, own_data.own_data, name="own_data"),
    path(OWN + "correct/", own_data.own_data_correct, name="own_data_correct"),
    path(OWN + "object/", own_data.own_data_object, name="own_data_object"),
    path(OWN + "welcome/", own_data.own_data_welcome, name="own_data_welcome"),
    path(COMPANIES, companies.company_list, name="company_list"),
    path(COMPANIES + "new/", companies.company_new, name="company_new"),
    path(ONE, companies.company_detail, name="company_detail"),
    path(ONE + "edit/", companies.company_edit, name="company_edit"),
    path(ONE + "archive/", companies.company_archive, name="company_archive"),
    path(ONE + "restore/", companies.company_restore, name="company_restore"),
    path(ONE + "contacts/new/", contacts.contact_new, name="contact_new"),
    path(ONE + "interactions/new/", contacts.interaction_new, name="interaction_new"),
    path(ONE + "opportunity/", pipeline.opportunity_new, name="opportunity_new"),
    path(TEAM + "contacts/<int:contact_id>/edit/", contacts.contact_edit, name="contact_edit"),
    path(TEAM + "opportunities/", pipeline.opportunity_board, name="opportunity_board"),
    path(STEP + "move/", pipeline.opportunity_move, name="opportunity_move"),
    path(STEP + "plan/", pipeline.opportunity_plan, name="opportunity_plan"),
    path(COMPANIES + "import/", imports.company_import, name="company_import"),
    path(COMPANIES + "import/example/", imports.company_import_sample, name="company_import_sample"),
    path(FILE, imports.company_import_preview, name="company_import_preview"),
    path(FILE + "run/", imports.company_import_run, name="company_import_run"),
    path(FILE + "drop/", imports.company_import_drop, name="company_import_drop"),
    path(FILE + "rejects/", imports.company_import_rejects, name="company_import_rejects"),
    path(COMPANIES + "duplicates/", held.held_row_list, name="held_row_list"),
    path(COMPANIES + "duplicates/<int:held_id>/decide/", held.held_row_decide, name="held_row_decide"),
]
