"""What waits for whom: each line of the home, and what makes it appear."""

import inspect
import re
import shutil
from datetime import timedelta
from typing import NamedTuple

import pytest

from parvis.accounts.models import User
from parvis.accounts.tests.factories import make_user
from parvis.checkin.models import Conflict
from parvis.checkin.tests.factories import DURING, make_badge, make_device, scan
from parvis.companies.tests.factories import make_held_row, make_opportunity
from parvis.core.errors import Refused
from parvis.core.navigation import find_url
from parvis.editions.models import Edition, Todo
from parvis.editions.rules import Member
from parvis.editions.tests.factories import FAIR_ON, NOON, make_actor, make_edition, make_member
from parvis.exhibitors.models import ChangeRequest
from parvis.exhibitors.tests.factories import make_document_request, make_exhibitor, make_message, make_profile
from parvis.logistics.tests.factories import make_booth, make_hall
from parvis.outbox.models import Message
from parvis.outbox.tests.factories import make_message as make_mail
from parvis.programme.tests.factories import make_activity, make_slot
from parvis.reports import home
from parvis.reports.home import Reader, sections_for
from parvis.reports.numbers import numbers_of
from parvis.reports.queries.waiting import shifts_of
from parvis.sales.actions import send_code, sign_contract
from parvis.sales.actions.cancellation import cancel_contract
from parvis.sales.models import Contract
from parvis.sales.tests.factories import make_billable, make_contract, make_rule, make_sent, make_signed, signer
from parvis.staffing.tests.factories import make_assignment, make_position, make_shift
from parvis.treasury.actions.invoices import send_invoice
from parvis.treasury.tests.factories import make_billing_edition, make_draft, make_issued, make_signed_contract, pay
from parvis.visitors.tests.factories import make_admission, make_registration
from parvis.website.models import Page

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
A_DAY = timedelta(days=1)


class Usage(NamedTuple):
    """What `shutil.disk_usage` answers."""

    total: int
    used: int
    free: int


@pytest.fixture(autouse=True)
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk of who runs the tests is not asked."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(100, 0, 100))


def lines(pole: str, edition: Edition, *, user: User | None = None, days: int = 0) -> list[tuple[str, str, str]]:
    """Titles, second lines and kinds of what waits for a member of that pole."""
    reader = Reader(edition, user or make_user(), NOON + A_DAY * days)
    (section,) = sections_for(Member({pole: "member"}), reader)
    return [(line.title, line.meta, line.kind) for line in section.lines]


def test_an_edition_in_which_nothing_waits_has_empty_sections() -> None:
    edition = make_edition()
    for slug in Page.Slug.values:
        Page.objects.create(edition=edition, slug=slug, updated_at=NOON)

    sections = sections_for(Member({"presidency": "lead"}), Reader(edition, make_user(), NOON))

    assert [section.name for section in sections] == [
        "Company relations",
        "Treasury",
        "Logistics",
        "Visitors",
        "Activities",
        "Communication",
        "IT",
    ]
    assert [section.lines for section in sections] == [[]] * 7


def test_company_relations_sees_its_own_late_steps_first() -> None:
    edition, user = make_edition(), make_user()
    make_opportunity(edition, owner=user, next_step="Call", next_step_on=TODAY - A_DAY)
    make_opportunity(edition, owner=user, next_step="Call", next_step_on=TODAY)
    make_opportunity(edition, owner=user, next_step="Call", next_step_on=TODAY + A_DAY)
    make_opportunity(edition, owner=None, next_step="Call", next_step_on=TODAY - A_DAY)
    make_opportunity(edition, owner=user, stage="won", next_step="Call", next_step_on=TODAY)

    assert lines("company_relations", edition, user=user) == [
        ("2 next steps of yours are due", "Calls and mails you promised.", "bad"),
        ("1 next step of others is due", "1 is late.", "info"),
    ]


def test_a_step_due_today_is_not_late() -> None:
    edition, user = make_edition(), make_user()
    make_opportunity(edition, owner=user, next_step="Call", next_step_on=TODAY)

    assert lines("company_relations", edition, user=user)[0][2] == "warn"


def test_company_relations_sees_messages_changes_and_duplicates() -> None:
    edition = make_edition()
    exhibitor = make_exhibitor(edition)
    make_message(exhibitor)
    make_message(exhibitor)
    make_message(make_exhibitor(edition), is_from_team=True)
    ChangeRequest.objects.create(exhibitor=exhibitor, section="profile", body="Logo", asked_at=NOON)
    make_held_row(edition)

    assert lines("company_relations", edition) == [
        ("1 exhibitor waits for an answer", "They wrote to the team.", "warn"),
        ("1 change asked for", "In sections that have closed.", "warn"),
        ("1 possible duplicate", "Rows of a file that look like companies we have.", "info"),
    ]


def test_a_quote_presses_in_its_last_week() -> None:
    quote = make_sent()
    edition = quote.exhibitor.edition

    assert lines("company_relations", edition) == [("1 quote without an answer", "Call before it expires.", "info")]
    days = (quote.expires_on - TODAY).days - 7
    assert lines("company_relations", edition, days=days) == [
        ("1 quote without an answer", "1 expires within a week.", "warn")
    ]


def test_a_contract_waits_for_its_signature() -> None:
    contract = make_signed_contract()
    contract.status, contract.signed_at = "sent", None
    contract.save()

    assert lines("company_relations", contract.exhibitor.edition) == [
        ("1 contract to be signed", "The company has accepted its quote.", "warn")
    ]


def test_a_code_typed_wrong_three_times_is_told_to_company_relations() -> None:
    contract = make_contract()
    make_billable(contract.exhibitor.company)
    send_code(contract, by=signer(), at=NOON)
    for _try in range(3):
        with pytest.raises(Refused):
            sign_contract(contract, name="G", role="D", code="WRONG", user_agent="", by=signer(), at=NOON)

    assert lines("company_relations", contract.exhibitor.edition)[0] == (
        "1 signatory in trouble with codes",
        "Typed wrong three times, or five in a day: call them.",
        "bad",
    )


def test_treasury_sees_what_is_late_what_to_issue_and_what_to_credit() -> None:
    edition = make_billing_edition()
    withdrawn = make_issued(edition)
    Contract.objects.filter(exhibitor=withdrawn.exhibitor).update(status="withdrawn", withdrawn_at=NOON)
    make_draft(edition)

    assert lines("treasury", edition) == [
        ("1 invoice to issue", "Their contracts are signed.", "warn"),
        ("1 invoice to credit", "Their contracts were withdrawn: decide how much.", "warn"),
    ]
    assert lines("treasury", edition, days=90)[0] == ("1 invoice is late", "€2,880.00 to be reminded of.", "bad")


def test_treasury_sees_what_is_to_give_back() -> None:
    edition = make_billing_edition()
    pay(make_issued(edition), 300_000, accept_overpayment=True)

    assert lines("treasury", edition) == [("1 invoice paid too much", "€120.00 to give back.", "warn")]


def test_treasury_sees_invoices_that_no_mail_brought() -> None:
    invoice = make_issued(make_billing_edition())
    send_invoice(invoice, by=make_actor(), at=NOON)
    Message.objects.update(state="failed")

    assert lines("treasury", invoice.exhibitor.edition) == [
        ("1 invoice not delivered", "Correct the address on the company’s page, then send it again.", "bad")
    ]


def test_treasury_sees_what_a_cancellation_leaves_to_ask() -> None:
    edition = make_billing_edition()
    make_rule(edition, "cancel", 50, days_before=400)
    contract = make_signed(edition)

    cancel_contract(contract, reason="Budget", seen_owed_cents=120_000, by=make_actor(), at=NOON)

    assert lines("treasury", edition)[0][0] == "1 invoice to issue"


def test_logistics_sees_exhibitors_without_booth_papers_and_open_shifts() -> None:
    edition = make_edition()
    make_exhibitor(edition)
    make_exhibitor(edition, status="prospective")
    make_booth(make_hall(edition))
    make_document_request(edition, due_on=TODAY + A_DAY)
    make_shift(make_position(edition))

    assert lines("logistics", edition) == [
        ("1 exhibitor without a booth", "1 booth is free.", "warn"),
        ("1 exhibitor owes a document", "Due tomorrow (Wed 16 September).", "info"),
        ("1 shift lacks people", "Ask the volunteers who are still free.", "info"),
    ]
    assert lines("logistics", edition, days=2)[0] == (
        "1 exhibitor owes a document",
        "Due yesterday (Wed 16 September).",
        "bad",
    )


def test_visitors_sees_the_waiting_list_unproven_addresses_and_conflicts() -> None:
    edition = make_edition()
    make_registration(edition, is_proven=False)
    make_registration(edition, status="waiting")
    badge = make_badge(edition)
    scan(make_device(edition), badge, offline=True)
    scan(make_device(edition, place="door-b"), badge)

    assert Conflict.objects.count() == 1
    assert lines("visitors", edition) == [
        ("1 pair of scans to look at", "One badge came in twice.", "bad"),
        ("1 person in the waiting list", "Every seat is taken.", "warn"),
        ("1 address not confirmed", "Their badge waits for it.", "info"),
    ]


def test_the_last_tenth_of_the_seats_is_announced() -> None:
    edition = make_edition()
    admission = make_admission(edition, capacity=100, taken=89)
    assert lines("visitors", edition) == []

    admission.taken_count = 90
    admission.save()

    assert lines("visitors", edition) == [("10 seats left", "Of 100: think of the waiting list.", "warn")]


def test_activities_sees_what_is_not_published() -> None:
    edition = make_edition()
    make_slot(make_activity(edition))
    assert lines("activities", edition) == [("1 activity to publish", "They have their time and room.", "info")]

    make_activity(edition)
    make_activity(edition, is_published=True)

    assert lines("activities", edition) == [("2 activities to publish", "1 has no time or room.", "info")]


def test_communication_sees_incomplete_pages_of_confirmed_exhibitors() -> None:
    edition = make_edition()
    complete = {"tagline": "We", "description_fr": "Nous", "sector": "Logiciel"}
    make_profile(make_exhibitor(edition), **complete)
    make_profile(make_exhibitor(edition), **{**complete, "tagline": "", "logo_path": "ab/cd.png"})
    make_exhibitor(edition)
    make_exhibitor(edition, status="prospective")
    Page.objects.create(edition=edition, slug=Page.Slug.LEGAL, updated_at=NOON)

    assert lines("communication", edition) == [
        ("2 company pages to complete", "Visitors read them on the public site.", "warn"),
        (f"{len(Page.Slug.values) - 1} public pages to write", "The law asks for some of them.", "warn"),
        ("2 logos missing", "For the site, the plan and the signs.", "info"),
    ]


def test_it_sees_mails_of_which_somebody_must_decide() -> None:
    make_mail(state="failed")

    assert lines("it", make_edition()) == [
        ("1 mail to look at", "It was refused, or nobody knows whether it arrived.", "warn")
    ]


def test_it_sees_that_mails_do_not_leave() -> None:
    make_mail(at=NOON - timedelta(minutes=10))
    assert lines("it", make_edition()) == []

    Message.objects.update(created_at=NOON - timedelta(hours=3), attempts_count=6, due_at=NOON + timedelta(hours=1))

    assert lines("it", make_edition()) == [
        (
            "A mail has been waiting for 3\N{NO-BREAK SPACE}hours",
            "The mail server or the worker is away, or a mailbox takes nothing.",
            "bad",
        )
    ]


@pytest.mark.parametrize(("free", "kind"), [(21, ""), (20, "warn"), (5, "bad")])
def test_it_sees_that_the_disk_fills(free: int, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(100 * 2**30, 0, free * 2**30))

    found = lines("it", make_edition())

    left = f"{free}.0\N{NO-BREAK SPACE}GB are left; on a full disk nobody signs up and no scan is kept."
    assert found == ([(f"The disk is {100 - free} % full", left, kind)] if kind else [])


def test_every_line_leads_to_a_page_that_exists() -> None:
    named = set(re.findall(r'"([a-z]+:[a-z_]+)"', inspect.getsource(home)))

    assert len(named) > 15
    assert [name for name in named if not find_url(name, "here")] == []
    assert find_url("", "here") == ""


def test_lines_of_the_planning_due_stand_with_their_pole() -> None:
    edition = make_edition()
    rows = [("treasury", "VAT return", -1), ("treasury", "Budget", 0), ("treasury", "Later", 1), ("it", "Domain", 0)]
    for pole, title, days in rows:
        Todo.objects.create(edition=edition, pole=pole, title=title, due_on=TODAY + A_DAY * days)

    assert lines("treasury", edition) == [
        ("VAT return", "yesterday (Mon 14 September)", "bad"),
        ("Budget", "today (Tue 15 September)", "warn"),
    ]


def test_sections_with_most_lines_come_first() -> None:
    edition = make_edition()
    make_registration(edition, is_proven=False)
    make_exhibitor(edition)

    sections = sections_for(Member({"visitors": "lead", "communication": "reader"}), Reader(edition, make_user(), NOON))

    assert [(section.pole, len(section.lines)) for section in sections] == [("communication", 3), ("visitors", 1)]


def test_shifts_to_come_are_the_member_s_own() -> None:
    edition = make_edition()
    mine = make_member(edition, pole="logistics", role="volunteer")
    position = make_position(edition)
    early, late = make_shift(position), make_shift(position, starts_at=DURING + timedelta(hours=4))
    make_assignment(late, mine)
    make_assignment(early, mine)
    make_assignment(make_shift(make_position(edition)), make_member(edition))

    assert [one.shift for one in shifts_of(mine.user, edition, since=early.starts_at)] == [early, late]
    assert [one.shift for one in shifts_of(mine.user, edition, since=early.ends_at)] == [late]


def test_numbers_show_money_to_those_who_may_see_it_and_who_is_inside_on_the_day() -> None:
    edition = make_edition()
    make_registration(edition)

    team = numbers_of(edition, Member({"visitors": "lead"}), on=TODAY)
    money = numbers_of(edition, Member({"treasury": "reader"}), on=FAIR_ON)

    assert [(number.label, number.value) for number in team] == [
        ("Exhibitors", "0"),
        ("Booths given", "0"),
        ("Visitors", "1"),
    ]
    assert [number.label for number in money] == [
        "Exhibitors",
        "Signed",
        "Collected",
        "Booths given",
        "Visitors",
        "Inside now",
    ]


def test_numbers_say_what_is_late() -> None:
    edition = make_issued().exhibitor.edition

    collected = numbers_of(edition, Member({"treasury": "lead"}), on=TODAY + 90 * A_DAY)[2]

    assert (collected.value, collected.note) == ("€0", "€2,880 late")
