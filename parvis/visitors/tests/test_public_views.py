"""The public form, the thanks page, the mailed link."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from parvis.accounts.tests.factories import make_school
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, make_edition, make_window
from parvis.outbox.models import Message
from parvis.visitors.links import confirm_token
from parvis.visitors.models import Consent, Registration, Visitor
from parvis.visitors.tests.factories import make_admission, make_registration

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    make_school()
    return make_admission(capacity=2).edition


@pytest.fixture
def browser() -> Client:
    return Client(headers={"accept-language": "en"})


def body(**fields: Any) -> dict[str, Any]:
    return {
        "first_name": "Sam",
        "last_name": "Petit",
        "email": "sam@mail.example",
        "school": "telecom-paris",
        "year": "2a",
        "fields": ["cloud", "image"],
        "seeks": ["stage"],
        "language": "en",
        **fields,
    }


def test_a_visitor_signs_up_confirms_and_finds_their_seat(edition: Edition, browser: Client) -> None:
    assert b"Choose your school" in browser.get("/register/").content

    thanked = browser.post("/register/", body(), follow=True)
    assert "A seat is kept for you" in thanked.text
    link = re.findall(r"/register/confirm/\S+", Message.objects.get().text)[0]

    assert "Confirm my address" in browser.get(link).text
    assert Registration.objects.get().email_confirmed_at is None
    done = browser.post(link, follow=True)

    assert "Your seat is sure" in done.text
    registration = Registration.objects.get()
    assert registration.is_badge_due
    assert registration.terms.count() == 3
    assert Consent.objects.count() == 0


def test_in_french_the_page_and_the_mail_are_french(edition: Edition) -> None:
    browser = Client(headers={"accept-language": "fr"})

    page = browser.get("/register/").text
    browser.post("/register/", body(language="fr"))

    assert "Choisissez votre école" in page
    assert 'value="fr" selected' in page
    assert "Bonjour Sam" in Message.objects.get().text


def test_the_page_says_what_happens_with_the_data_and_nothing_is_ticked(edition: Edition, browser: Client) -> None:
    page = browser.get("/register/").text

    assert "Controller: Forum Exemple" in page
    assert "CNIL" in page
    assert "checked" not in page


def test_beyond_the_seats_the_page_offers_the_waiting_list_and_tells_the_place(
    edition: Edition, browser: Client
) -> None:
    for _ in range(2):
        make_registration(edition)
    make_registration(edition, status="waiting")

    assert "Join the waiting list" in browser.get("/register/").text
    thanked = browser.post("/register/", body(), follow=True)

    assert "You are number 2 in the waiting list" in thanked.text
    assert "number 2 in the waiting list" in Message.objects.get().text


def test_before_and_after_its_window_the_form_is_not_shown(edition: Edition, browser: Client) -> None:
    window = make_window(edition, "registration", opens_at=timezone.now() + timedelta(days=2))
    early = browser.get("/register/")
    assert (early.status_code, "Registration opens on" in early.text, "<select" in early.text) == (200, True, False)
    assert browser.post("/register/", body()).status_code == 409

    window.opens_at, window.closes_at = None, timezone.now() - timedelta(minutes=1)
    window.save()
    late = browser.post("/register/", body())

    assert (late.status_code, "Registration closed on" in late.text) == (409, True)
    assert Registration.objects.count() == 0


def test_each_open_edition_has_a_form_of_its_own(edition: Edition, browser: Client) -> None:
    other = make_admission(make_edition()).edition

    for shown in (edition, other):
        page = browser.get(f"/{shown.slug}/register/").content.decode()
        assert shown.name in page
        answer = browser.post(f"/{shown.slug}/register/", body(email=f"{shown.slug}@mail.example"))
        assert answer.status_code == 302

    assert [row.edition_id for row in Registration.objects.order_by("pk")] == [edition.pk, other.pk]


def test_an_edition_that_is_prepared_has_no_form_at_its_address(browser: Client) -> None:
    assert browser.get(f"/{make_edition(state=Edition.State.PREPARING).slug}/register/").status_code == 404


def test_without_any_edition_there_is_no_form(browser: Client) -> None:
    assert browser.get("/register/").status_code == 404


def test_an_edition_to_come_says_so(browser: Client) -> None:
    make_edition(state="preparing")

    assert "not open yet" in browser.get("/register/").text


def test_what_was_typed_stays_and_each_error_stands_at_its_field(edition: Edition, browser: Client) -> None:
    answer = browser.post("/register/", body(email="sam at mail", school="nowhere", first_name="\u200b"))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"email", "school", "first_name"}
    assert "sam at mail" in answer.text
    assert Registration.objects.count() == 0


def test_a_program_that_fills_every_field_gets_the_same_answer_and_nothing_else(
    edition: Edition, browser: Client
) -> None:
    answer = browser.post("/register/", body(website="https://spam.example"), follow=True)

    assert (answer.status_code, "your mailbox" in answer.text) == (200, True)
    assert Registration.objects.count() == Message.objects.count() == 0


def test_the_answer_does_not_say_whether_an_address_is_known(edition: Edition, browser: Client) -> None:
    make_registration(edition, email="sam@mail.example")

    known = browser.post("/register/", body(first_name="Mallory"), follow=True).text
    other = browser.post("/register/", body(email="pat@mail.example"), follow=True).text

    token = re.compile(r"\S*(csrf|request_key|X-CSRFToken)\S*.*")
    assert token.sub("", known) == token.sub("", other)
    assert "Sam" not in known
    assert Visitor.objects.get(email="sam@mail.example").first_name == "Sam"


NAMES = ["x" * 81, "x" * 10_000, "", " ", "\u202e\u200b", "\u0301", "<>", "\ud800"]


@pytest.mark.parametrize("name", NAMES[:-1])
def test_names_that_are_none_are_refused(edition: Edition, browser: Client, name: str) -> None:
    assert browser.post("/register/", body(first_name=name)).status_code == 422
    assert Registration.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("O'Brien", "O'Brien"),
        ("Null", "Null"),
        ("<b>x</b>", "<b>x</b>"),
        ("=1+1", "=1+1"),
        ("\u202egnp.exe", "gnp.exe"),
        ("Zo\u0065\u0308", "Zoë"),
        ("a" + "\u0301" * 70, "á\u0301\u0301\u0301"),
        ("Sam 🎓", "Sam 🎓"),
        ("李", "李"),
        ("{{7*7}}", "{{7*7}}"),
    ],
)
def test_names_of_any_kind_are_kept_as_text(edition: Edition, browser: Client, typed: str, kept: str) -> None:
    browser.post("/register/", body(first_name=typed, last_name="Petit"))

    assert Visitor.objects.get().first_name == kept
    assert "<b>x" not in Message.objects.get().html


def test_a_nul_is_refused_at_the_door(edition: Edition, browser: Client) -> None:
    assert browser.post("/register/", body(first_name="Sam\x00")).status_code == 400


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\nBcc: x@y.example",
        "a@b",
        "@b.example",
        "a@",
        "a b@c.example",
        f"{'a' * 310}@mail.example",
        "a@-b.example",
    ],
)
def test_addresses_that_are_none_are_refused(edition: Edition, browser: Client, address: str) -> None:
    assert browser.post("/register/", body(email=address)).status_code == 422
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    "address", ["sam+fair@mail.example", "sam@école.example", "SAM@MAIL.EXAMPLE", "o'brien@mail.example"]
)
def test_unusual_addresses_are_addresses(edition: Edition, browser: Client, address: str) -> None:
    assert browser.post("/register/", body(email=address)).status_code == 302
    assert Visitor.objects.get().email == address.lower()


def test_look_alikes_are_different_people(edition: Edition, browser: Client) -> None:
    for address in ("mike@mail.example", "mıke@mail.example"):
        browser.post("/register/", body(email=address))

    assert Visitor.objects.count() == Registration.objects.count() < 3


def test_nobody_chooses_status_kind_or_confirmation(edition: Edition, browser: Client) -> None:
    browser.post(
        "/register/", body(status="cancelled", kind="official", source="team", email_confirmed_at="2026-01-01")
    )

    row = Registration.objects.get()
    assert (row.status, row.kind, row.source, row.email_confirmed_at) == ("confirmed", "student", "site", None)


def test_an_old_link_offers_a_new_one(edition: Edition, browser: Client) -> None:
    registration = make_registration(edition, is_proven=False)
    link = f"/register/confirm/{confirm_token(registration, at=NOON - timedelta(days=400))}/"

    shown, pressed = browser.get(link), browser.post(link)
    again = browser.post(f"{link}again/", follow=True)

    assert "too old" in shown.text
    assert (pressed.status_code, Registration.objects.get().email_confirmed_at) == (410, None)
    assert "on its way" in again.text
    assert Message.objects.get().to_address == registration.visitor.email


def test_the_link_of_somebody_who_waits_or_cancelled_says_so(edition: Edition, browser: Client) -> None:
    waiting = make_registration(edition, status="waiting", is_proven=False)
    gone = make_registration(edition, status="cancelled", is_proven=False)
    links = [f"/register/confirm/{confirm_token(row, at=timezone.now())}/" for row in (waiting, gone)]

    done = browser.post(links[0], follow=True)

    assert "number 1 in the waiting list" in done.text
    assert "Register again" in browser.get(links[1]).text
    assert browser.post(links[1]).status_code == 409


@pytest.mark.parametrize("path", ["/register/confirm/x/", "/register/confirm/WzEsMV0:x/"])
def test_a_forged_link_is_not_found(edition: Edition, browser: Client, path: str) -> None:
    answers = browser.get(path), browser.post(path), browser.post(f"{path}again/")

    assert {answer.status_code for answer in answers} == {404}


def test_a_forged_thanks_page_says_nothing(edition: Edition, browser: Client) -> None:
    make_registration(edition)

    assert "A seat is kept" not in browser.get("/register/thanks/1/").text


def test_the_form_asks_little_of_the_database(
    edition: Edition, browser: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    browser.get("/register/")

    with django_assert_num_queries(6):
        browser.get("/register/")
