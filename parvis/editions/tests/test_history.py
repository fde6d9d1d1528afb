"""History in words: every act has some, in both languages, and the page is filtered and exported."""

import ast
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from parvis.core.actor import Actor, ActorKind
from parvis.core.exports import XLSX_TYPE
from parvis.editions.history import PERSONAL, record
from parvis.editions.history_words import changes_in_words, every_kind, every_verb, in_words, kind_of, page_of, say, who
from parvis.editions.models import LogEntry
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition

PARVIS = Path(__file__).resolve().parents[2]
# Verbs that a call of `record` gets from a variable: said here by hand.
FROM_VARIABLES = {
    "consent.given", "consent.withdrawn", "exhibitor.confirmed", "exhibitor.returned", "exhibitor.withdrawn",
    "contract.declined", "contract.expired", "option_request.lapsed", "option_request.refused",
    "option_request.taken_back", "option.saved", "package.saved",
    "registration.cancelled", "registration.created", "registration.released",
    "registration.renewed",
}  # fmt: skip
ADA = make_actor()
ASSOCIATION = "editions.association"


def recorded_verbs() -> set[str]:
    """Every verb a call of `record` spells out."""
    found = set(FROM_VARIABLES)
    for path in PARVIS.rglob("*.py"):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and node.args:
                spelled = [one for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)]
                found |= {str(one.value) for one in spelled if not str(one.value).startswith(".")}
    return found


def test_every_recorded_act_has_words_in_both_languages() -> None:
    missing = recorded_verbs() - set(every_verb())

    assert missing == set()
    with translation.override("en"):
        english = {verb: say(verb) for verb in every_verb()}
    with translation.override("fr"):
        same = {verb for verb in every_verb() if say(verb) == english[verb]}
    assert same == set()


def test_every_page_of_an_object_exists() -> None:
    addresses = {kind: page_of(kind, "1", "demo") for kind, (_words, name) in every_kind().items() if name}

    assert [kind for kind, address in addresses.items() if not address.startswith("/team/demo/")] == []
    assert page_of("sales.quote", "1", "") == page_of("nobody.knows", "1", "demo") == ""
    assert (kind_of("nobody.knows"), say("nobody.knew")) == ("nobody.knows", "nobody.knew")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": PERSONAL}, "changed (personal, not kept here)"),
        ({"state": ["preparing", "open"]}, "In preparation → Open"),
        ({"total_cents": [None, 120000]}, "Total: — → "),
        ({"fair_on": ["2026-10-20", None]}, "20/10/2026 → —"),
        ({"opens_at": ["2026-01-05T08:00:00+00:00", "x T"]}, "05/01/2026 09:00 → x T"),
        ({"opens_at": ["2026-01-05T08:00:00", 3]}, "2026-01-05T08:00:00 → 3"),
        ({"is_big": [False, True]}, "no → yes"),
        ({"scopes": [[], ["a", "b"]]}, "— → a, b"),
        ({"name": ["", "x" * 200]}, "— → " + "x" * 80),
    ],
)
def test_what_changed_is_told_as_people_read_it(changes: dict[str, list[Any]], words: str) -> None:
    edition = make_edition()
    entry = record("edition.changed", edition, by=ADA, at=NOON, edition=edition, changes=changes)

    [told] = changes_in_words(entry, sees_amounts=True)

    assert words in told
    [line] = in_words([entry], edition.slug, sees_amounts=True)
    assert (line.actor, line.words, line.about) == (ADA.label, "changed the edition", f"edition {edition.name}")


@pytest.mark.django_db
def test_history_is_filtered_by_who_what_about_and_when() -> None:
    edition, other = make_edition(), make_edition()
    system = Actor.system("Night job")
    record("edition.changed", edition, by=ADA, at=NOON, edition=edition)
    record("window.set", edition, by=system, at=NOON + timedelta(days=2), edition=edition)
    record("edition.closed", other, by=ADA, at=NOON, edition=other)
    client = client_in(edition, pole="presidency", role="lead")

    def told(**asked: str) -> list[bool]:
        page = client.get(f"/team/{edition.slug}/history/", asked).content.decode()
        return [f"</strong> {say(verb)}" in page for verb in ("edition.changed", "window.set", "edition.closed")]

    day = f"{NOON + timedelta(days=1):%Y-%m-%d}"
    assert told() == [True, True, False]
    assert told(actor="night") == [False, True, False]
    assert told(verb="edition.changed") == [True, False, False]
    assert told(type="editions.edition", id=str(edition.pk)) == [True, True, False]
    assert told(since=day) == [False, True, False]
    assert told(until=day) == [True, False, False]
    assert told(since="never") == [True, True, False]


@pytest.mark.django_db
def test_history_of_the_association_is_told_in_each_edition_that_asks_for_it() -> None:
    edition = make_edition()
    record("association.changed", edition.association, by=ADA, at=NOON)
    client = client_in(edition, pole="presidency", role="lead")

    asked = [client.get(f"/team/{edition.slug}/history/", about).text for about in ({}, {"type": ASSOCIATION})]

    assert ["</strong> changed the association" in page for page in asked] == [False, True]


@pytest.mark.django_db
def test_history_is_taken_away_as_a_file_in_words() -> None:
    edition = make_edition()
    record("window.set", edition, by=Actor.system("=cmd"), at=NOON, edition=edition, changes={"name": ["a", "b"]})
    LogEntry.objects.filter(edition=None)

    answer = client_in(edition).get(f"/team/{edition.slug}/history/", {"export": "csv"})

    text = answer.content.decode("utf-8-sig")
    assert "set the dates of a window" in text
    assert "'=cmd" in text
    assert "a → b" in text
    workbook = client_in(edition).get(f"/team/{edition.slug}/history/", {"export": "xlsx"})
    assert workbook.headers["Content-Type"] == XLSX_TYPE
    assert workbook.content.startswith(b"PK")


@pytest.mark.django_db
def test_a_job_of_parvis_is_named_in_the_reader_s_language() -> None:
    edition = make_edition()
    for by in (Actor.system("seal"), Actor(ActorKind.MEMBER, "7", "seal")):
        record("edition.changed", edition, by=by, at=NOON, edition=edition)

    with translation.override("fr"):
        names = {who(entry) for entry in LogEntry.objects.filter(verb="edition.changed").select_related("actor")}

    assert names == {"Parvis (sceau)", "seal"}


@pytest.mark.parametrize(
    ("kind", "changes", "sentence"),
    [
        ("exhibitors.exhibitor", {"cv_library": [None, 1]}, "CV library: — → 1"),
        ("exhibitors.exhibitor", {"step": [None, "invoice"]}, "Step: — → Invoice"),
        ("companies.opportunity", {"stage": ["quote_sent", "won"]}, "Stage: Quote sent → Won"),
        ("treasury.invoice", {"number": [None, "F2026-0001"]}, "Number: — → F2026-0001"),
    ],
)
def test_rights_steps_and_stages_are_told_in_words(kind: str, changes: dict[str, Any], sentence: str) -> None:
    entry = LogEntry(object_type=kind, changes=changes)

    with translation.override("en"):
        assert changes_in_words(entry, sees_amounts=True) == [sentence]
