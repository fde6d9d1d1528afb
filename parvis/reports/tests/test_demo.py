"""The demo keeps what docs/interfaces.md promises of it."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from parvis.checkin.actions import enrol_device, record_scans
from parvis.checkin.models import Badge, Entry, Place
from parvis.checkin.tests.factories import make_event, phone
from parvis.companies.identifiers import check_numbers
from parvis.companies.models import Company
from parvis.core.dates import local_moment
from parvis.editions.models import Edition, LogEntry, Membership, Window
from parvis.editions.queries import is_window_open
from parvis.editions.tests.factories import make_actor
from parvis.exhibitors.models import Exhibitor, Representative
from parvis.logistics.models import Booth, Hall
from parvis.outbox.models import Message
from parvis.reports.demo import LOGINS, load_demo
from parvis.reports.demo.calendar import Calendar
from parvis.reports.demo.fair import COMPANIES, SIGNED
from parvis.reports.demo.market import OPTIONS, fates, offers
from parvis.reports.demo.names import firms
from parvis.reports.demo.shifts import POSITIONS, SHIFTS
from parvis.reports.demo.visitors import days_of
from parvis.reports.demo.world import World
from parvis.sales.models import Contract, Package, PriceRule
from parvis.treasury.models import BankLine, CreditNote, Invoice, TransmissionEvent
from parvis.treasury.queries import late_invoices
from parvis.visitors.models import Registration, Visitor

pytestmark = (
    pytest.mark.django_db
)  # so that there is a database; the fixture `demo` holds the one transaction of this file
T = date(2026, 7, 15)
NOON = local_moment(T, time(12))
SCALE = 0.05
Story = dict[str, list[Any]]


class Loaded(NamedTuple):
    """The demo there is, and what an earlier one of the same seed and day was."""

    answer: dict[str, Any]
    earlier_answer: dict[str, Any]
    earlier_story: Story


@pytest.fixture
def _django_db_helper() -> None:
    """No transaction of its own for each test: it would close the connection that holds the demo."""


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Loaded]:
    """Loaded once for this file, and undone at its end with what its tests do."""
    with django_db_blocker.unblock(), transaction.atomic():
        with transaction.atomic():
            earlier = load_demo(seed=1, scale=SCALE, today=T)
            told = story()
            transaction.set_rollback(True)
        yield Loaded(load_demo(seed=1, scale=SCALE, today=T), earlier, told)
        transaction.set_rollback(True)


def story() -> Story:
    """What the seed decides, told without keys."""
    booths = Booth.objects.order_by("hall__venue__edition__slug", "hall__slug", "number")
    return {
        "companies": list(Company.objects.order_by("siren", "name").values_list("name", "siren", "city")),
        "visitors": list(Visitor.objects.order_by("email").values_list("email", "first_name", "last_name")),
        "contracts": list(Contract.objects.order_by("number").values_list("number", "signed_at", "net_cents")),
        "invoices": list(Invoice.objects.order_by("number").values_list("number", "issued_on", "net_cents")),
        "booths": list(booths.values_list("number", "exhibitor__company__name")),
        "history": list(LogEntry.objects.order_by("at", "verb", "object_type").values_list("at", "verb")),
    }


def edition(slug: str = "demo") -> Edition:
    return Edition.objects.get(slug=slug)


def test_the_same_seed_and_day_tell_the_same_story(demo: Loaded) -> None:
    assert demo.answer == demo.earlier_answer
    assert story() == demo.earlier_story


def test_three_editions_stand_around_the_day(demo: Loaded) -> None:
    assert demo.answer["editions"] == [
        {"slug": "demo", "fair_on": "2026-08-05"},
        {"slug": "demo-today", "fair_on": "2026-07-15"},
        {"slug": "demo-past", "fair_on": "2025-08-05"},
    ]
    assert [edition(slug).state for slug in ("demo", "demo-today", "demo-past")] == ["open", "open", "closed"]
    assert [name for name in Window.Name.values if not is_window_open(edition(), name, at=NOON)] == []


def test_everything_was_done_before_the_day(demo: Loaded) -> None:
    assert LogEntry.objects.order_by("-at")[0].at < local_moment(T, time.min)


def test_prices_move_with_the_day_by_one_offset(demo: Loaded) -> None:
    rules = PriceRule.objects.filter(kind="early_bird").order_by("until_on")

    assert [(rule.edition.slug, (rule.until_on - T).days) for rule in rules if rule.until_on] == [
        ("demo-past", -355),
        ("demo-today", -11),
        ("demo", 10),
    ]


def test_companies_sign_are_invoiced_and_mostly_pay(demo: Loaded) -> None:
    counts = demo.answer["counts"]

    assert (counts["companies"], counts["exhibitors"], counts["contracts"]) == (6, 4, 4)
    assert (counts["quotes"], counts["booths"], counts["activities"]) == (6, 90, 10)
    assert late_invoices(edition(), T).count() == 1
    assert CreditNote.objects.in_edition(edition()).count() == 1
    assert Invoice.objects.in_edition(edition()).drafts().count() == 1
    assert Hall.objects.in_edition(edition()).count() == 3


def test_the_treasurer_finds_money_to_match_and_papers_on_their_way(demo: Loaded) -> None:
    here = edition()

    assert BankLine.objects.in_edition(here).to_match().count() >= 2
    assert BankLine.objects.in_edition(here).filter(amount_cents__lt=0).count() == 2
    statuses = TransmissionEvent.objects.filter(transmission__invoice__exhibitor__edition=here)
    assert {200, 205} <= set(statuses.values_list("code", flat=True))
    assert here.todos.filter(pole="treasury").exists()


def test_invented_companies_have_numbers_that_check(demo: Loaded) -> None:
    numbers = ("siren", "siret", "vat_number", "country")

    for company in Company.objects.all():
        given = {name: getattr(company, name) for name in numbers}
        assert check_numbers(given)[1] == {}
        assert company.country != "FR" or company.siren.startswith("000")


def test_everybody_who_signs_in_has_their_place(demo: Loaded) -> None:
    members = Membership.objects.filter(edition=edition(), user__email__endswith="@demo.example")
    roles = {member.user.email.split("@")[0]: (member.pole, member.role) for member in members.select_related("user")}

    assert [login["mail"] for login in demo.answer["logins"]] == [mail for mail, _role in LOGINS]
    assert {name: roles[name] for name in ("paul", "ada", "nora", "leo", "vera", "carl", "omar")} == {
        "paul": ("presidency", "lead"),
        "ada": ("company_relations", "lead"),
        "nora": ("treasury", "lead"),
        "leo": ("logistics", "lead"),
        "vera": ("visitors", "lead"),
        "carl": ("communication", "lead"),
        "omar": ("logistics", "volunteer"),
    }
    grace = Representative.objects.get(exhibitor__edition=edition(), user__email="grace@demo.example")
    assert grace.exhibitor.is_confirmed
    sam = Registration.objects.filter(visitor__email="sam@demo.example").order_by("edition__slug")
    assert [registration.edition.slug for registration in sam if registration.is_badge_due] == ["demo", "demo-today"]


def test_most_visitors_have_a_seat_and_a_proven_address(demo: Loaded) -> None:
    counts = demo.answer["counts"]

    assert counts["visitors"] == 62
    assert counts["confirmed"] >= 45
    assert edition().admission.capacity == 2000


def test_visitors_come_without_piles_of_mail(demo: Loaded) -> None:
    visitors = Message.objects.exclude(kind__startswith="quote").filter(to_address__in=_visitor_addresses())

    assert visitors.count() < 10


def _visitor_addresses() -> list[str]:
    return list(Visitor.objects.values_list("email", flat=True))


def test_badges_of_the_fair_of_today_open_its_doors_at_once(demo: Loaded) -> None:
    today = edition("demo-today")
    day = today.days.get()
    wearers = Badge.objects.valid().in_edition(today)
    badge = wearers.filter(registration__isnull=False).order_by("pk")[0]
    with transaction.atomic():
        device, _secret, _link = enrol_device(today, name="Test", place="door-a", by=make_actor(), at=NOON)
        (result,) = record_scans(device, [make_event(badge)], by=phone(device), at=NOON)
        transaction.set_rollback(True)

    assert (day.doors_open_at, day.doors_close_at) == (
        local_moment(T, time.min),
        local_moment(T + timedelta(days=1), time.min),
    )
    assert result.verdict.value == "ok"
    assert set(Place.objects.filter(edition=today).values_list("slug", flat=True)) == {
        "door-a",
        "door-b",
        "room-1",
        "lunch",
        "desk",
    }
    seated = Registration.objects.in_edition(today).confirmed()
    assert wearers.filter(registration__in=seated).count() == seated.count()


def test_last_year_people_came_hour_by_hour(demo: Loaded) -> None:
    entries = Entry.objects.filter(badge__edition=edition("demo-past"))

    assert entries.count() == 16
    assert len({entry.at.hour for entry in entries}) > 4
    assert Exhibitor.objects.in_edition(edition("demo-past")).confirmed().count() == 1


def test_scale_one_is_what_was_promised() -> None:
    world = World(1, 1.0, T)
    known = firms(COMPANIES, world.dice("companies"))
    ends = fates(world, COMPANIES, SIGNED)
    sold: dict[str, int] = {}
    for offer in offers(world, known, world.dice("fair")):
        for code, quantity in offer.items():
            sold[code] = sold.get(code, 0) + quantity

    assert len({firm.name for firm in known}) == len({firm.siren for firm in known}) == 95
    assert ends.count("signed") == 80
    assert {code for code, (_most, stock) in OPTIONS.items() if sold.get(code, 0) > stock} == set()
    assert (sold["P27"], sold["B18"], sold["B12"]) == (3, 8, 20)
    assert sum(len(hours) for *_words, hours in POSITIONS) == SHIFTS == 24


def test_a_larger_fair_never_runs_out_of_names() -> None:
    world = World(1, 3.0, T)

    assert len({firm.name for firm in firms(285, world.dice("companies"))}) == 285


def test_another_seed_tells_another_story() -> None:
    worlds = [World(seed, 1.0, T) for seed in (1, 2)]

    assert worlds[0].people.person("x.example") != worlds[1].people.person("x.example")
    assert firms(9, worlds[0].dice("companies")) != firms(9, worlds[1].dice("companies"))


def test_people_of_one_name_have_two_addresses() -> None:
    people = World(1, 1.0, T).people

    made = [people.person("x.example").email for _turn in range(5000)]

    assert len(set(made)) == 5000


def test_half_of_the_visitors_come_on_the_first_day() -> None:
    days = days_of(1000, 3, 9, 1)

    assert days[0] == (3, 500)
    assert sum(number for _day, number in days) == 1000
    assert [number for _day, number in days_of(1, 0, 2, 1)] == [0, 1, 0]


def test_the_calendar_does_planned_acts_in_order_of_time() -> None:
    calendar, done = Calendar(), list[str]()
    first, second, third = (NOON + timedelta(hours=hours) for hours in range(3))

    def act(at: datetime) -> None:
        done.append(f"{at:%H} first")
        calendar.plan(second, lambda then: done.append(f"{then:%H} second"))

    calendar.plan(third, lambda then: done.append(f"{then:%H} third"))
    calendar.plan(first, act)
    calendar.run()

    assert done == ["12 first", "13 second", "14 third"]


def test_packages_of_a_larger_fair_have_a_larger_stock(demo: Loaded) -> None:
    assert Package.objects.get(edition=edition(), code="B9").stock == 60
