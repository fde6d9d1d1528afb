"""History is kept for three editions, whoever asks the database; then it may go."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from parvis.editions.history import record
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import make_actor, make_edition

pytestmark = pytest.mark.django_db
YEARS_AGO = timedelta(days=4 * 365)


def test_history_is_neither_changed_nor_deleted_before_its_day() -> None:
    edition, now = make_edition(), timezone.now()
    entry = record("edition.changed", edition, by=make_actor(), at=now, edition=edition)

    assert entry.keep_until == now.date() + timedelta(days=3 * 365)
    for change in (LogEntry.objects.all().delete, lambda: LogEntry.objects.update(keep_until=date(2000, 1, 1))):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
    assert LogEntry.objects.count() == 1


def test_history_may_go_once_its_day_has_come() -> None:
    edition = make_edition()
    record("edition.changed", edition, by=make_actor(), at=timezone.now() - YEARS_AGO, edition=edition)

    LogEntry.objects.all().delete()

    assert not LogEntry.objects.exists()
