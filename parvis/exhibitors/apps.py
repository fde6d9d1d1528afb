"""Django's entry to exhibitors."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExhibitorsConfig(AppConfig):
    name = "parvis.exhibitors"
    verbose_name = _("Exhibitors")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.exhibitors import receivers  # noqa: F401  (receivers connect on import)
