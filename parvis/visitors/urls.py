"""Addresses of visitors: the public form, the visitor's space, the team's pages."""

from django.urls import path

from parvis.core.surfaces import SPACE, TEAM
from parvis.visitors.views import imports, public, space, team

app_name = "visitors"
urlpatterns = [
    path("register/", public.register, name="register"),
    path("<slug:edition>/register/", public.register, name="register"),
    path("register/thanks/<str:token>/", public.thanks, name="thanks"),
    path("register/confirm/<str:token>/", public.confirm, name="confirm"),
    path("register/confirm/<str:token>/again/", public.confirm_again, name="confirm_again"),
    path(SPACE, space.space_home, name="space_home"),
    path(SPACE + "confirm/", space.space_confirm, name="space_confirm"),
    path(SPACE + "profile/", space.space_profile, name="space_profile"),
    path(SPACE + "cancel/", space.space_cancel, name="space_cancel"),
    path(SPACE + "consents/", space.space_consents, name="space_consents"),
    path(SPACE + "data/", space.space_data, name="space_data"),
    path(TEAM + "visitors/", team.registration_list, name="registration_list"),
    path(TEAM + "visitors/new/", team.registration_new, name="registration_new"),
    path(TEAM + "visitors/cancel/", team.registration_cancel_many, name="registration_cancel_many"),
    path(TEAM + "visitors/seats/", team.seats, name="seats"),
    path(TEAM + "visitors/import/", imports.visitor_import, name="visitor_import"),
    path(TEAM + "visitors/import/<int:import_id>/", imports.visitor_import_preview, name="visitor_import_preview"),
    path(
        TEAM + "visitors/import/<int:import_id>/rejects/", imports.visitor_import_rejects, name="visitor_import_rejects"
    ),
    path(TEAM + "visitors/import/<int:import_id>/drop/", imports.visitor_import_drop, name="visitor_import_drop"),
    path(TEAM + "visitors/<int:registration_id>/", team.registration_detail, name="registration_detail"),
    path(TEAM + "visitors/<int:registration_id>/cancel/", team.registration_cancel, name="registration_cancel"),
    path(TEAM + "visitors/<int:registration_id>/resend/", team.registration_resend, name="registration_resend"),
    path(TEAM + "visitors/<int:registration_id>/seat/", team.registration_give_seat, name="registration_give_seat"),
]
