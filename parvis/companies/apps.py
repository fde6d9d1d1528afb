"""Django's entry to companies."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CompaniesConfig(AppConfig):
    name = "parvis.companies"
    verbose_name = _("Companies")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.companies import receivers  # noqa: F401  (receivers connect on import)
