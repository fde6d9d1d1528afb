"""Django's `migrate`, which makes an empty database's tables at once instead of step by step."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from parvis.core.new_schema import make_at_once

PARTLY = ("app_label", "plan", "check_unapplied", "fake", "prune")  # whoever asks for these wants the steps


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        if not any(options.get(name) for name in PARTLY):
            make_at_once(connections[options["database"]])
        super().handle(*args, **options)
