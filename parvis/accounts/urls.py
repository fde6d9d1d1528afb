"""Sign-in addresses. allauth looks its own up by bare names, ours live under `accounts:`."""

from django.urls import path

from parvis.accounts import views

app_name = "accounts"
urlpatterns = [
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("link/<str:token>/", views.login_link, name="login_link"),
    path("me/", views.profile, name="profile"),
]
bare = [
    path("login/", views.login_by_code, name="account_login"),
    path("login/", views.login_by_code, name="account_request_login_code"),
    path("login/code/", views.confirm_code, name="account_confirm_login_code"),
    path("logout/", views.logout, name="account_logout"),
    path("again/", views.reauthenticate, name="account_reauthenticate"),
    path("closed/", views.account_closed, name="account_inactive"),
    path("closed/", views.account_closed, name="account_signup"),
]
