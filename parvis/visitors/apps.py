"""Django's entry to visitors."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitorsConfig(AppConfig):
    name = "parvis.visitors"
    verbose_name = _("Visitors")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.visitors import receivers  # noqa: F401  (receivers connect on import)
