"""Is the database where this code expects it? Names of migrations are compared; none is loaded for that."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from parvis.core.errors import Refused

Names = set[tuple[str, str]]


def applied() -> Names:
    return set(MigrationRecorder(connection).applied_migrations())


def known() -> Names:
    """The migrations of the code, found by their files."""
    return {
        (config.label, path.stem)
        for config in apps.get_app_configs()
        for path in Path(config.path, "migrations").glob("[!_]*.py")
    }


def bring_up_to_date() -> None:
    """Apply the migrations that are missing, and make the cache table."""
    there = applied()
    _refuse_newer(there)
    if known() - there:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)


def refuse_unready() -> None:
    """Refused unless every migration of the code is applied, and none that it does not know."""
    there = applied()
    if not there:
        sentence = f"There is no Parvis in {settings.DATA} yet: start it by `parvis init` (or `make run`)."
        raise Refused(sentence, code="not_set_up")
    _refuse_newer(there)
    if known() - there:
        raise Refused("The database is older than the code: run `parvis init` to bring it up to date.", code="old_data")


def _refuse_newer(there: Names) -> None:
    ours = {config.label for config in apps.get_app_configs() if config.name in settings.FLOORS}
    newer = sorted(f"{label}.{name}" for label, name in there - known() if label in ours)
    if newer:
        sentence = f"This data was made by a newer Parvis ({newer[0]} is not known here): update the code first."
        raise Refused(sentence, code="newer_data")
