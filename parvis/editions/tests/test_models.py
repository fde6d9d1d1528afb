"""What rows of the year say of themselves, in the reader's language."""

import pytest
from django.utils import translation

from parvis.core.actor import Actor
from parvis.editions.history import record
from parvis.editions.models import FileImport, Note, Term, Todo, WindowException
from parvis.editions.tests.factories import NOON, make_edition, make_member, make_window

pytestmark = pytest.mark.django_db


def test_rows_name_themselves() -> None:
    edition = make_edition(name="Forum 2026")
    window = make_window(edition, "quotes")
    exception = WindowException.objects.create(window=window, subject="exhibitor:1", closes_at=NOON, reason="Late")
    member = make_member(edition, pole="treasury", role="lead")
    details = {"name": "a.csv", "sha256": "0", "path": "", "created_at": NOON}
    rows = {
        edition.days.get(): "Forum 2026 2026-10-20",
        window: "Forum 2026 quotes",
        exception: "Forum 2026 quotes exhibitor:1",
        member: "Ada Roy treasury lead",
        Todo.objects.create(edition=edition, pole="it", title="Book the hall", due_on=edition.fair_on): "Book the hall",
        Note.objects.create(
            edition=edition, pole="it", author=member.user, body="Ask early.", written_at=NOON
        ): "Ask early.",
        FileImport.objects.create(edition=edition, kind="companies", **details): "companies a.csv",
    }

    assert {str(row) for row in rows} == set(rows.values())


def test_a_line_of_history_says_when_what_and_on_what() -> None:
    edition = make_edition()

    entry = record("edition.opened", edition, by=Actor.system("shell"), at=NOON)

    assert str(entry) == f"2026-09-15 10:00 edition.opened editions.edition {edition.pk}"
    assert str(entry.actor) == "shell"


def test_words_are_said_in_the_readers_language() -> None:
    edition = make_edition(tagline_fr="Rencontrer", tagline_en="")
    term = Term.objects.get(kind="seek", slug="stage")

    with translation.override("fr"):
        french = (str(term), edition.tagline)
    with translation.override("en"):
        english = (str(term), edition.tagline)

    assert (french, english) == (("Stage", "Rencontrer"), ("Internship", "Rencontrer"))
