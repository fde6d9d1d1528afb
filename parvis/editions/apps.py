"""Django's entry to editions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditionsConfig(AppConfig):
    name = "parvis.editions"
    verbose_name = _("Editions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from parvis.editions import receivers  # noqa: F401  (receivers connect on import)
