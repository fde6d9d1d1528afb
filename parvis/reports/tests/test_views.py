"""The home and the report over HTTP: who sees what, and at what price."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from parvis.core.tests.pdf_reading import text_of
from parvis.editions.models import Edition
from parvis.editions.tests.factories import client_in, client_of, make_edition, make_member
from parvis.exhibitors.tests.factories import make_exhibitor, make_message
from parvis.reports.tests.factories import make_known_edition
from parvis.staffing.tests.factories import make_assignment, make_position, make_shift
from parvis.visitors.tests.factories import make_registration

pytestmark = pytest.mark.django_db


def test_home_leads_to_what_waits() -> None:
    edition = make_edition()
    make_registration(edition, is_proven=False)

    page = client_in(edition, pole="visitors").get(f"/team/{edition.slug}/").content.decode()

    assert "1 address not confirmed" in page
    assert f'href="/team/{edition.slug}/visitors/?proven=no"' in page
    assert "Signed" not in page


def test_home_links_only_what_the_reader_may_open() -> None:
    edition = make_edition()

    page = client_in(edition, pole="logistics").get(f"/team/{edition.slug}/").content.decode()

    assert f'href="/team/{edition.slug}/plan/"' in page
    assert f'href="/team/{edition.slug}/visitors/"' not in page


def test_home_with_nothing_to_do_says_so() -> None:
    edition = make_edition()

    page = client_in(edition, pole="treasury").get(f"/team/{edition.slug}/").content.decode()

    assert "Nothing waits for you" in page


def test_home_names_the_poles_for_which_nothing_waits() -> None:
    edition = make_edition()
    make_exhibitor(edition)

    page = client_in(edition, pole="presidency", role="lead").get(f"/team/{edition.slug}/").content.decode()

    assert "Nothing waits: Company relations, Treasury, Visitors, Activities, IT." in page


def test_home_of_a_closed_edition_asks_for_nothing() -> None:
    edition = make_edition(state="closed")
    make_registration(edition, is_proven=False)

    page = client_in(edition, pole="visitors").get(f"/team/{edition.slug}/").content.decode()

    assert "This edition is over." in page
    assert "not confirmed" not in page


def test_a_volunteer_sees_the_scanner_and_their_shifts_and_nothing_else() -> None:
    edition = make_edition()
    omar = make_member(edition, pole="logistics", role="volunteer")
    client = client_of(omar.user)
    assert "No shift to come" in client.get(f"/team/{edition.slug}/").content.decode()
    to_come = timezone.now() + timedelta(days=1)
    make_assignment(make_shift(make_position(edition, "Porte A"), starts_at=to_come), omar)

    page = client.get(f"/team/{edition.slug}/").content.decode()

    assert 'href="/scan/"' in page
    assert "Porte A" in page
    assert "Numbers of the edition" not in page
    assert client.get(f"/team/{edition.slug}/report/").status_code == 403


def _queries(edition: Edition) -> int:
    client = client_in(edition, pole="presidency", role="lead")
    client.get(f"/team/{edition.slug}/")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(f"/team/{edition.slug}/")
    return len(asked)


def test_home_asks_as_many_queries_for_three_rows_as_for_one() -> None:
    edition = make_edition()

    def fill() -> None:
        make_message(make_exhibitor(edition))
        make_registration(edition, is_proven=False)
        make_shift(make_position(edition))

    fill()
    one = _queries(edition)
    fill()
    fill()

    assert _queries(edition) == one
    assert one <= 48


def test_report_shows_money_to_the_treasury_and_not_to_logistics() -> None:
    edition = make_known_edition()

    seen = client_in(edition, pole="treasury").get(f"/team/{edition.slug}/report/").content.decode()
    hidden = client_in(edition, pole="logistics").get(f"/team/{edition.slug}/report/").content.decode()

    assert "€8,640" in seen
    assert "Entries by hour" in seen
    assert "€8,640" not in hidden
    assert "Amounts are shown to the treasury" in hidden


def test_report_of_a_closed_edition_is_read_by_the_team_of_a_later_one() -> None:
    past = make_edition(state="closed", name="Forum 2025")
    later = make_member(make_edition(fair_on=past.fair_on.replace(year=2027)), pole="visitors")

    page = client_of(later.user).get(f"/team/{past.slug}/report/")

    assert page.status_code == 200


def test_report_pdf_hides_money_too() -> None:
    edition = make_known_edition()

    treasury = client_in(edition, pole="treasury").get(f"/team/{edition.slug}/report.pdf")
    logistics = client_in(edition, pole="logistics").get(f"/team/{edition.slug}/report.pdf")

    assert treasury["Content-Type"] == "application/pdf"
    assert f"report-{edition.slug}.pdf" in treasury["Content-Disposition"]
    assert "€8,640" in text_of(treasury.content)
    assert "€8,640" not in text_of(logistics.content)


def test_strangers_find_no_home() -> None:
    edition, other = make_edition(), make_edition()

    assert client_in(other).get(f"/team/{edition.slug}/").status_code == 404


def test_the_home_of_an_edition_in_preparation_leads_to_its_checklist() -> None:
    preparing, opened = make_edition(state="preparing"), make_edition()

    pages = [client_in(edition).get(f"/team/{edition.slug}/") for edition in (preparing, opened)]

    checklist = pages[0].context["checklist"]
    assert f"{len(checklist.done)} of {len(checklist.lines)} ready to open" in pages[0].text
    assert "checklist" not in pages[1].context
