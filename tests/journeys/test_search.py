"""Search and sent mail across the apps: each role finds what its pages show, and nothing else."""

from typing import Any

import pytest
from django.test import Client

from parvis.checkin.models import Badge
from parvis.editions.models import Edition, Membership
from parvis.editions.tests.factories import NOON, client_in, make_edition
from parvis.outbox.models import Message
from parvis.sales.models import Quote
from parvis.treasury.models import Invoice
from parvis.visitors.models import Registration
from parvis.visitors.tests.factories import make_registration
from tests.matrix.world import World, make_world

pytestmark = pytest.mark.django_db
KINDS = {"Companies", "Contacts", "Exhibitors", "Visitors", "Invoices"}
SEEN = {
    ("company_relations", "member"): KINDS - {"Visitors"},
    ("treasury", "reader"): KINDS - {"Visitors"},
    ("visitors", "lead"): {"Companies", "Contacts", "Visitors"},
    ("logistics", "member"): {"Companies", "Contacts", "Exhibitors"},
    ("communication", "member"): KINDS - {"Invoices"},
    ("presidency", "lead"): KINDS,
    ("visitors", "volunteer"): set(),
}


@pytest.fixture
def world() -> World:
    """A company, its contact, exhibitor and invoice, and a visitor: all called `here` or Company here."""
    made = make_world("here", 1)
    contact = made.exhibitor.company.contacts.first()
    assert contact is not None
    contact.first_name, contact.last_name = "Héré", "Company"
    contact.save()
    make_registration(made.edition, email="company-here@mail.example")
    return made


def kinds(client: Client, edition: Edition, text: str) -> set[str]:
    page = client.get(f"/team/{edition.slug}/palette/", {"q": text}).content.decode()
    return {kind for kind in KINDS if f'aria-label="{kind}"' in page}


@pytest.mark.parametrize(("place", "expected"), SEEN.items())
def test_each_role_finds_what_its_pages_show(world: World, place: tuple[str, str], expected: set[str]) -> None:
    pole, role = place

    assert kinds(client_in(world.edition, pole=pole, role=role), world.edition, "COMPANY héré") == expected


def test_another_edition_is_not_found(world: World) -> None:
    elsewhere = make_edition("elsewhere")

    found = kinds(client_in(elsewhere, pole="presidency", role="lead"), elsewhere, "company here")

    assert found == {"Companies", "Contacts"}  # known across the years


def test_a_search_costs_no_more_than_a_list(world: World, django_assert_max_num_queries: Any) -> None:
    client = client_in(world.edition, pole="presidency", role="lead")
    client.get(f"/team/{world.edition.slug}/search/")

    for page in ("search", "palette"):
        with django_assert_max_num_queries(12):
            client.get(f"/team/{world.edition.slug}/{page}/", {"q": "company here"})


MAILS = {
    ("company_relations", "member"): {"membership", "invoice", "quote", "exhibitor"},
    ("treasury", "reader"): {"membership", "invoice", "quote"},
    ("visitors", "member"): {"membership", "registration", "badge"},
    ("logistics", "member"): {"membership", "exhibitor"},
    ("activities", "member"): {"membership"},
}


def write_mail(about: Any, *, slug: str, **fields: Any) -> Message:
    kind = about._meta.model_name
    words = {"kind": kind, "cause": slug, "to_address": f"{kind}@{slug}.example", "subject": f"About {kind} of {slug}"}
    key = {"object_type": about._meta.label_lower, "object_id": str(about.pk), "message_id": f"<{kind}@{slug}>"}
    return Message.objects.create(**words, **key, language="fr", text="…", due_at=NOON, created_at=NOON, **fields)


def write_mails(world: World, **fields: Any) -> list[Message]:
    """One mail about each kind of row that mails speak of."""
    rows = {Membership: "membership_id", Registration: "registration_id", Badge: "badge_id", Invoice: "invoice_id"}
    found: list[Any] = [model._default_manager.get(pk=str(world.words[name])) for model, name in rows.items()]
    found += [world.exhibitor, Quote.objects.get(pk=str(world.words["quote_id"]))]
    return [write_mail(row, slug=world.edition.slug, **fields) for row in found]


@pytest.mark.parametrize(("place", "expected"), MAILS.items())
def test_each_role_reads_the_mails_about_what_it_sees(place: tuple[str, str], expected: set[str]) -> None:
    world, other = make_world("here", 1), make_world("there", 2)
    write_mails(world)
    write_mails(other)
    pole, role = place

    page = client_in(world.edition, pole=pole, role=role).get("/team/here/mail/").content.decode()

    known = {"membership", "invoice", "quote", "exhibitor", "registration", "badge"}
    assert {kind for kind in known if f"About {kind} of here" in page} == expected
    assert "of there" not in page


def test_what_failed_is_sent_again_by_who_may(world: World) -> None:
    failed = write_mails(world, state="failed")[0]
    writer, reader = client_in(world.edition), client_in(world.edition, role="reader")
    told = {"action": "resend", "ids": [failed.pk]}

    assert reader.post("/team/here/mail/", told).status_code == 403
    assert Message.objects.get(pk=failed.pk).state == "failed"
    assert writer.post("/team/here/mail/", told).status_code == 302
    assert Message.objects.get(pk=failed.pk).state == "new"
    assert writer.post("/team/here/mail/", {"action": "resend", "ids": [0]}).status_code == 409


def test_the_list_of_mails_costs_the_same_however_long(world: World, django_assert_max_num_queries: Any) -> None:
    write_mails(world)
    client = client_in(world.edition, pole="presidency", role="lead")
    client.get("/team/here/mail/")

    with django_assert_max_num_queries(10):  # one of them names the invoices, whose mails these are
        client.get("/team/here/mail/")
