"""Django's entry to cvs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CvsConfig(AppConfig):
    name = "parvis.cvs"
    verbose_name = _("CVs")
    default_auto_field = "django.db.models.BigAutoField"
