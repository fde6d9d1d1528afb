"""Addresses of the outbox: in a demonstration only, the mails that were not sent."""

from django.urls import path

from parvis.outbox.views import dev as views

app_name = "outbox"
urlpatterns = [
    path("dev/mail/", views.mail_list, name="mail_list"),
    path("dev/mail/<int:message_id>/", views.mail_detail, name="mail_detail"),
    path("dev/mail/<int:message_id>/html/", views.mail_html, name="mail_html"),
]
