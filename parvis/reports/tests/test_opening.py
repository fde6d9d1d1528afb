"""The checklist of every app together: what blocks an edition, who is told, and what turns red meanwhile."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from parvis.core.backup.last import NAME
from parvis.core.errors import Refused
from parvis.editions import actions
from parvis.editions.models import Association, Edition
from parvis.editions.opening import checklist_of
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.reports.tests.ready import make_openable, make_ready
from parvis.treasury.models import InvoicingTerms

BY = make_actor()
BLOCKING = [
    "association.identity",
    "association.mentions",
    "edition.days",
    "invoices.siren",
    "invoices.vat",
    "invoices.series",
    "sales.catalogue",
    "sales.terms",
    "visitors.seats",
    "pages.lawful",
]
TO_DO = [
    "edition.place",
    "edition.look",
    "team.poles",
    "team.money",
    "invoices.iban",
    "sales.cancellation",
    "companies.known",
    "place.booths",
    "visitors.window",
    "visitors.words",
    "pages.practical",
    "machine.backup",
]
MOST_QUERIES = 17
db = pytest.mark.django_db


def bare_edition() -> Edition:
    edition = make_edition(state="preparing")
    edition.days.all().delete()
    Association.objects.update(siren="")
    edition.association.refresh_from_db()
    return edition


@pytest.fixture(autouse=True)
def no_backup(settings: Settings) -> None:
    (settings.DATA / NAME).unlink(missing_ok=True)


@db
def test_an_empty_edition_has_everything_before_it() -> None:
    checklist = checklist_of(bare_edition(), at=NOON)

    assert [line.key for line in checklist.blocking] == BLOCKING
    assert [line.key for line in checklist.to_do] == TO_DO
    assert [line.key for line in checklist.done] == ["machine.mail", "machine.badge_host"]
    assert all(line.sentence and line.title and line.page and line.pole_name for line in checklist.lines)


@db
def test_a_prepared_edition_has_nothing_before_it() -> None:
    checklist = checklist_of(make_ready(make_edition(state="preparing"), at=NOON), at=NOON)

    assert (checklist.blocking, checklist.to_do) == ([], [])
    assert sorted(line.key for line in checklist.done) == sorted(
        [*BLOCKING, *TO_DO, "machine.mail", "machine.badge_host"]
    )


@db
def test_the_list_asks_the_database_little(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    edition = make_ready(make_edition(state="preparing"), at=NOON)

    with django_assert_max_num_queries(MOST_QUERIES):
        checklist_of(edition, at=NOON)


@db
def test_lines_that_do_not_block_let_the_edition_open() -> None:
    edition = make_openable(make_edition(state="preparing"), at=NOON)

    actions.open_edition(edition, by=BY, at=NOON)

    edition.refresh_from_db()
    assert (edition.state, edition.opened_at) == ("open", NOON)


@db
def test_a_refused_opening_names_every_red_line_and_who_can_help() -> None:
    with pytest.raises(Refused) as refused:
        actions.open_edition(bare_edition(), by=BY, at=NOON)

    assert refused.value.code == "not_ready"
    assert refused.value.message.startswith(
        "Forum 1 cannot open yet. To be put right first: Identity of the association;"
    )
    assert len(refused.value.reasons) == len(BLOCKING)
    assert refused.value.reasons[-1] == (
        "Pages the law asks for (Communication): To be read again and saved: Legal mentions, Privacy."
    )


@db
def test_a_fair_that_is_over_does_not_open() -> None:
    edition = make_openable(make_edition(state="preparing"), at=NOON)

    blocking = checklist_of(edition, at=NOON + timedelta(days=60)).blocking

    assert [line.key for line in blocking] == ["edition.days"]


@db
def test_an_association_without_vat_says_why() -> None:
    edition = make_openable(make_edition(state="preparing"), at=NOON)
    Association.objects.update(vat_number="")
    edition.association.refresh_from_db()
    assert [line.key for line in checklist_of(edition, at=NOON).blocking] == ["invoices.vat"]

    InvoicingTerms.objects.create(starts_on=NOON.date(), exemption="TVA non applicable, article 293 B du CGI")

    assert checklist_of(edition, at=NOON).blocking == []


@db
@pytest.mark.parametrize(
    ("host", "word"), [("127.0.0.1:8000", "no phone reaches"), ("a.very.long.host.name.example", "larger")]
)
def test_badges_want_a_short_public_host(host: str, word: str, settings: Settings) -> None:
    settings.BADGE_HOST = host

    line = next(line for line in checklist_of(make_edition(), at=NOON).lines if line.key == "machine.badge_host")

    assert (line.is_done, word in line.sentence) == (False, True)


def while_someone_erases_the_siren(edition: Edition, open_it: Callable[[], object]) -> str:
    """Start opening while another transaction has written, and not yet committed, what turns a line red."""
    is_written, is_held = threading.Event(), threading.Event()
    answer: list[str] = []

    def erase() -> None:
        with transaction.atomic():
            actions.set_up_association(name="Forum", siren="", by=BY, at=NOON)
            is_written.set()
            is_held.wait(0.5)
        connection.close()

    def run() -> None:
        try:
            is_written.wait()
            open_it()
            answer.append("opened")
        except Refused as refused:
            answer.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=erase), threading.Thread(target=run)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answer[0]


@pytest.mark.django_db(transaction=True)
def test_a_line_that_turns_red_meanwhile_keeps_the_edition_closed() -> None:
    edition = make_openable(make_edition(state="preparing"), at=NOON)
    assert checklist_of(edition, at=NOON).blocking == []

    answer = while_someone_erases_the_siren(edition, lambda: actions.open_edition(edition, by=BY, at=NOON))

    edition.refresh_from_db()
    assert (answer, edition.state) == ("not_ready", "preparing")


@pytest.mark.django_db(transaction=True)
def test_asked_before_the_locks_the_same_race_opens_it() -> None:
    """The negative control: the list is read, then the state is written."""
    edition = make_openable(make_edition(state="preparing"), at=NOON)
    seen = checklist_of(edition, at=NOON)

    def open_as_seen() -> None:
        if not seen.blocking:
            Edition.objects.filter(pk=edition.pk).update(state="open", opened_at=NOON)

    assert while_someone_erases_the_siren(edition, open_as_seen) == "opened"
    edition.refresh_from_db()
    edition.association.refresh_from_db()
    assert [line.key for line in checklist_of(edition, at=NOON).blocking] == ["invoices.siren"]
