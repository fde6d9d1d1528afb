"""The demo: built in one transaction, so that it is there or not, and thrown away whole."""

import shutil
from argparse import Namespace
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone, translation

from parvis.cli import marks, schema
from parvis.cli.lock import hold
from parvis.core.dates import local_zone
from parvis.core.errors import Refused
from parvis.core.lazy import load
from parvis.editions.models import Edition

STORY = "parvis.reports.demo"  # loaded when there is a demo to build


def demo(options: Namespace) -> dict[str, Any]:
    """Load the three editions of the demo; `--reset` empties the data folder of a demo first."""
    if options.reset:
        if settings.MODE != "demo":
            raise Refused("Only a demo is thrown away: set PARVIS_MODE=demo if this is one.", code="not_a_demo")
        with hold(settings.DATA, is_alone=True):
            throw_away()
    schema.bring_up_to_date()
    if has_editions():
        raise Refused(
            "There is data here already: `make reset-demo` throws a demo away and starts again.", code="not_empty"
        )
    return build_demo(seed=options.seed, scale=options.scale, on=options.on)


def has_editions() -> bool:
    return Edition.objects.exists()


def build_demo(*, seed: int = 1, scale: float = 1.0, on: date | None = None) -> dict[str, Any]:
    """Build it in the installation's own language."""
    today = on or timezone.now().astimezone(local_zone()).date()
    with translation.override(settings.LANGUAGE_CODE):
        answer: dict[str, Any] = load(STORY).load_demo(seed=seed, scale=scale, today=today)
    return answer


def demo_logins() -> list[tuple[str, str]]:
    """Address and role of everybody one can sign in as."""
    return list(load(STORY).LOGINS)


def throw_away() -> None:
    """Empty database, files and mails; the installation's keys stay."""
    if connection.vendor == "sqlite":
        connection.close()
        for path in settings.DATA.glob("parvis.sqlite3*"):
            path.unlink()
    else:
        _drop_tables()
    for folder in (settings.MEDIA_ROOT, settings.MAIL_ROOT):
        shutil.rmtree(folder, ignore_errors=True)
    marks.forget(settings.DATA)


def _drop_tables() -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {quote(table)} CASCADE")
