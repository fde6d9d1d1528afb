"""Making a quote, sending it, replacing it by a new version.

The papers of one exhibitor change one at a time: its row is the lock. A PDF is made before the lock is taken, so
that nobody waits for it, and the row that names it is written with it.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.companies.models import Company, Contact
from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.links import new_token
from parvis.core.locks import lock_row, refuse_changed
from parvis.editions.history import PERSONAL, record
from parvis.editions.models import Edition
from parvis.editions.queries import is_window_open
from parvis.exhibitors.actions.standing import ensure_exhibitor
from parvis.exhibitors.models import Exhibitor
from parvis.sales.actions.numbers import QUOTES, draw_number
from parvis.sales.actions.pipeline import mark_quoted
from parvis.sales.actions.stock import refuse_short
from parvis.sales.letters import mail_quote
from parvis.sales.models import GeneralTerms, Quote, QuoteLine
from parvis.sales.offer import (
    LIST_PRICE,
    Choice,
    Deal,
    PriceDay,
    allowance_of,
    choices_of,
    offer_lines,
    offer_totals,
    refuse_unfit,
)
from parvis.sales.pricing import rate_text
from parvis.sales.printing import Printed, print_quote
from parvis.sales.queries import approval_above, current_terms, lines_of, live_contract, rules_of, window_subject

VALIDITY = timedelta(days=30)
Status = Quote.Status
FROZEN = ("name", "quantity", "unit_price_cents", "discount_text", "net_cents", "vat_basis_points", "gives")


def fresh_quote(quote: Quote) -> Quote:
    """The quote as it is now, with its exhibitor's row locked until our transaction ends."""
    lock_row(Exhibitor.objects.filter(pk=quote.exhibitor_id))
    quotes = Quote.objects.select_related("exhibitor__company", "exhibitor__edition__association", "contact")
    return quotes.get(pk=quote.pk)


def ref_of(actor: Actor) -> str:
    """Who that is, to tell an author from an approver."""
    return f"{actor.kind}:{actor.id[:60]}"


@transaction.atomic
def create_quote(
    company: Company,
    edition: Edition,
    *,
    contact: Contact,
    choices: Sequence[Choice],
    deal: Deal = LIST_PRICE,
    expires_on: date | None = None,
    by: Actor,
    at: datetime,
) -> Quote:
    """A draft at the prices of the day; the company becomes a prospective exhibitor if it is none yet."""
    refuse_unfit(choices, company, edition, on=local_date(at))
    deal.refuse_unfounded()
    expires_on = _checked_date(expires_on, edition, at=at)
    _refuse_stranger(contact, company)
    exhibitor = ensure_exhibitor(company, edition, by=by, at=at)
    quote = Quote.objects.create(
        exhibitor=exhibitor,
        contact=contact,
        number=draw_number(edition, QUOTES),
        language=contact.language,
        created_at=at,
        expires_on=expires_on,
    )
    _write_offer(quote, choices, deal, by=by, at=at)
    changes: dict[str, list[Any]] = {"contact": PERSONAL, "net_cents": [None, quote.net_cents]}
    record("quote.created", quote, by=by, at=at, edition=edition, changes=changes)
    return quote


@transaction.atomic
def change_quote(
    quote: Quote,
    *,
    contact: Contact,
    choices: Sequence[Choice],
    deal: Deal = LIST_PRICE,
    expires_on: date | None = None,
    is_still: Callable[[Quote], bool] | None = None,
    by: Actor,
    at: datetime,
) -> Quote:
    """Another offer in the same draft, at the prices of today; `is_still` as in `send_quote`."""
    quote = fresh_quote(quote)
    refuse_frozen(quote)
    refuse_changed(quote, is_still)
    company, edition = quote.exhibitor.company, quote.exhibitor.edition
    refuse_unfit(choices, company, edition, on=local_date(at))
    deal.refuse_unfounded()
    _refuse_stranger(contact, company)
    before = quote.net_cents
    quote.contact, quote.language = contact, contact.language
    quote.expires_on = _checked_date(expires_on, edition, at=at)
    quote.save(update_fields=["contact", "language", "expires_on"])
    quote.lines.all().delete()
    _write_offer(quote, choices, deal, by=by, at=at)
    changes = {"net_cents": [before, quote.net_cents]}
    record("quote.changed", quote, by=by, at=at, edition=edition, changes=changes)
    return quote


@transaction.atomic
def discard_quote(quote: Quote, *, by: Actor, at: datetime) -> None:
    """Throw a draft away; its number stays unused."""
    quote = fresh_quote(quote)
    refuse_frozen(quote)
    changes = {"number": [str(quote), None]}
    record("quote.discarded", quote, by=by, at=at, edition=quote.exhibitor.edition, changes=changes)
    quote.delete()


def send_quote(quote: Quote, *, is_still: Callable[[Quote], bool] | None = None, by: Actor, at: datetime) -> Quote:
    """Freeze the draft as a PDF and mail it with its personal link; the version it replaces is no longer valid.

    `is_still` says whether the draft is what the caller saw; when it is not, it is refused.
    """
    refuse_changed(quote, is_still)
    terms = _refuse_unsendable(quote, at=at)
    lines = lines_of([quote])
    printed = print_quote(quote, lines, terms, at=at)
    return _freeze(quote, lines, printed, by=by, at=at)


@transaction.atomic
def _freeze(quote: Quote, lines: Sequence[QuoteLine], printed: Printed, *, by: Actor, at: datetime) -> Quote:
    """The draft and its PDF become one; refused when the draft changed while it was being printed."""
    drafted, quote = quote, fresh_quote(quote)
    refuse_frozen(quote)
    same = ("contact_id", "expires_on", "language", "net_cents", "approved_at")
    if any(getattr(quote, name) != getattr(drafted, name) for name in same) or _said(lines_of([quote])) != _said(lines):
        raise Refused(_("Somebody has just changed this draft. Look at it again before sending it."))
    plain, quote.token_hash = new_token()
    quote.status, quote.sent_at = Status.SENT, at
    quote.pdf_path, quote.pdf_sha256 = printed
    edition = quote.exhibitor.edition
    quote.allowed_basis_points = _allowed(quote)
    frozen = ["status", "sent_at", "token_hash", "pdf_path", "pdf_sha256", "allowed_basis_points"]
    quote.save(update_fields=frozen)
    older = Quote.objects.filter(exhibitor=quote.exhibitor, number=quote.number, status=Status.SENT)
    older.exclude(pk=quote.pk).update(status=Status.SUPERSEDED)
    mark_quoted(quote.exhibitor, by=by, at=at)
    mail_quote(quote, token=plain, by=by, at=at)
    changes = {"status": ["draft", "sent"], "pdf_sha256": ["", quote.pdf_sha256]}
    record("quote.sent", quote, by=by, at=at, edition=edition, changes=changes)
    return quote


@transaction.atomic
def resend_quote(quote: Quote, *, by: Actor, at: datetime) -> Quote:
    """Mail the quote again with a new link; the older link is dead from now on."""
    quote = fresh_quote(quote)
    if quote.status != Status.SENT:
        raise Refused(_("Only a quote that waits for an answer is sent again."))
    plain, quote.token_hash = new_token()
    quote.save(update_fields=["token_hash"])
    mail_quote(quote, token=plain, by=by, at=at)
    record("quote.resent", quote, by=by, at=at, edition=quote.exhibitor.edition)
    return quote


@transaction.atomic
def new_version(quote: Quote, *, by: Actor, at: datetime) -> Quote:
    """A draft under the same number that will replace this quote once sent; asked twice, the same draft."""
    quote = fresh_quote(quote)
    last = Quote.objects.filter(exhibitor=quote.exhibitor, number=quote.number).order_by("-version")[0]
    if last.status == Status.DRAFT:
        return last
    if last.status == Status.ACCEPTED:
        raise Refused(_("This quote is accepted: withdraw its contract before making another offer."))
    exhibitor = ensure_exhibitor(quote.exhibitor.company, quote.exhibitor.edition, by=by, at=at)
    draft = Quote.objects.create(
        exhibitor=exhibitor,
        contact=last.contact,
        number=last.number,
        version=last.version + 1,
        replaces=last,
        language=last.contact.language,
        created_at=at,
        expires_on=_checked_date(None, exhibitor.edition, at=at),
    )
    deal = Deal(last.discount_basis_points, last.discount_reason)
    _write_offer(draft, choices_of(last), deal, by=by, at=at)
    changes = {"version": [last.version, draft.version]}
    record("quote.created", draft, by=by, at=at, edition=exhibitor.edition, changes=changes)
    return draft


def _write_offer(quote: Quote, choices: Sequence[Choice], deal: Deal, *, by: Actor, at: datetime) -> None:
    """The lines, the totals and what they give away; an approval of another offer counts no longer."""
    day = _price_day(quote, at=at)
    lines = offer_lines(choices, day=day, deal=deal)
    for line in lines:
        line.quote = quote
    QuoteLine.objects.bulk_create(lines)
    totals = offer_totals(lines)
    quote.net_cents, quote.vat_cents = totals.net_cents, totals.vat_cents
    quote.discount_basis_points, quote.discount_reason = deal.basis_points, deal.reason
    quote.given_basis_points = allowance_of(choices, lines, day=day, threshold=0).given_basis_points
    quote.author_ref = ref_of(by)
    quote.approved_ref, quote.approved_by, quote.approved_at = "", "", None
    quote.save()


def _price_day(quote: Quote, *, at: datetime) -> PriceDay:
    company, edition = quote.exhibitor.company, quote.exhibitor.edition
    return PriceDay(rules_of(edition), company.kind, quote.language, local_date(at))


def _priced(quote: Quote, choices: Sequence[Choice], *, at: datetime) -> list[QuoteLine]:
    deal = Deal(quote.discount_basis_points, quote.discount_reason)
    return offer_lines(choices, day=_price_day(quote, at=at), deal=deal)


def _said(lines: Sequence[QuoteLine]) -> list[tuple[object, ...]]:
    """What the lines print and give, to compare two readings of a quote."""
    return [tuple(getattr(line, name) for name in FROZEN) for line in lines]


def _refuse_unsendable(quote: Quote, *, at: datetime) -> GeneralTerms:
    """Everything that keeps a draft from going out; answers the general terms it will name."""
    refuse_frozen(quote)
    exhibitor = quote.exhibitor
    if not is_window_open(exhibitor.edition, "quotes", at=at, subject=window_subject(quote)):
        raise Refused(_("Quotes are not open now: the edition's dates say when they can be sent."), code="window")
    if quote.expires_on < local_date(at):
        raise Refused(_("The validity of this quote is in the past: change it first."))
    if live_contract(exhibitor):
        raise Refused(_("This company already has a contract for this edition."))
    choices = choices_of(quote)
    refuse_unfit(choices, exhibitor.company, exhibitor.edition, on=local_date(at))
    for choice in choices:
        refuse_short(choice.item, choice.quantity, of=exhibitor.company)
    if _said(_priced(quote, choices, at=at)) != _said(lines_of([quote])):
        raise Refused(_("The price list has changed since this draft was made. Open it, check its total and save it."))
    _allowed(quote)
    terms = current_terms(exhibitor.edition)
    if terms is None:
        raise Refused(_("Publish the general terms before sending a quote: it refers to them."))
    return terms


def _allowed(quote: Quote) -> int:
    """What needs no approval today, in basis points; refused when the quote gives away more and nobody agreed."""
    allowed = approval_above(quote.exhibitor.edition)
    if quote.given_basis_points > allowed and not quote.is_approved:
        words = {"given": rate_text(quote.given_basis_points), "allowed": rate_text(allowed)}
        sentence = _("This quote gives away %(given)s; above %(allowed)s somebody else has to approve it first.")
        raise Refused(sentence % words, code="approval")
    return allowed


def refuse_frozen(quote: Quote) -> None:
    if not quote.is_draft:
        raise Refused(_("This quote was sent: it cannot change any more. Make a new version."))


def _refuse_stranger(contact: Contact, company: Company) -> None:
    if contact.company_id not in {company.pk, company.parent_id}:
        raise Refused(_("This contact belongs to another company."))


def _checked_date(expires_on: date | None, edition: Edition, *, at: datetime) -> date:
    """The last day of validity: asked for, or thirty days on, in any case not after the fair."""
    today = local_date(at)
    wanted = expires_on or today + VALIDITY
    if wanted < today:
        raise Refused(_("A quote is valid until today at least."))
    return min(wanted, max(edition.fair_on, today))
