"""Django's entry to mailings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailingsConfig(AppConfig):
    name = "parvis.mailings"
    verbose_name = _("Mailings")
    default_auto_field = "django.db.models.BigAutoField"
