"""A fair with a row in every table: what the matrix makes, and the texts that stand beside its objects."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db.models import Model
from django.test import Client
from django.utils import timezone

from parvis.accounts.actions import create_token
from parvis.accounts.tests.factories import make_user
from parvis.checkin.actions import issue_speaker_badge
from parvis.companies.models import CompanyTag, Contact, Interaction, Opportunity, ReadMailbox, ReceivedMail
from parvis.editions.models import Edition, Note, SavedView, Todo, Window, WindowException
from parvis.editions.tests.factories import NOON, client_of, make_actor, make_member
from parvis.exhibitors.models import Exhibitor, Representative
from parvis.exhibitors.tests.factories import make_message
from parvis.outbox.models import Attempt, Message, Webhook
from parvis.sales.models import (
    Cancellation,
    Contract,
    ContractTemplate,
    InvoicingDetails,
    Option,
    OptionRequest,
    PlaceRequest,
    Price,
    Signatory,
)
from parvis.treasury.models import (
    Dispute,
    Expense,
    Invoice,
    InvoicingTerms,
    Reminder,
    Transmission,
    TransmissionEvent,
    TransmissionTerms,
    VatRegime,
)
from parvis.visitors.models import Registration
from parvis.website.models import Page
from tests.attacks.links import asides, mailed_links
from tests.attacks.reading import routes
from tests.matrix.people import team_of
from tests.matrix.routes import Route
from tests.matrix.table import DEMO, PORTAL, PUBLIC, SIGNED_IN, SPACE, TEAM
from tests.matrix.world import World, make_world

FOREIGN = 1_000_000  # keys of the other edition's rows begin above it


@dataclass(frozen=True)
class Fair:
    """An edition, and addresses of it that were mailed to its people or that a page of it leads to."""

    world: World
    links: dict[str, str]  # personal ones, by the name of the route each opens
    asides: dict[str, str]  # of pages that want more than the words of the world, by name too

    @property
    def edition(self) -> Edition:
        return self.world.edition

    @property
    def exhibitor(self) -> Exhibitor:
        return self.world.exhibitor

    @cached_property
    def team(self) -> dict[str, Client]:
        """A browser for each role."""
        return team_of(self.edition)

    @cached_property
    def president(self) -> Client:
        return client_of(make_member(self.edition, pole="presidency", role="lead").user)

    @cached_property
    def representative(self) -> Client:
        user = Representative.objects.filter(exhibitor=self.exhibitor).latest("pk").user
        assert user is not None
        return client_of(user)

    @cached_property
    def visitor(self) -> Client:
        return client_of(Registration.objects.get(pk=self.key("registration_id")).visitor.user)

    @cached_property
    def paid_back(self) -> Client:
        """Who paid for the association and opens their own receipt."""
        user = self.row(Expense, "refund_id").member
        assert user is not None
        make_member(self.edition, pole="logistics", user=user)
        return client_of(user)

    @property
    def personas(self) -> list[tuple[Client, list[Route]]]:
        """Who opens which pages: a president, a representative, a visitor, anybody, who has a receipt."""
        return [
            (self.president, routes(TEAM, SIGNED_IN)),
            (self.representative, routes(PORTAL)),
            (self.visitor, routes(SPACE)),
            (Client(headers={"accept-language": "en"}), routes(PUBLIC, DEMO)),
            (self.paid_back, routes(["treasury:refund_file"])),
        ]

    def token(self, *scopes: str) -> str:
        """The secret of a new token of this edition."""
        return create_token(
            "Program", scopes=scopes, edition_slug=self.edition.slug, by=make_actor(), at=timezone.now()
        )[1]

    def key(self, name: str) -> Any:
        """The key behind one of the words of the addresses."""
        return self.world.words[name]

    def row[M: Model](self, model: type[M], name: str) -> M:
        return model._default_manager.get(pk=self.key(name))


def make_fair(slug: str = "here", number: int = 1) -> Fair:
    world = make_world(slug, number)
    _write_notes(world)
    _write_around(world)
    _write_sales(world)
    _write_money(world)
    return Fair(world, mailed_links(world), asides(world))


def _write_notes(world: World) -> None:
    edition, author, keys = world.edition, make_user(), dict[str, Any](world.words)
    company = Opportunity.objects.get(pk=keys["opportunity_id"]).company
    contact = Contact.objects.get(pk=keys["contact_id"])
    said = {"kind": "call", "body": "They hesitate", "at": NOON, "author": author}
    Interaction.objects.create(company=company, contact=contact, edition=edition, **said)
    mail = {"key": f"key {edition.slug}", "outcome": "automatic", "received_at": NOON, "company": company}
    ReceivedMail.objects.create(edition=edition, sender="robot@company.example", subject="Out of office", **mail)
    ReadMailbox.objects.create(name=f"log {edition.slug}", problem="no answer")
    Todo.objects.create(edition=edition, pole="it", title="Phones", due_on=edition.fair_on)
    Note.objects.create(edition=edition, pole="it", author=author, body="Keep it", written_at=NOON)
    for is_from_team in (True, False):
        make_message(world.exhibitor, is_from_team=is_from_team)
    window = Window.objects.create(edition=edition, name=Window.Name.PROFILE)
    view = {"table": "companies", "query": "?q=a", "saved_at": NOON}
    SavedView.objects.create(edition=edition, user=author, name="Late", **view)
    reason = {"closes_at": NOON + timedelta(days=900), "reason": "Late merger"}
    WindowException.objects.create(window=window, subject=f"exhibitor:{world.exhibitor.pk}", **reason)


def _write_around(world: World) -> None:
    edition = world.edition
    InvoicingTerms.objects.create(starts_on=NOON.date() + timedelta(days=edition.number), exemption="Article 261")
    for slug in Page.Slug.values:
        words = {"body_fr": "**Venir**", "body_en": "**Come**", "updated_at": NOON}
        Page.objects.create(edition=edition, slug=slug, **words)
    issue_speaker_badge(edition, name="Louise Prix", by=make_actor(), at=NOON)
    create_token("Site", scopes=["badges:read"], edition_slug=edition.slug, by=make_actor(), at=NOON)
    Webhook.objects.create(url=f"https://hooks.example/{edition.slug}", events=["visitor.registered"], created_at=NOON)
    message = Message.objects.latest("pk")
    Attempt.objects.create(message=message, at=NOON, outcome="refused", detail="550 no such user")


def _write_sales(world: World) -> None:
    keys = dict[str, Any](world.words)
    contract, option = Contract.objects.get(pk=keys["contract_id"]), Option.objects.get(pk=keys["option_id"])
    kept = {"keep_until": NOON.date() + timedelta(days=4000)}
    CompanyTag.objects.create(company=world.exhibitor.company, name="Alumni")
    price = {"price_cents": 100, "set_at": NOON, "set_by": "Ada Petit"}
    Price.objects.create(option=option, starts_on=NOON.date() + timedelta(days=900), **price, **kept)
    ContractTemplate.objects.create(edition=world.edition, language="fr", source="= Draft", saved_by="Ada Petit")
    said = {"purchase_order": "PO-1", "filled_at": NOON, "filled_by": "Zoé Roy"}
    InvoicingDetails.objects.create(contract=contract, **said)
    named: dict[str, Any] = {"name": "Zoé Roy", "mobile": "+33 6", "named_by": "Sam Petit", "named_at": NOON}
    Signatory.objects.create(contract=contract, **named, **kept)
    done: dict[str, Any] = {"days_left": 9, "share_basis_points": 0, "net_cents": 0, "owed_cents": 0}
    said = {"cancelled_at": NOON, "cancelled_by": "Ada Petit", "reason": "Merger"}
    Cancellation.objects.create(contract=contract, **said, **done, **kept)
    asked: dict[str, Any] = {"quantity": 1, "name": "Chair", "unit_price_cents": 100, "vat_basis_points": 2000}
    answered = {"state": "refused", "answered_at": NOON, "answered_by": "Ada Petit", "reason": "None left"}
    OptionRequest.objects.create(
        exhibitor=world.exhibitor, option=option, asked_at=NOON, asked_by="Zoé Roy", **asked, **answered
    )
    gone = {"state": "struck_off", "answered_at": NOON, "answered_by": "Ada Petit", "reason": "Not this year"}
    place = {"package_id": keys["package_id"], "exhibitor": world.exhibitor}
    PlaceRequest.objects.create(**place, asked_at=NOON, asked_by="Zoé Roy", **gone)


def _write_money(world: World) -> None:
    invoice = Invoice.objects.get(pk=dict[str, Any](world.words)["invoice_id"])
    Dispute.objects.create(invoice=invoice, reason="Wrong size", opened_at=NOON, closed_at=NOON)
    mail = {"to_address": "money@company.example", "to_name": "Zoé Roy", "subject": "Late", "text": "Please pay"}
    kept = {"sent_at": NOON, "keep_until": NOON.date() + timedelta(days=4000)}
    Reminder.objects.create(invoice=invoice, level=1, due_cents=100, **mail, **kept)
    way = Transmission.objects.get(invoice=invoice)
    told = {"code": 210, "reason": "Order unknown", "reference": "PA-1", "key": invoice.number, "noted_at": NOON}
    TransmissionEvent.objects.create(transmission=way, happened_at=NOON, keep_until=kept["keep_until"], **told)
    TransmissionTerms.objects.get_or_create(association=world.edition.association)
    _refuse_expense(world.edition)
    VatRegime.objects.create(edition=world.edition, starts_on=NOON.date() + timedelta(days=900))


def _refuse_expense(edition: Edition) -> None:
    """Beside the one that the world has agreed to."""
    refused = Expense.objects.filter(edition=edition).latest("pk")
    refused.pk, refused.status, refused.reason, refused.decided_at = None, "refused", "Not ours", NOON
    refused.save(force_insert=True)
