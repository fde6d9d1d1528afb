"""After the signature: asking for options, waiting in order, the team's refusal."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from parvis.accounts.models import User
from parvis.companies.tests.factories import make_company
from parvis.core.errors import Refused
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, client_in, client_of, make_actor, make_edition
from parvis.exhibitors.models import Exhibitor
from parvis.exhibitors.tests.factories import make_exhibitor
from parvis.outbox.models import Message
from parvis.sales import actions
from parvis.sales.actions.shop import ask_option, confirm_kept, join_line, refuse_request, take_back_request
from parvis.sales.actions.waiting import keep_for_next, lapse_kept
from parvis.sales.models import Option, OptionRequest
from parvis.sales.tests.factories import make_draft, make_option, make_package, make_signed

pytestmark = pytest.mark.django_db
BY = make_actor()
DAY = timedelta(days=1)
ONE: dict[str, Any] = {"quantity": 1, "by": BY, "at": NOON}
NOW: dict[str, Any] = {"by": BY, "at": NOON}


def signed(edition: Edition, **contact: str) -> Exhibitor:
    return Exhibitor.objects.get(pk=make_signed(edition, make_company(), **contact).exhibitor_id)


def sold(option: Option) -> int:
    return Option.objects.get(pk=option.pk).sold_count


def test_asking_keeps_a_unit_at_the_price_of_the_day_and_a_second_click_is_the_same_request() -> None:
    edition = make_edition()
    grace, option = signed(edition), make_option(edition, stock=2, price_cents=3_000)

    first, second = (ask_option(grace, option, **ONE) for _click in range(2))
    Option.objects.update(price_cents=9_000)

    first.refresh_from_db()
    assert first == second
    assert (first.state, first.net_cents, sold(option), str(first)) == ("asked", 3_000, 1, f"1 x {option.name_fr}")
    with pytest.raises(Refused, match="already asked"):
        ask_option(grace, option, quantity=2, by=BY, at=NOON)


def test_the_shop_refuses_who_has_not_signed_and_what_is_not_shown_or_not_open() -> None:
    edition = make_edition()
    grace, option = signed(edition), make_option(edition)
    hidden, off = make_option(edition, audience="team"), make_option(edition, is_active=False)
    late = make_option(edition, closes_on=(NOON - DAY).date())
    stranger = make_draft(edition).exhibitor

    with pytest.raises(Refused, match="once your contract is signed"):
        ask_option(stranger, option, **ONE)
    for closed, sentence in ((hidden, "not on sale"), (off, "not on sale"), (late, "could be ordered until")):
        with pytest.raises(Refused, match=sentence):
            ask_option(grace, closed, **ONE)
    with pytest.raises(Refused, match="between 1 and 1000"):
        ask_option(grace, option, quantity=0, **NOW)


def test_who_waits_is_served_in_order_and_told() -> None:
    edition = make_edition()
    option = make_option(edition, stock=1)
    first, second, third = (signed(edition, email=f"c{n}@firm.example") for n in range(3))
    asked = ask_option(first, option, **ONE)
    with pytest.raises(Refused, match="sold out"):
        ask_option(second, option, **ONE)
    waiting, last = join_line(second, option, **ONE), join_line(third, option, **ONE)
    assert join_line(second, option, **ONE) == waiting

    assert (waiting.state, last.state) == ("waiting", "waiting")
    take_back_request(asked, **NOW)
    assert take_back_request(asked, **NOW).state == "taken_back"

    waiting.refresh_from_db()
    last.refresh_from_db()
    assert (waiting.state, waiting.held_until, last.state, sold(option)) == (
        "offered",
        (NOON + 3 * DAY).date(),
        "waiting",
        1,
    )
    assert Message.objects.get(kind="option_kept").to_address == "c1@firm.example"
    with pytest.raises(Refused, match="join the waiting list"):
        ask_option(first, option, **ONE)
    with pytest.raises(Refused, match="already asked"):
        join_line(second, option, quantity=2, **NOW)


def test_a_kept_unit_is_confirmed_in_time_or_goes_to_the_next() -> None:
    edition = make_edition()
    option = make_option(edition, stock=1)
    first, second, third = (signed(edition, email=f"c{n}@firm.example") for n in range(3))
    asked = ask_option(first, option, **ONE)
    kept, last = join_line(second, option, **ONE), join_line(third, option, **ONE)
    refuse_request(asked, reason="Twice", **NOW)

    assert lapse_kept(edition, by=BY, at=NOON + 3 * DAY) == 0
    with pytest.raises(Refused, match="no longer kept"):
        confirm_kept(kept, by=BY, at=NOON + 4 * DAY)
    assert lapse_kept(edition, by=BY, at=NOON + 4 * DAY) == 1
    kept.refresh_from_db()
    last.refresh_from_db()
    assert (kept.state, last.state, sold(option)) == ("lapsed", "offered", 1)
    Option.objects.update(price_cents=4_000)
    confirmed = confirm_kept(last, by=BY, at=NOON + 5 * DAY)
    assert confirm_kept(last, by=BY, at=NOON + 5 * DAY).state == "asked"
    assert (confirmed.state, confirmed.unit_price_cents, sold(option)) == ("asked", 4_000, 1)


def test_leaving_the_line_gives_nothing_back_and_without_a_contract_nobody_is_written_to() -> None:
    edition = make_edition()
    option = make_option(edition, stock=1, sold_count=1)
    waiting = join_line(make_exhibitor(edition), option, **ONE)

    refuse_request(waiting, reason="None comes back", **NOW)

    assert (sold(option), OptionRequest.objects.get().state) == (1, "refused")
    assert not Message.objects.exists()


def test_more_stock_serves_the_line_and_who_wants_too_many_holds_it_up() -> None:
    edition = make_edition()
    option = make_option(edition, stock=3, sold_count=3)
    first, second = signed(edition), signed(edition)
    big, small = join_line(first, option, quantity=2, **NOW), join_line(second, option, **ONE)

    actions.save_option(Option.objects.get(pk=option.pk), stock=4, **NOW)
    assert OptionRequest.objects.in_line().count() == 2
    actions.save_option(Option.objects.get(pk=option.pk), stock=6, **NOW)

    assert {row.state for row in (OptionRequest.objects.get(pk=big.pk), OptionRequest.objects.get(pk=small.pk))} == {
        "offered"
    }
    assert keep_for_next(option, **NOW) == 0
    with pytest.raises(Refused, match="only 6 in all"):
        join_line(signed(edition), option, quantity=7, **NOW)


def test_a_line_without_stock_limit_is_served_at_once() -> None:
    edition = make_edition()

    assert join_line(signed(edition), make_option(edition), **ONE).state == "offered"


def test_refusing_gives_the_unit_back_and_tells_why_once() -> None:
    edition = make_edition()
    option = make_option(edition, stock=1)
    asked = ask_option(signed(edition, email="grace@nubelis.example"), option, **ONE)

    with pytest.raises(Refused, match="Say why"):
        refuse_request(asked, reason="", **NOW)
    refuse_request(asked, reason="No power there", **NOW)
    refuse_request(asked, reason="Again", **NOW)

    asked.refresh_from_db()
    assert (asked.state, asked.reason, sold(option)) == ("refused", "No power there", 0)
    assert "No power there" in Message.objects.get(kind="option_refused").text
    with pytest.raises(Refused, match="already answered"):
        take_back_request(asked, **NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        OptionRequest.objects.update(state="asked")


def test_an_exhibitor_that_leaves_gives_its_units_to_who_waits() -> None:
    edition = make_edition()
    option = make_option(edition, stock=1)
    contract = make_signed(edition, make_company())
    first, second = Exhibitor.objects.get(pk=contract.exhibitor_id), signed(edition)
    ask_option(first, option, **ONE)
    waiting = join_line(second, option, **ONE)

    actions.withdraw_contract(contract, reason="Moved", **NOW)

    waiting.refresh_from_db()
    assert waiting.state == "offered"
    assert OptionRequest.objects.get(exhibitor=first).state == "taken_back"
    assert not Message.objects.filter(kind="option_refused").exists()
    assert LogEntry.objects.filter(verb="option_request.offered").count() == 1


def test_the_night_passes_kept_units_on(capsys: pytest.CaptureFixture[str]) -> None:
    edition = make_edition(state="open", opened_at=NOON)
    option = make_option(edition, stock=1, sold_count=1)
    wish = join_line(signed(edition), option, **ONE)
    Option.objects.update(sold_count=0)
    keep_for_next(option, **NOW)
    OptionRequest.objects.update(held_until=(timezone.now() - DAY).date())

    call_command("tell_waiting")

    wish.refresh_from_db()
    assert wish.state == "lapsed"
    assert "1 passed on" in capsys.readouterr().out


# ---------------------------------------------------------------- pages


def grace_in(edition: Edition) -> tuple[Client, Exhibitor]:
    exhibitor = signed(edition, email="grace@nubelis.example")
    return client_of(User.objects.get(email="grace@nubelis.example")), exhibitor


def test_shop_shows_options_tiers_and_requests_and_takes_an_order() -> None:
    edition = make_edition(fair_on=(timezone.now() + 90 * DAY).date())
    grace, exhibitor = grace_in(edition)
    option = make_option(edition, name_en="Lunch", stock=1, text_en="With a drink")
    make_option(edition, name_en="Secret", audience="team")
    make_option(edition, name_en="Tomorrow", opens_on=(timezone.now() + 2 * DAY).date())
    make_option(edition, name_en="Yesterday", closes_on=(timezone.now() - 2 * DAY).date())
    make_package(edition, name_en="Gold sponsor", tier="sponsor", text_en="Logo on the stage")
    shop = reverse("sales:shop", args=[edition.slug])

    page = grace.get(shop).content.decode()
    assert all(words in page for words in ("Lunch", "With a drink", "Gold sponsor", "Orders open on", "Orders closed"))
    assert "Secret" not in page

    asked = grace.post(reverse("sales:shop_ask", args=[edition.slug, option.pk]), {"quantity": "1"}, follow=True)
    assert "asked for. The team answers you" in asked.content.decode()
    wish = OptionRequest.objects.get(exhibitor=exhibitor)
    grace.post(reverse("sales:shop_take_back", args=[edition.slug, wish.pk]))
    wish.refresh_from_db()
    assert wish.state == "taken_back"
    Option.objects.filter(pk=option.pk).update(sold_count=1)
    grace.post(reverse("sales:shop_wait", args=[edition.slug, option.pk]), {"quantity": "1"})
    assert "Waiting list, place 1" in grace.get(shop).content.decode()
    Option.objects.filter(pk=option.pk).update(sold_count=0)
    keep_for_next(option, by=BY, at=timezone.now())
    assert "Kept for you until" in grace.get(shop).content.decode()
    last = OptionRequest.objects.latest("pk")
    grace.post(reverse("sales:shop_confirm", args=[edition.slug, last.pk]))
    last.refresh_from_db()
    assert last.state == "asked"


def test_shop_refuses_a_number_that_is_none_and_another_s_request() -> None:
    edition = make_edition()
    grace, _exhibitor = grace_in(edition)
    option = make_option(edition)
    other = ask_option(signed(edition), option, **ONE)

    grace.post(reverse("sales:shop_ask", args=[edition.slug, option.pk]), {"quantity": "1,5"})
    taken = grace.post(reverse("sales:shop_take_back", args=[edition.slug, other.pk]))

    assert OptionRequest.objects.count() == 1
    assert taken.status_code == 404


def test_request_list_and_refusal_by_the_team() -> None:
    edition = make_edition()
    wish = ask_option(signed(edition), make_option(edition), **ONE)
    browser = client_in(edition)
    page = reverse("sales:request_refuse", args=[edition.slug, wish.pk])

    assert "1 request" in browser.get(reverse("sales:request_list", args=[edition.slug])).content.decode()
    assert browser.get(page).status_code == 200
    assert browser.post(page, {"reason": " "}).status_code == 422
    browser.post(page, {"reason": "No place left"})

    wish.refresh_from_db()
    assert wish.state == "refused"
    assert "No place left" in browser.get(page).content.decode()
