"""Reads of the price list, quotes and contracts that several pages need."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Prefetch, Q, QuerySet, Sum

from parvis.companies.models import Company
from parvis.core.links import hash_token
from parvis.editions.models import Edition, LogEntry
from parvis.exhibitors.models import Exhibitor
from parvis.exhibitors.queries import subject_of
from parvis.outbox.models import Message
from parvis.sales.models import (
    Contract,
    ContractTemplate,
    DiscountPolicy,
    GeneralTerms,
    InvoicingDetails,
    Option,
    OptionRequest,
    Package,
    Price,
    PriceRule,
    Quote,
    QuoteLine,
)


def packages_of(edition: Edition) -> QuerySet[Package]:
    """The packages of an edition with what they include, in the order of the price list."""
    return Package.objects.filter(edition=edition).prefetch_related("inclusions").order_by("position", "pk")


def prices_of(item: Package | Option) -> QuerySet[Price]:
    """The prices of one thing, in the order in which they counted and will count."""
    prices = Price.objects.filter(package=item) if isinstance(item, Package) else Price.objects.filter(option=item)
    return prices.order_by(F("starts_on").asc(nulls_first=True), "pk")


def at_prices_of[I: Package | Option](items: Iterable[I], on: date) -> list[I]:
    """These things with the price of that day in `price_cents`: the last one that has begun."""
    found = list(items)
    packages = [item.pk for item in found if isinstance(item, Package)]
    options = [item.pk for item in found if isinstance(item, Option)]
    begun = Price.objects.filter(Q(starts_on=None) | Q(starts_on__lte=on))
    begun = begun.filter(Q(package__in=packages) | Q(option__in=options))
    prices: dict[tuple[int | None, int | None], int] = {
        (package, option): cents
        for package, option, cents in begun.order_by(F("starts_on").asc(nulls_first=True), "pk").values_list(
            "package_id", "option_id", "price_cents"
        )
    }
    for item in found:
        key = (item.pk, None) if isinstance(item, Package) else (None, item.pk)
        item.price_cents = prices.get(key, item.price_cents)
    return found


def options_of(edition: Edition) -> QuerySet[Option]:
    return Option.objects.filter(edition=edition).order_by("position", "pk")


def packages_for(company: Company, edition: Edition) -> list[Package]:
    """The packages on sale to this company's class."""
    on_sale = packages_of(edition).filter(is_active=True)
    return [package for package in on_sale if package.is_sold_to(company.kind)]


def rules_of(edition: Edition) -> list[PriceRule]:
    """The rules of an edition: classes, then early prices and cancellation by date."""
    rules = PriceRule.objects.filter(edition=edition)
    return list(rules.order_by("kind", "until_on", "-days_before", "company_kind", "pk"))


def approval_above(edition: Edition) -> int:
    """The share of the list price, in basis points, above which a discount needs somebody else's approval."""
    policy = DiscountPolicy.objects.filter(edition=edition).first()
    return policy.approval_above_basis_points if policy else DiscountPolicy.USUAL


def wrote_quote(quote: Quote, ref: str) -> bool:
    """Whether this person (kind:id) has written or changed the draft."""
    kind, _colon, key = ref.partition(":")
    written = LogEntry.objects.about(quote).filter(verb__in=["quote.created", "quote.changed"])
    return quote.author_ref == ref or written.filter(actor__kind=kind, actor__ref=key).exists()


def current_terms(edition: Edition) -> GeneralTerms | None:
    """The general terms a contract made now refers to."""
    return GeneralTerms.objects.filter(edition=edition).published().first()


def template_versions(edition: Edition, language: str) -> QuerySet[ContractTemplate]:
    """What contracts in this language are printed with, the version in force first."""
    return ContractTemplate.objects.filter(edition=edition, language=language).published()


def quotes_in(edition: Edition) -> QuerySet[Quote]:
    return Quote.objects.in_edition(edition).offers().select_related("exhibitor__company", "contact")


def quotes_of_editions(editions: QuerySet[Edition]) -> QuerySet[Quote]:
    """Quotes of several editions, each with its exhibitor's company and edition, its lines and its contract."""
    quotes = Quote.objects.filter(exhibitor__edition__in=editions).offers()
    parts = ("exhibitor__company__parent", "exhibitor__edition__association", "contact", "contract")
    lines = QuoteLine.objects.select_related("package", "option").order_by("position")
    return quotes.select_related(*parts).prefetch_related(Prefetch("lines", queryset=lines))


def contracts_in(edition: Edition) -> QuerySet[Contract]:
    return Contract.objects.in_edition(edition).select_related("exhibitor__company", "quote__contact")


def contracts_of_editions(editions: QuerySet[Edition]) -> QuerySet[Contract]:
    """Contracts of several editions, each with its exhibitor's company and edition."""
    contracts = Contract.objects.filter(exhibitor__edition__in=editions)
    return contracts.select_related("exhibitor__company", "exhibitor__edition")


def lines_of(quotes: Iterable[Quote]) -> list[QuoteLine]:
    """The lines of these quotes with what they sell, in order."""
    lines = QuoteLine.objects.filter(quote__in=list(quotes)).select_related("package", "option")
    return list(lines.order_by("quote_id", "position"))


def quote_behind(token: str) -> Quote | None:
    """The quote a personal link opens, if it opens one."""
    quotes = Quote.objects.select_related("exhibitor__company", "exhibitor__edition__association", "contact")
    return quotes.filter(token_hash=hash_token(token)).first()


def contract_behind(token: str) -> Contract | None:
    """The contract a personal link opens, if it opens one."""
    contracts = Contract.objects.select_related(
        "exhibitor__company", "exhibitor__edition__association", "quote__contact", "terms", "amends"
    )
    return contracts.filter(token_hash=hash_token(token)).first()


def paper_once_behind(token: str) -> Quote | Contract | None:
    """The paper that a personal link opened before a newer link took its place: its mail still knows its hash."""
    hashed = hash_token(token)
    mails = Message.objects.filter(kind__in=["quote_sent", "contract_sent"])
    mail = mails.filter(cause__in=[f"quote.sent:{hashed}", f"contract.sent:{hashed}"]).first()
    if mail is None:
        return None
    if mail.kind == "contract_sent":
        parts = ("exhibitor__edition", "quote__contact")
        return Contract.objects.select_related(*parts).filter(pk=mail.object_id).first()
    return Quote.objects.select_related("exhibitor__edition", "contact").filter(pk=mail.object_id).first()


def papers_of_company(company: Company, edition: Edition) -> QuerySet[Quote]:
    """A company's quotes of this edition, newest first, each with its contract if there is one."""
    quotes = Quote.objects.in_edition(edition).offers().filter(exhibitor__company=company)
    return quotes.select_related("contact", "contract").order_by("-created_at", "-pk")


def papers_of_exhibitor(exhibitor: Exhibitor) -> QuerySet[Quote]:
    """What an exhibitor may see of its own quotes: those that were sent to it."""
    sent = Quote.objects.filter(exhibitor=exhibitor).offers().exclude(status=Quote.Status.DRAFT)
    return sent.select_related("contract__signature").order_by("-created_at", "-pk")


def live_contract(exhibitor: Exhibitor) -> Contract | None:
    """The contract that stands: sent or signed."""
    return Contract.objects.filter(exhibitor=exhibitor).own().standing().first()


def signed_cents(exhibitor: Exhibitor) -> int:
    """What an exhibitor has signed for, without VAT: its contract and what amends it."""
    signed = Contract.objects.filter(exhibitor=exhibitor).signed()
    return int(signed.aggregate(sum=Sum("net_cents", default=0))["sum"])


def amendments_of(contract: Contract) -> list[Contract]:
    """What amends a contract, in the order of their numbers."""
    return list(Contract.objects.filter(amends=contract).select_related("quote").order_by("pk"))


def removals_of(lines: Iterable[QuoteLine]) -> list[QuoteLine]:
    """What signed amendments take back of these lines, in the order of signing papers."""
    signed = QuoteLine.objects.filter(removes__in=list(lines), quote__contract__status__in=Contract.SIGNED_STATES)
    return list(signed.select_related("option").order_by("quote_id", "position"))


def takes_out(contract: Contract) -> bool:
    """Whether an amendment takes signed options back."""
    return QuoteLine.objects.filter(quote=contract.quote_id, removes__isnull=False).exists()


def open_removal(contract: Contract) -> Contract | None:
    """The amendment that takes options back and waits for its signature; there is one at a time."""
    waiting = Contract.objects.unsigned().filter(amends=contract, quote__lines__removes__isnull=False)
    return waiting.select_related("quote").distinct().first()


def open_wishes(exhibitor: Exhibitor) -> QuerySet[OptionRequest]:
    """What an exhibitor has asked for and nobody has answered, in the order of asking."""
    asked = OptionRequest.objects.filter(exhibitor=exhibitor, state=OptionRequest.State.ASKED)
    return asked.select_related("option").order_by("asked_at", "pk")


def invoicing_of(contract: Contract) -> InvoicingDetails | None:
    """What the company said for the invoices of this contract; of an amendment, what it said for its contract."""
    said = InvoicingDetails.objects.filter(contract__in=[contract.pk, contract.amends_id or contract.pk])
    return said.order_by("-contract_id").first()


def versions_of(quote: Quote) -> list[Quote]:
    """All versions under this quote's number, newest first."""
    return list(Quote.objects.filter(exhibitor_id=quote.exhibitor_id, number=quote.number).order_by("-version"))


def window_subject(quote: Quote) -> str:
    """Whose exception to the window of quotes counts for this quote."""
    return subject_of(quote.exhibitor)


def days_to_fair(edition: Edition, *, on: date) -> int:
    return (edition.fair_on - on).days
