"""Sign-in addresses. allauth looks its own up by bare names, ours live under `accounts:`."""

from django.urls import path

from parvis.accounts.views import factors, me, sign_in

app_name = "accounts"
urlpatterns = [
    path("invitation/<str:token>/", sign_in.invitation, name="invitation"),
    path("link/<str:token>/", sign_in.login_link, name="login_link"),
    path("login/password/", sign_in.password_sign_in, name="password_sign_in"),
    path("me/", me.profile, name="profile"),
    path("sessions/", me.sessions, name="sessions"),
    path("sessions/<int:session_id>/end/", me.session_end, name="session_end"),
    path("sessions/end-others/", me.sessions_end_others, name="sessions_end_others"),
]
bare = [
    path("login/", sign_in.login_by_code, name="account_login"),
    path("login/", sign_in.login_by_code, name="account_request_login_code"),
    path("login/code/", sign_in.confirm_code, name="account_confirm_login_code"),
    path("login/passkey/", sign_in.passkey_sign_in, name="mfa_login_webauthn"),
    path("login/second-factor/", sign_in.second_factor_ask, name="mfa_authenticate"),
    path("logout/", sign_in.logout, name="account_logout"),
    path("again/", me.reauthenticate, name="account_reauthenticate"),
    path("closed/", sign_in.account_closed, name="account_inactive"),
    path("closed/", sign_in.account_closed, name="account_signup"),
    path("password/set/", me.password_set, name="account_set_password"),
    path("password/change/", me.password_change, name="account_change_password"),
    path("second-factor/", factors.index, name="mfa_index"),
    path("second-factor/again/", factors.again, name="mfa_reauthenticate"),
    path("second-factor/app/", factors.totp_activate, name="mfa_activate_totp"),
    path("second-factor/app/remove/", factors.totp_deactivate, name="mfa_deactivate_totp"),
    path("second-factor/recovery-codes/", factors.recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/recovery-codes/new/", factors.recovery_codes_new, name="mfa_generate_recovery_codes"),
    path("second-factor/recovery-codes/file/", factors.recovery_codes_file, name="mfa_download_recovery_codes"),
    path("second-factor/passkeys/add/", factors.passkey_add, name="mfa_add_webauthn"),
    path("second-factor/passkeys/again/", factors.passkey_again, name="mfa_reauthenticate_webauthn"),
    path("second-factor/passkeys/<int:pk>/rename/", factors.passkey_rename, name="mfa_edit_webauthn"),
    path("second-factor/passkeys/<int:pk>/remove/", factors.passkey_remove, name="mfa_remove_webauthn"),
]
