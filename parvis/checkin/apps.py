"""Django's entry to checkin."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CheckinConfig(AppConfig):
    name = "parvis.checkin"
    verbose_name = _("Check-in")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.checkin import receivers  # noqa: F401  (receivers connect on import)
