"""One of everything in an edition: the objects that stand in the paths of the matrix."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from parvis.accounts.models import User
from parvis.accounts.tests.factories import make_school, make_user
from parvis.checkin.models import Conflict
from parvis.checkin.tests.factories import DURING, make_badge, make_device, scan
from parvis.companies.actions import keep_register, merge_companies, tell_apart
from parvis.companies.actions.imports import preview_import as preview_companies
from parvis.companies.models import HeldRow, Interest, MailTemplate, Opportunity
from parvis.companies.tests.factories import make_company
from parvis.core.links import new_token
from parvis.core.uploads import store
from parvis.editions.models import Edition, Term
from parvis.editions.tests.factories import NOON, make_actor, make_edition, make_member
from parvis.exhibitors.models import ChangeRequest, Exhibitor
from parvis.exhibitors.tests.factories import (
    clean_logo,
    clean_pdf,
    make_document,
    make_document_request,
    make_job_offer,
    make_profile,
    make_representative,
)
from parvis.outbox.actions import send_later
from parvis.outbox.layout import Draft
from parvis.outbox.models import Message
from parvis.programme.models import Activity
from parvis.sales.actions.shop import ask_option
from parvis.sales.models import Contract, ExternalCopy, PlaceRequest, QuoteLine, Seal
from parvis.sales.tests.factories import make_opportunity, make_option, make_rule, make_signed
from parvis.staffing.models import Position
from parvis.treasury.actions.credit_notes import issue_credit_note
from parvis.treasury.actions.invoices import issue_invoice
from parvis.treasury.actions.matching import set_aside
from parvis.treasury.actions.payments import enter_payment
from parvis.treasury.actions.statements import bring_in_statement
from parvis.treasury.models import BankLine, IncomingInvoice, Invoice, OwedCredit, Transmission
from parvis.treasury.tests.bank_files import Move, camt
from parvis.treasury.tests.factories import fill_association
from parvis.visitors.actions.imports import preview_import as preview_visitors
from parvis.visitors.tests.factories import make_registration
from parvis.website.tests.factories import make_booth, make_slot
from tests.matrix.routes import Route
from tests.matrix.world_spending import spending_of

# Known across editions, so no edition can be wrong for them.
PERMANENT = {
    *("company_id", "contact_id", "incoming_id", "merge_id", "sector_id", "supplier_id", "other_id", "twins_id"),
}
# Not the key of a row: words of the address itself.
DATA = {"name_fr": "Data", "name_en": "Data"}
WORDS = {"slug", "code", "token", "version", "language", "edition", "message_id"}


@dataclass(frozen=True, slots=True)
class World:
    """An edition with one of everything; `words` fills any path of it."""

    edition: Edition
    exhibitor: Exhibitor
    words: dict[str, object]

    def path_of(self, route: Route, other: "World | None" = None, foreign: str = "") -> dict[str, object]:
        """The words of a route's path; `foreign` is the one that comes from the other world."""
        return {name: (other if other and name == foreign else self).word(route, name) for name in route.parameters}

    def word(self, route: Route, name: str) -> object:
        """A word, or the app's own where several apps have rows of one kind (`visitors:import_id`)."""
        app = route.name.partition(":")[0]
        return self.words.get(f"{app}:{name}", self.words[name])


def make_world(slug: str, number: int) -> World:
    """An edition, its exhibitor with a signed contract, and one row for every parameter of an address."""
    edition = make_edition(slug)
    fill_association()
    place = {"address": "1 rue de la Paix", "postcode": "75002", "city": "Paris"}
    company = make_company(f"Company {slug}", siren="732829320" if number == 1 else "552100554", **place)
    opportunity = make_opportunity(edition, company)
    contract = make_signed(edition, company)
    _sealed(contract)
    exhibitor = Exhibitor.objects.get(pk=contract.exhibitor_id)
    words: dict[str, object] = {
        "edition": edition.slug,
        "slug": "press",
        "code": new_token()[0],
        "token": new_token()[0],
        "version": 1,
        "language": contract.language,
        "company_id": company.pk,
        "contact_id": contract.quote.contact_id,
        "contract_id": contract.pk,
        "message_id": Message.objects.latest("pk").pk,
        "quote_id": contract.quote_id,
        "opportunity_id": opportunity.pk,
        "exhibitor_id": exhibitor.pk,
        **_sales(edition, exhibitor),
        **_exhibitor(exhibitor),
        **_files(edition, opportunity, number),
        **_relations(edition, opportunity),
        **_place(edition, exhibitor),
        **_people(edition),
        **_money(exhibitor),
        **_bank(edition),
        **spending_of(edition),
    }
    return World(edition, exhibitor, words)


def _sealed(contract: Contract) -> None:
    """A sealed file and a copy signed elsewhere, so that their pages have something to show."""
    path, sha256, until = contract.pdf_path, contract.pdf_sha256, contract.exhibitor.edition.fair_on
    Seal.objects.create(
        contract=contract, step=1, level="B-B", made_at=NOON, pdf_path=path, pdf_sha256=sha256, keep_until=until
    )
    words = {"kind": "paper", "state": "refused", "signer_name": "G", "signer_role": "D", "compared_by": "P"}
    moments = {"signed_on": NOON.date(), "received_at": NOON, "compared_at": NOON}
    ExternalCopy.objects.create(contract=contract, **words, **moments, pdf_path=path, pdf_sha256=sha256)


def _sales(edition: Edition, exhibitor: Exhibitor) -> dict[str, object]:
    rule = make_rule(edition, "class", -10, company_kind="public")
    package = edition.packages.get()
    option = make_option(edition)
    wish = ask_option(exhibitor, option, quantity=1, by=make_actor(), at=NOON)
    place = PlaceRequest.objects.create(package=package, exhibitor=exhibitor, asked_at=NOON, asked_by="Ada Petit")
    keys: dict[str, object] = {"option_id": option.pk, "package_id": package.pk, "rule_id": rule.pk, "wish_id": wish.pk}
    sale = QuoteLine.objects.filter(quote__exhibitor=exhibitor)[0]
    return keys | {"place_request_id": place.pk, "sale_id": sale.pk}


def _exhibitor(exhibitor: Exhibitor) -> dict[str, object]:
    make_profile(exhibitor, logo_path=store(clean_logo()))
    request = make_document_request(exhibitor.edition)
    change = ChangeRequest.objects.create(exhibitor=exhibitor, section="profile", body="A new name", asked_at=NOON)
    return {
        "offer_id": make_job_offer(exhibitor).pk,
        "request_id": request.pk,
        "document_id": make_document(exhibitor, request, path=store(clean_pdf())).pk,
        "change_id": change.pk,
        "representative_id": make_representative(exhibitor).pk,
    }


def _files(edition: Edition, opportunity: Opportunity, number: int) -> dict[str, object]:
    usual: dict[str, Any] = {"edition": edition, "by": make_actor(), "at": NOON}
    school = make_school().name
    people = f"Prénom;Nom;E-mail;École\nZoé;Roy;zoe{number}@mail.example;{school}\n"
    companies = preview_companies(b"Entreprise;Ville\nNubelis;Paris\n;Lyon\n", "a.csv", **usual)
    held = HeldRow.objects.create(
        file_import=companies,
        company=opportunity.company,
        matched_by="name",
        row_number=2,
        values={"name": "Company"},
        fingerprint=f"{number:064d}",
    )
    return {
        "import_id": companies.pk,
        "visitors:import_id": preview_visitors(people.encode(), "b.csv", **usual).pk,
        "held_id": held.pk,
    }


def _relations(edition: Edition, opportunity: Opportunity) -> dict[str, object]:
    usual: dict[str, Any] = {"edition": edition, "by": make_actor(), "at": NOON}
    merge = merge_companies(make_company(), into=opportunity.company, **usual)
    template = MailTemplate.objects.create(edition=edition, name="First", subject_fr="Bonjour", body_fr="Venez")
    interest = Interest.objects.create(edition=edition, company=opportunity.company, name="Company", created_at=NOON)
    twins = tell_apart(opportunity.company, other=make_company(), **usual)
    extract = b"siren,denominationUniteLegale\n732829320,NUBELIS\n"
    return {
        "merge_id": merge.pk,
        "twins_id": twins.pk,
        "other_id": twins.other_id,
        "template_id": template.pk,
        "interest_id": interest.pk,
        "stage_id": opportunity.stage_id,
        "sector_id": Term.objects.get_or_create(kind="sector", slug="data", defaults=DATA)[0].pk,
        "extract_id": keep_register(extract, "e.csv", **usual).pk,
    }


def _place(edition: Edition, exhibitor: Exhibitor) -> dict[str, object]:
    booth = make_booth(edition, "A1", exhibitor)
    slot = make_slot(edition, "Talk")
    position = Position.objects.create(edition=edition, name_fr="Porte", name_en="Door")
    shift = position.shifts.create(starts_at=DURING, ends_at=DURING + timedelta(hours=2))
    member = make_member(edition, pole="logistics", role="volunteer")
    assignment = shift.assignments.create(membership=member, assigned_at=NOON)
    return {
        "booth_id": booth.pk,
        "hall_id": booth.hall_id,
        "activity_id": Activity.objects.get(edition=edition).pk,
        "slot_id": slot.pk,
        "position_id": position.pk,
        "shift_id": shift.pk,
        "assignment_id": assignment.pk,
    }


def _people(edition: Edition) -> dict[str, object]:
    registration = make_registration(edition)
    badge = make_badge(holder=registration)
    door, other = make_device(edition), make_device(edition, name="Other phone")
    first, second = scan(door, badge), scan(other, badge, offline=True)
    conflict = Conflict.objects.filter(first__edition=edition).first()
    assert conflict is not None, (first, second)
    return {
        "registration_id": registration.pk,
        "badge_id": badge.pk,
        "device_id": door.pk,
        "conflict_id": conflict.pk,
        "place_id": door.place_id,
        **_member(edition),
        **_own(make_user()),
    }


def _member(edition: Edition) -> dict[str, object]:
    """Somebody of the team, and the mail that invited them."""
    member = make_member(edition, pole="it")
    draft = Draft("Welcome", "Welcome to the team.\n", "", "en")
    usual: dict[str, Any] = {"to": member.user.email, "draft": draft, "about": member, "by": make_actor(), "at": NOON}
    mail = send_later(kind="invitation", cause=f"member.invited:{member.pk}", **usual)
    return {"membership_id": member.pk, "mail_id": mail.pk}


def _own(user: User) -> dict[str, object]:
    """What one user has beside their account: a session in some browser, a passkey."""
    session = UserSession.objects.create(user=user, ip="127.0.0.1", session_key=f"session-{user.pk}")
    passkey = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Phone", "credential": {}})
    return {"session_id": session.pk, "pk": passkey.pk}


def _money(exhibitor: Exhibitor) -> dict[str, object]:
    """An issued invoice, a payment of it and a credit note."""
    usual: dict[str, Any] = {"by": make_actor(), "at": NOON}
    invoice = issue_invoice(Invoice.objects.get(exhibitor=exhibitor), **usual)
    received: dict[str, Any] = {"amount_cents": 100, "received_on": NOON.date(), "method": "transfer", "reference": ""}
    payment = enter_payment(invoice, **received, request_key="one", **usual)
    note = issue_credit_note(invoice, reason="Mistake", request_key="one", **usual)
    ids = {"invoice_id": invoice.pk, "credit_note_id": note.pk, "note_id": note.pk, "payment_id": payment.pk}
    owed = OwedCredit.objects.create(
        amendment=cast(Contract, invoice.contract),
        invoice=invoice,
        net_cents=100,
        parts=[[2000, 100]],
        created_at=NOON,
    )
    return {**ids, **_ways(invoice), "owed_id": owed.pk}


def _ways(invoice: Invoice) -> dict[str, object]:
    """The way of the invoice, to be noted by hand; an invoice that came by the platform."""
    way = Transmission.objects.get(invoice=invoice)
    file = {"platform": "manual", "key": invoice.number, "name": "bill.pdf", "path": invoice.pdf_path, "sha256": "0"}
    incoming = IncomingInvoice.objects.create(**file, received_at=NOON, keep_until=NOON.date() + timedelta(days=4000))
    return {"transmission_id": way.pk, "incoming_id": incoming.pk}


def _bank(edition: Edition) -> dict[str, object]:
    """A statement with one line, set aside."""
    data = camt(Move(100, f"Grant {edition.slug}"))
    usual: dict[str, Any] = {"by": make_actor(), "at": NOON}
    statement = bring_in_statement(data, "bank.xml", edition=edition, **usual).statements[0]
    line = BankLine.objects.get(statement=statement)
    allocation = set_aside(line, reason="Grant", **usual)
    assert allocation is not None
    return {"statement_id": statement.pk, "line_id": line.pk, "allocation_id": allocation.pk}
