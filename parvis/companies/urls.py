"""Addresses of companies."""

from django.urls import path

from parvis.companies.views import (
    answers,
    companies,
    contacts,
    feed,
    forecast,
    held,
    imports,
    interests,
    mails,
    merge,
    own_data,
    pipeline,
    register,
    sectors,
    stages,
)
from parvis.core.surfaces import TEAM

COMPANIES = TEAM + "companies/"
ONE = COMPANIES + "<int:company_id>/"
FILE = COMPANIES + "import/<int:import_id>/"
REGISTER = COMPANIES + "register/"
STAGES = TEAM + "opportunities/stages/"
TEMPLATES = TEAM + "mail-templates/"
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
    path(TEAM + "sectors/", sectors.sector_list, name="sector_list"),
    path(TEAM + "sectors/<int:sector_id>/", sectors.sector_edit, name="sector_edit"),
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
    path(COMPANIES + "alike/", merge.duplicate_list, name="duplicate_list"),
    path(COMPANIES + "merges/<int:merge_id>/undo/", merge.company_unmerge, name="company_unmerge"),
    path(ONE + "apart/<int:other_id>/", merge.company_tell_apart, name="company_tell_apart"),
    path(COMPANIES + "apart/<int:twins_id>/doubt/", merge.company_doubt, name="company_doubt"),
    path(ONE + "merge/", merge.company_merge, name="company_merge"),
    path(ONE + "past/", interests.company_past, name="company_past"),
    path(REGISTER, register.register_import, name="register_import"),
    path(REGISTER + "<int:extract_id>/", register.register_preview, name="register_preview"),
    path(TEAM + "interests/", interests.interest_list, name="interest_list"),
    path(TEAM + "interests/<int:interest_id>/answer/", interests.interest_answer, name="interest_answer"),
    path(TEAM + "answers/", answers.received_list, name="received_list"),
    path(TEAM + "contacts/<int:contact_id>/write/", mails.contact_write, name="contact_write"),
    path(TEMPLATES, mails.mail_template_list, name="mail_template_list"),
    path(TEMPLATES + "new/", mails.mail_template_new, name="mail_template_new"),
    path(TEMPLATES + "<int:template_id>/", mails.mail_template_edit, name="mail_template_edit"),
    path(TEMPLATES + "<int:template_id>/remove/", mails.mail_template_remove, name="mail_template_remove"),
    path(TEAM + "opportunities/table/", pipeline.opportunity_list, name="opportunity_list"),
    path(TEAM + "opportunities/assign/", pipeline.opportunity_assign, name="opportunity_assign"),
    path(TEAM + "opportunities/forecast/", forecast.forecast, name="forecast"),
    path(TEAM + "opportunities/forecast/target/", forecast.target_set, name="target_set"),
    path(STAGES, stages.stage_list, name="stage_list"),
    path(STAGES + "<int:stage_id>/", stages.stage_edit, name="stage_edit"),
    path(STAGES + "<int:stage_id>/move/", stages.stage_move, name="stage_move"),
    path(STAGES + "<int:stage_id>/remove/", stages.stage_remove, name="stage_remove"),
    path(TEAM + "opportunities/calendar/", feed.step_calendar, name="step_calendar"),
    path("steps/<str:token>.ics", feed.step_feed, name="step_feed"),
]
