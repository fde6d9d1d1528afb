"""Every text of the others carries a mark: no byte that one's own surface gives out may hold it."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from parvis.accounts.actions import SCOPES
from parvis.accounts.models import User
from parvis.accounts.tests.factories import make_user
from parvis.api import api
from parvis.companies.models import Contact, Interaction, Opportunity, Stage
from parvis.companies.tests.factories import make_company
from parvis.core import media
from parvis.core.tables.table import Listing
from parvis.core.uploads import store
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, make_actor
from parvis.exhibitors.models import ChangeRequest, DocumentRequest, Exhibitor, Representative
from parvis.exhibitors.tests.factories import (
    clean_pdf,
    make_document,
    make_job_offer,
    make_message,
    make_profile,
    make_representative,
)
from parvis.outbox.models import Message
from parvis.sales.tests.factories import make_opportunity, make_signed
from parvis.treasury.actions.credit_notes import issue_credit_note
from parvis.treasury.actions.invoices import issue_invoice, send_invoice
from parvis.treasury.models import Invoice
from parvis.visitors.tests.factories import make_registration, make_visitor
from tests.attacks.fair import Fair, make_fair
from tests.attacks.marking import marking
from tests.attacks.reading import Page, address, readable, routes, visit, visit_all
from tests.matrix.table import PORTAL, PUBLIC, SIGNED_IN, SPACE, TEAM

pytestmark = pytest.mark.django_db

OWN, RIVAL, SHOWN, LAST = "QOWNQ", "QRIVALQ", "QSHOWNQ", "QLASTQ"
# Known across the years by design; and the terms of payment, which belong to the installation.
ACROSS = {
    "companies.Company",
    "companies.CompanyTag",
    "companies.Contact",
    "accounts.School",
    "treasury.IncomingInvoice",
    "treasury.InvoicingTerms",
    "treasury.Supplier",
    "treasury.TransmissionTerms",
}
# The books are the association's: the law counts by year, whatever the edition.
BY_YEAR = {"treasury:fec", "treasury:purchase_journal", "treasury:sales_journal"}
# Of the edition, and public; the lines of a quote repeat it, and are compared with it before the quote leaves.
PRICE_LIST = {"sales.Package", "sales.Option", "sales.QuoteLine"}


@dataclass(frozen=True)
class Scene:
    """One's own fair, a rival in it with one of everything, and another edition."""

    here: Fair
    rival: Exhibitor
    last: Fair


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with django_db_blocker.unblock(), transaction.atomic():
        with marking(OWN):
            here = make_fair("here", 1)
        with marking(RIVAL, leaving_out=PRICE_LIST):
            rival = make_rival(here.edition)
            make_registration(here.edition, visitor=make_visitor(first_name="Zoé", last_name="Other"))
        with marking(SHOWN):
            make_profile(rival, public_name="Rival")
            make_job_offer(rival)
        with marking(LAST, leaving_out=ACROSS):
            last = make_fair("last", 2)
        yield Scene(here, rival, last)
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _nothing_in_the_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever a test opens, no line that it logs holds a text of anybody, one's own neither."""
    caplog.set_level(logging.INFO)
    yield
    said = " ".join(str(vars(record)) + record.getMessage() for record in caplog.get_records("call")).lower()
    assert [mark for mark in (OWN, RIVAL, SHOWN, LAST) if mark.lower() in said] == []


def make_rival(edition: Edition) -> Exhibitor:
    """Another exhibitor of the edition: its company, papers, money, people, words and files."""
    usual: dict[str, Any] = {"by": make_actor(), "at": NOON}
    place = {"address": "2 rue du Port", "postcode": "33000", "city": "Bordeaux", "notes": "Asks for a discount"}
    company = make_company("Rival", siren="784608416", **place)
    make_opportunity(edition, company)
    contract = make_signed(edition, company)
    exhibitor = Exhibitor.objects.get(pk=contract.exhibitor_id)
    invoice = issue_invoice(Invoice.objects.get(exhibitor=exhibitor), **usual)
    send_invoice(invoice, **usual)
    issue_credit_note(invoice, reason="Their mistake", request_key="rival", **usual)
    make_representative(exhibitor, user=make_user(first_name="Rita", last_name="Rivale"), diet="No pork")
    for is_from_team in (True, False):
        make_message(exhibitor, is_from_team=is_from_team)
    make_document(exhibitor, DocumentRequest.objects.filter(edition=edition)[0], path=store(clean_pdf(RIVAL.encode())))
    ChangeRequest.objects.create(exhibitor=exhibitor, section="profile", body="A new name", asked_at=NOON)
    said = {"kind": "call", "body": "They want our prices", "at": NOON, "author": make_user()}
    Interaction.objects.create(company=company, edition=edition, **said)
    return exhibitor


def holding(mark: str, pages: list[Page]) -> list[str]:
    return sorted({page.name for page in pages if mark.lower() in page.text.lower()})


VARIANTS = ("", "?export=csv", "?export=xlsx&columns=name&columns=notes")


def test_an_exhibitor_reads_nothing_of_another_one(scene: Scene) -> None:
    """Each page, panel, paper and file of the portal and of the public site, as a representative sees them."""
    client = scene.here.representative
    own = [page for query in VARIANTS for page in visit_all(client, scene.here.world, routes(PORTAL), query)]
    shared = [*visit_all(client, scene.here.world, routes(PUBLIC, SIGNED_IN))]
    shared.append(visit(client, f"/exhibitors/{scene.rival.pk}/"))

    assert holding(RIVAL, own + shared) == []
    assert holding(SHOWN, own) == []
    assert holding(LAST, own + shared) == []

    read = holding(OWN, own)  # control: one's own mark is found where one's own texts are
    assert {"exhibitors:portal_profile", "exhibitors:portal_thread", "exhibitors:portal_representative_list"} <= set(
        read
    )
    assert {"sales:portal_contract_file", "treasury:portal_invoice_pdf"} <= set(read)
    assert holding(SHOWN, shared)  # control: what a rival publishes is public


def test_the_rivals_own_pages_hold_its_mark(scene: Scene) -> None:
    """Control: there was something to be found."""
    user = Representative.objects.filter(exhibitor=scene.rival).latest("pk").user
    assert user is not None
    client = Client()
    client.force_login(user)
    found = [route for route in routes(PORTAL) if not set(route.parameters) - {"edition"}]

    assert len(holding(RIVAL, list(visit_all(client, scene.here.world, found)))) > 5


def test_no_mail_to_an_exhibitor_holds_a_word_of_another_one(scene: Scene) -> None:
    exhibitor = scene.here.exhibitor
    addresses = {
        *Contact.objects.filter(company=exhibitor.company).values_list("email", flat=True),
        *Representative.objects.filter(exhibitor=exhibitor).values_list("email", flat=True),
    }
    mails = [message for message in Message.objects.all() if message.to_address in addresses]
    others = [message for message in Message.objects.all() if RIVAL.lower() in said(message)]

    assert mails
    assert [message.kind for message in mails if RIVAL.lower() in said(message) + attached(message)] == []
    assert [message.kind for message in mails if LAST.lower() in said(message) + attached(message)] == []
    assert others  # control: there were words of theirs to be sent, and papers with them
    assert any(RIVAL.lower() in attached(message) for message in others)
    assert any(OWN.lower() in attached(message) for message in mails)


def said(message: Message) -> str:
    return " ".join((message.to_name, message.subject, message.text, message.html)).lower()


def attached(message: Message) -> str:
    """The names of the files that go with the mail, and all that can be read in them."""
    files = [f"{one['name']} {readable(media.read(one['path']))}" for one in message.attachments]
    return " ".join(files).lower()


def test_a_visitor_reads_nothing_of_another_one(scene: Scene) -> None:
    pages = list(visit_all(scene.here.visitor, scene.here.world, routes(SPACE)))
    pages.append(visit(scene.here.visitor, "/me/here/data/?format=json"))

    assert holding(RIVAL, pages) == []
    assert holding(LAST, pages) == []
    assert {"visitors:space_home", "visitors:space_data"} <= set(holding(OWN, pages))


PAPERS = {"sales:contract_sign_file", "sales:quote_answer_file"}


def test_a_personal_link_shows_its_own_paper_alone(scene: Scene) -> None:
    """Each opens today; what one knows across the years is the one thing that a contact's own data may hold."""
    pages = [visit(Client(), path, name) for name, path in scene.here.links.items()]

    assert {page.name: page.status for page in pages} == dict.fromkeys(scene.here.links, 200)
    assert {page.name for page in pages if page.text.startswith("%PDF")} == PAPERS
    assert holding(RIVAL, pages) == []
    assert holding(LAST, pages) == []
    assert holding(OWN, pages) == sorted(scene.here.links)


def test_the_calendar_of_a_member_holds_their_own_steps_alone(scene: Scene) -> None:
    """Neither those of another member, nor one's own of an edition in whose team one is not."""
    path = scene.here.links["companies:step_feed"]
    owner = Opportunity.objects.in_edition(scene.here.edition).exclude(owner=None).latest("pk").owner
    steps = {"next_step": "Call", "next_step_on": NOON.date(), "moved_at": NOON}
    with marking(RIVAL):
        step_of(scene.here.edition, make_user(), **steps)
    with marking(LAST):
        step_of(scene.last.edition, owner, **steps)

    (page,) = [visit(Client(), path)]
    assert (page.status, page.media_type, page.text.count("BEGIN:VEVENT")) == (200, "text/calendar", 1)
    assert [mark for mark in (OWN, RIVAL, LAST) if mark in page.text] == [OWN]


def step_of(edition: Edition, owner: User | None, **step: Any) -> None:
    stage = Stage.objects.filter(edition=edition, outcome=Stage.Outcome.OPEN).earliest("pk")
    Opportunity.objects.create(company=make_company("Other"), edition=edition, stage=stage, owner=owner, **step)


def test_a_team_reads_nothing_of_another_edition(scene: Scene) -> None:
    """Each page of the team, each list with all its columns as both files, the history, and the report."""
    pages = list(visit_all(scene.here.president, scene.here.world, routes(TEAM)))
    files = [file for page in pages for file in as_files(scene.here, page)]
    pages += files

    assert set(holding(LAST, pages)) - BY_YEAR == set()
    workbooks = [file for file in files if file.name.endswith("xlsx")]
    assert len(workbooks) > 8
    assert len(holding(OWN, workbooks)) > 6
    assert len(holding(OWN, pages)) > 50
    assert len(holding(RIVAL, pages)) > 10


def as_files(fair: Fair, page: Page) -> list[Page]:
    """A list as its two files, with every column it has, those that stay hidden too."""
    table = (page.answer.context or {}).get("table")
    if page.name != "editions:history" and not isinstance(table, Listing):
        return []
    columns = [("columns", column.key) for column in table.table.columns] if isinstance(table, Listing) else []
    path = address(next(iter(routes([page.name]))), fair.world)
    queries = {kind: urlencode([*columns, ("export", kind)]) for kind in ("csv", "xlsx")}
    return [visit(fair.president, f"{path}?{query}", f"{page.name}.{kind}") for kind, query in queries.items()]


def test_a_token_of_one_edition_reads_nothing_of_another(scene: Scene) -> None:
    """Every GET of the API with a token of this edition that holds every scope."""
    from_here, from_last = answers_of(scene.here), answers_of(scene.last)

    assert holding(LAST, from_here) == []
    assert holding(OWN, from_here)  # control: one's own is there, and the other's for its own token
    assert holding(LAST, from_last)


def answers_of(fair: Fair) -> list[Page]:
    client = Client(headers={"authorization": f"Bearer {fair.token(*SCOPES)}"})
    paths: dict[str, dict[str, Any]] = api.get_openapi_schema()["paths"]
    words = {"slug": fair.edition.slug, "edition": fair.edition.slug, **fair.world.words}
    asked = [path for path, methods in paths.items() if "get" in methods]
    filled = [re.sub(r"\{(\w+)\}", lambda name: str(words.get(name[1], 1)), path) for path in asked]
    return [visit(client, f"{path}?edition={fair.edition.slug}", path) for path in filled]
