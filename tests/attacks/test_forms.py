"""What people, and programs, type into forms: every form of every surface takes it or says why not."""

from collections.abc import Iterable, Iterator
from email.headerregistry import Address

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from parvis.accounts.models import User
from parvis.editions.models import Window
from parvis.editions.tests.factories import make_window
from parvis.outbox.models import Message
from parvis.visitors.models import Registration, Visitor
from tests.attacks.fair import Fair
from tests.attacks.posting import PageForm, forms_of
from tests.attacks.reading import address, visit
from tests.matrix.routes import Route

pytestmark = pytest.mark.django_db
TEXTS = [
    "a" * 10_000, "\u202eevil\u202c", "\u200b\u200c\ufeff", "👩‍👩‍👧‍👦🇫🇷", "Z" + "\u0301" * 300, "Null",
    "undefined", "O'Brien; --",
    "<b>bold</b>", "=1+1", "%s%n{0}{{7*7}}${7*7}",
    "../../etc/passwd", "﷽" * 200, "ı İ ß ŉ ﬁ", "１２", "\t\r\n\r\n", "-",
    "مرحبا", "漢字" * 100, "' OR 1=1 --", "\\", '"', "\x7f\x1b[31m", "a\u2028b\u2029c",
]  # fmt: skip
EMAILS = [
    "a@b", "a@@b.example", "a b@c.example", "a@b.example\nBcc: all@c.example", "a@b.example\r\n", '"a\\"b"@c.example',
    '"<script>"@c.example', "é@mail.example", "a@münchen.example", "a" * 300 + "@mail.example",
    "a@" + "b" * 300 + ".example",
    "a@[127.0.0.1]", "a@b.example,c@d.example", "<a@b.example>", "mailto:a@b.example", "=a@b.example", "a@b.example;",
]  # fmt: skip
DATES = [
    "2027-02-29", "2028-02-29", "9999-12-31", "10000-01-01", "0001-01-01", "0000-00-00", "2026-13-01", "-1", "now",
    "2026-03-29T02:30", "2026-10-25T02:30", "9999-12-31T23:59", "0001-01-01T00:00", "1e9", "２０２６-01-01",
    "24:00", "25:61",
]  # fmt: skip
NUMBERS = [
    "2147483648", "9223372036854775808", "-1", "0", "1e309", "NaN", "Infinity", "１２",
    "1_000", " 1 ", "0x10", "1.5", "",
    "9" * 5000, "-" + "9" * 30, "٣", "1,5", "--1", "²",
]  # fmt: skip
OTHERS = ["javascript:alert(1)", "-1", "x" * 5000, "1e9", "None", "\u0661"]
TYPED = {"email": EMAILS, "date": DATES, "datetime-local": DATES, "time": DATES, "number": NUMBERS}
TYPED |= dict.fromkeys(("url", "select", "radio", "checkbox", "hidden"), OTHERS)
WORDS = dict.fromkeys(("text", "textarea", "search", "tel"), TEXTS)
KEPT = {"csrfmiddlewaretoken", "request_key"}


def rounds(form: PageForm, count: int) -> Iterator[dict[str, str]]:
    """Fillings of the form: its words hostile and the rest as usual, then the other way round; `count` times each."""
    for payloads in (WORDS, TYPED):
        names = [name for name in form.of_kind(*payloads) if name not in KEPT]
        for turn in range(count if names else 0):
            chosen = {name: payloads[form.fields[name].kind] for name in names}
            hostile = {
                name: these[(place + turn * 7) % len(these)] for place, (name, these) in enumerate(chosen.items())
            }
            yield form.values(**hostile)


def fill(client: Client, form: PageForm, values: dict[str, str]) -> int:
    with transaction.atomic():
        status = client.post(form.action, values).status_code
        transaction.set_rollback(True)
    return status


def filled_forms(fair: Fair, persons: Iterable[tuple[Client, list[Route]]], count: int) -> list[tuple[str, int]]:
    """Address and status of each hostile filling of each form of these pages; an exception would fail the test."""
    filled: set[tuple[str, ...]] = set()
    statuses = []
    for client, found in persons:
        for route in found:
            path = address(route, fair.world)
            for form in forms_of(visit(client, path), path):
                mark = (form.action, *form.fields)
                if mark not in filled and "logout" not in form.action:
                    filled.add(mark)
                    statuses += [(form.action, fill(client, form, values)) for values in rounds(form, count)]
    return statuses


def test_a_form_takes_anything_typed_or_says_why_not(here: Fair) -> None:
    """29-32: names, addresses, dates and numbers in each form of the portal, the space and the public site."""
    statuses = filled_forms(here, here.personas[1:], 3)

    assert [(action, status) for action, status in statuses if status >= 500] == []
    assert len({action for action, _status in statuses}) > 10
    assert {302, 422} <= {status for _action, status in statuses}  # some went through, some were refused


@pytest.mark.parametrize("text", TEXTS)
def test_a_name_is_kept_as_typed_or_refused(here: Fair, text: str) -> None:
    """29: on the public form, into the database and out again."""
    path = reverse("visitors:space_profile", args=["here"])
    (form,) = [one for one in forms_of(visit(here.visitor, path), path) if "last_name" in one.fields]

    status = here.visitor.post(path, form.values(last_name=text)).status_code

    assert status in {302, 422}
    if status == 302:
        kept = Registration.objects.get(edition=here.edition).visitor.last_name
        assert kept.isprintable()
        assert kept.strip()
        assert len(kept) <= 80
        assert visit(here.visitor, "/me/here/").status == 200


@pytest.mark.parametrize("email", EMAILS)
def test_an_address_that_is_none_gets_no_mail(here: Fair, email: str) -> None:
    """30: by invitation of a member and of a representative."""
    before = Message.objects.count()
    person = {"first_name": "Eve", "last_name": "Stone", "email": email, "invite": "on"}
    member = here.president.post("/team/here/members/invite/", {**person, "pole": "it", "role": "member"})
    other = here.representative.post(reverse("exhibitors:portal_representative_new", args=["here"]), person)

    assert {member.status_code, other.status_code} <= {302, 422}
    for message in Message.objects.order_by("pk")[before:]:
        assert Address(addr_spec=message.to_address).addr_spec == message.to_address  # one address, and no header


def test_a_hundred_addresses_of_one_mailbox_are_a_hundred_people(here: Fair) -> None:
    """30: plus-tags are part of an address; nobody is merged, nobody gets another one's mail."""
    path = reverse("exhibitors:portal_representative_new", args=["here"])
    for number in range(100):
        person = {"first_name": "Eve", "last_name": "Stone", "email": f"eve+{number}@mail.example", "invite": "on"}
        here.representative.post(path, person)

    mails = Message.objects.filter(to_address__startswith="eve+").values_list("to_address", flat=True)
    assert len(set(mails)) == len(mails)
    assert User.objects.filter(email__startswith="eve+").count() == len(mails)


def test_a_program_gains_nothing_by_signing_up_again_and_again(here: Fair) -> None:
    """35: a form sent a millisecond after it was asked for, ten times: one person, one mail."""
    make_window(here.edition, Window.Name.REGISTRATION)
    path = reverse("visitors:register")
    (form,) = [one for one in forms_of(visit(Client(), path), path) if "last_name" in one.fields]

    for _time in range(10):
        Client().post(path, form.values(email="bot@mail.example", first_name="B", last_name="Ot", website=""))

    assert Visitor.objects.filter(email="bot@mail.example").count() == 1
    assert Message.objects.filter(to_address="bot@mail.example").count() == 1
