"""The API of quotes: what was offered, drafts made and changed, and sending them. Only the company answers, by link."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema
from pydantic import StrictBool, StrictInt

from parvis.accounts.doors import TokenDoor, TokenRequest, answered_once
from parvis.companies.models import Company
from parvis.companies.queries import companies_in
from parvis.core.cursors import FEW_ROWS, Cursor, Limit, page_of
from parvis.core.dates import local_date
from parvis.core.etags import etag_of, is_still
from parvis.core.locks import refuse_changed
from parvis.core.openapi import IF_MATCH, KEYED, LARGEST_ID, ChangeBody, Day, Id, Slug, told
from parvis.core.problems import wrong_fields
from parvis.editions.history import refuse_closed
from parvis.editions.models import Edition
from parvis.editions.reach import edition_reached, editions_reached
from parvis.sales import actions, queries
from parvis.sales.forms.quotes import QuoteByCodes
from parvis.sales.models import Quote, QuoteLine
from parvis.sales.offer import MOST_UNITS, choices_of
from parvis.sales.pricing import WHOLE

router = Router(tags=["quotes"])
NO_NUL = r"^[^\x00]*$"
MOST_LINES = 100


class QuoteLineOut(Schema):
    """One thing sold, frozen at its price of the day; `code` is the price list's."""

    code: str
    name: str
    quantity: int
    unit_price_cents: int
    discount_text: str
    net_cents: int
    vat_basis_points: int
    is_gift: bool


class QuoteOut(Schema):
    """Amounts are integer cents of the edition’s currency. The reason of a discount stays with the team."""

    id: int
    edition: str
    exhibitor: int
    company: int
    company_name: str
    contact: int
    contract: int | None
    number: str
    version: int
    status: str
    language: str
    discount_basis_points: int
    net_cents: int
    vat_cents: int
    total_cents: int
    created_at: datetime
    approved_at: datetime | None
    sent_at: datetime | None
    answered_at: datetime | None
    expires_on: date
    pdf_sha256: str
    lines: list[QuoteLineOut]


class QuotesOut(Schema):
    items: list[QuoteOut]
    next: str | None


class QuoteLineIn(Schema):
    """At most one package, once; options by number."""

    code: str = Field(min_length=1, max_length=20, pattern=NO_NUL, examples=["B9"])
    quantity: StrictInt = Field(1, ge=1, le=MOST_UNITS)
    is_gift: StrictBool = Field(default=False, description="free of charge")


class QuoteIn(Schema):
    company: StrictInt = Field(ge=1, le=LARGEST_ID)
    contact: StrictInt = Field(ge=1, le=LARGEST_ID, description="of the company, or of the one it is a division of")
    lines: list[QuoteLineIn] = Field(min_length=1, max_length=MOST_LINES)
    discount_basis_points: StrictInt = Field(0, ge=0, le=WHOLE, description="negotiated, on the package")
    discount_reason: str = Field("", max_length=200, pattern=NO_NUL, description="for the team only")
    expires_on: Day | None = Field(None, description="thirty days when left out; never after the fair")
    edition: Slug = Field("", description="a token’s own edition goes without saying")


class QuoteChange(ChangeBody):
    """What is not named, or null, stays; but for `expires_on`, where null is thirty days."""

    contact: StrictInt | None = Field(None, ge=1, le=LARGEST_ID)
    lines: list[QuoteLineIn] | None = Field(None, min_length=1, max_length=MOST_LINES, description="all of them")
    discount_basis_points: StrictInt | None = Field(None, ge=0, le=WHOLE, description="negotiated, on the package")
    discount_reason: str | None = Field(None, max_length=200, pattern=NO_NUL, description="for the team only")
    expires_on: Day | None = Field(None, description="never after the fair")

    @property
    def said(self) -> dict[str, Any]:
        named = {name: value for name, value in self.dict().items() if name in self.model_fields_set}
        return {name: value for name, value in named.items() if value is not None or name == "expires_on"}


@router.get("/quotes", auth=TokenDoor("quotes:read"), response=QuotesOut, url_name="quote_list")
def quote_list(
    request: TokenRequest, edition: Slug = "", limit: Limit = FEW_ROWS, cursor: Cursor = ""
) -> dict[str, Any]:
    """Quotes of an edition, or of all the token reaches, each version by itself; drafts too."""
    rows = _reached(request, edition)
    return page_of(request, rows, lambda quote: _out(quote).dict(), limit=limit, cursor=cursor)


@router.get("/quotes/{quote_id}", auth=TokenDoor("quotes:read"), response=QuoteOut, url_name="quote_detail")
def quote_detail(request: TokenRequest, quote_id: Id) -> HttpResponse:
    """One quote. Its ETag is what `If-Match` of its sending wants."""
    return told(_out(get_object_or_404(_reached(request), pk=quote_id)))


@router.post(
    "/quotes", auth=TokenDoor("quotes:write"), response={201: QuoteOut}, url_name="quote_create", openapi_extra=KEYED
)
@answered_once
def quote_create(request: TokenRequest, payload: QuoteIn) -> HttpResponse:
    """A draft at the prices of the day. Somebody else approves a discount above the edition’s threshold."""
    slug = payload.edition or request.token.edition_slug
    if not slug:
        return wrong_fields([("edition", [_("This field is needed.")])])
    edition = edition_reached(request.token, slug)
    refuse_closed(edition)
    company = get_object_or_404(_companies(request, edition), pk=payload.company)
    now = timezone.now()
    form = QuoteByCodes(payload.dict(), company=company, edition=edition, on=local_date(now))
    if wrong := form.wrong_fields():
        return wrong_fields(wrong)
    quote = actions.create_quote(company, edition, **form.offer(), by=request.actor, at=now)
    return _tagged(request, quote, 201)


@router.patch(
    "/quotes/{quote_id}",
    auth=TokenDoor("quotes:write"),
    response=QuoteOut,
    url_name="quote_change",
    openapi_extra=IF_MATCH,
)
def quote_change(request: TokenRequest, quote_id: Id, payload: QuoteChange) -> HttpResponse:
    """Another offer in the same draft, at the prices of the day: what was approved is approved again.

    With `If-Match`, refused (412) when somebody changed it since it was read.
    """
    quote, now = get_object_or_404(_reached(request), pk=quote_id), timezone.now()
    edition, company = quote.exhibitor.edition, quote.exhibitor.company
    refuse_closed(edition)
    seen = _as_seen(request)
    refuse_changed(quote, seen)
    if payload.said:
        actions.refuse_frozen(quote)
        form = QuoteByCodes({**_offered(quote), **payload.said}, company=company, edition=edition, on=local_date(now))
        if wrong := form.wrong_fields():
            return wrong_fields(wrong)
        actions.change_quote(quote, **form.offer(), is_still=seen, by=request.actor, at=now)
    return _tagged(request, quote, 200)


@router.post(
    "/quotes/{quote_id}/send",
    auth=TokenDoor("quotes:write"),
    response=QuoteOut,
    url_name="quote_send",
    openapi_extra={"parameters": [*KEYED["parameters"], *IF_MATCH["parameters"]]},
)
@answered_once
def quote_send(request: TokenRequest, quote_id: Id) -> HttpResponse:
    """Freeze the draft and mail it with its personal link. With `If-Match`, refused (412) when it was changed."""
    quote = get_object_or_404(_reached(request), pk=quote_id)
    refuse_closed(quote.exhibitor.edition)
    actions.send_quote(quote, is_still=_as_seen(request), by=request.actor, at=timezone.now())
    return _tagged(request, quote, 200)


def _as_seen(request: TokenRequest) -> Callable[[Quote], bool]:
    """Whether a draft is what the program read."""
    return lambda row: is_still(request, told(_out(row)).content)


def _offered(quote: Quote) -> dict[str, Any]:
    """What the draft says now, as a program would write it."""
    lines = [{"code": one.item.code, "quantity": one.quantity, "is_gift": one.is_gift} for one in choices_of(quote)]
    same = ("discount_basis_points", "discount_reason", "expires_on")
    return {**{name: getattr(quote, name) for name in same}, "contact": quote.contact_id, "lines": lines}


def _reached(request: TokenRequest, slug: str = "") -> QuerySet[Quote]:
    return queries.quotes_of_editions(editions_reached(request.token, slug))


def _companies(request: TokenRequest, edition: Edition) -> QuerySet[Company]:
    """Whom the token may offer something: companies in use, and for a token of one edition those in its pipeline."""
    found = Company.objects.active().select_related("parent")
    if not request.token.edition_slug:
        return found
    return companies_in(Edition.objects.filter(pk=edition.pk)).select_related("parent")


def _out(quote: Quote) -> QuoteOut:
    own = {"edition", "exhibitor", "company", "company_name", "contact", "contract", "lines"}
    exhibitor, contract = quote.exhibitor, getattr(quote, "contract", None)
    return QuoteOut(
        **{name: getattr(quote, name) for name in QuoteOut.model_fields if name not in own},
        edition=exhibitor.edition.slug,
        exhibitor=exhibitor.pk,
        company=exhibitor.company_id,
        company_name=exhibitor.company.name,
        contact=quote.contact_id,
        contract=contract.pk if contract else None,
        lines=[_line(line) for line in quote.lines.all()],
    )


def _line(line: QuoteLine) -> QuoteLineOut:
    same = {name: getattr(line, name) for name in QuoteLineOut.model_fields if name != "code"}
    return QuoteLineOut(**same, code=line.item.code)


def _tagged(request: TokenRequest, quote: Quote, status: int) -> HttpResponse:
    answer = told(_out(_reached(request).get(pk=quote.pk)), status)
    answer.headers["ETag"] = etag_of(answer.content)
    return answer
