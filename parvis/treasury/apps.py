"""Django's entry to treasury."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TreasuryConfig(AppConfig):
    name = "parvis.treasury"
    verbose_name = _("Treasury")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.treasury import receivers  # noqa: F401  (receivers connect on import)
