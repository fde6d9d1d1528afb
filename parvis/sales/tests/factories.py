"""A price list, quotes and contracts for tests, made by the actions themselves."""

from datetime import date, datetime
from itertools import count
from typing import Any

from parvis.companies.actions.opportunity import ensure_opportunity
from parvis.companies.models import Company, Opportunity
from parvis.companies.tests.factories import make_company, make_contact
from parvis.core.actor import Actor, ActorKind
from parvis.editions.models import Edition
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.outbox.models import Message
from parvis.sales.actions import (
    accept_quote,
    create_quote,
    decline_contract,
    publish_terms,
    send_code,
    send_quote,
    sign_contract,
)
from parvis.sales.models import Contract, GeneralTerms, Inclusion, Option, Package, PriceRule, Quote, Signature
from parvis.sales.offer import Choice

_numbers = count(1)
TERMS = "## Objet\n\nLe forum réunit des entreprises.\n\n## Annulation\n\nElle suit le barème."


def make_package(edition: Edition, code: str = "", *, includes: dict[str, int] | None = None, **fields: Any) -> Package:
    number = next(_numbers)
    values = {"name_fr": f"Stand {number}", "name_en": f"Booth {number}", "price_cents": 240_000, **fields}
    package = Package.objects.create(edition=edition, code=code or f"P{number}", **values)
    for kind, quantity in (includes if includes is not None else {"area_dm2": 900, "meal": 2}).items():
        Inclusion.objects.create(package=package, kind=kind, quantity=quantity)
    return package


def make_option(edition: Edition, code: str = "", **fields: Any) -> Option:
    number = next(_numbers)
    values = {"name_fr": f"Repas {number}", "price_cents": 3_000, "gives_kind": "meal", **fields}
    return Option.objects.create(edition=edition, code=code or f"O{number}", **values)


def make_rule(edition: Edition, kind: str, percent: int, **fields: Any) -> PriceRule:
    return PriceRule.objects.create(edition=edition, kind=kind, basis_points=percent * 100, **fields)


def make_terms(edition: Edition) -> GeneralTerms:
    return publish_terms(edition, text_fr=TERMS, by=make_actor(), at=NOON)


def make_opportunity(edition: Edition, company: Company) -> Opportunity:
    """The company in the pipeline of the edition, in its first stage."""
    return ensure_opportunity(company, edition, by=make_actor(), at=NOON)


def make_draft(
    edition: Edition | None = None,
    company: Company | None = None,
    *,
    choices: list[Choice] | None = None,
    expires_on: date | None = None,
    **contact: Any,
) -> Quote:
    """A draft of one package; general terms are published, so that it can be sent."""
    edition = edition or make_edition()
    company = company or make_company()
    make_terms(edition)
    return create_quote(
        company,
        edition,
        contact=make_contact(company, **contact),
        choices=choices or [Choice(make_package(edition))],
        expires_on=expires_on,
        by=make_actor(),
        at=NOON,
    )


def make_sent(*args: Any, at: datetime = NOON, **fields: Any) -> Quote:
    return send_quote(make_draft(*args, **fields), by=make_actor(), at=at)


def make_contract(*args: Any, **fields: Any) -> Contract:
    """A contract that waits for its signature."""
    return accept_quote(make_sent(*args, **fields), by=signer(), at=NOON)


def make_signed(*args: Any, **fields: Any) -> Contract:
    contract = make_contract(*args, **fields)
    sign(contract)
    contract.refresh_from_db()
    return contract


def sign(contract: Contract, *, at: datetime = NOON, user_agent: str = "Firefox") -> Signature:
    """The company's signatory fills in what its invoices lack, asks for a code and signs with it."""
    make_billable(contract.exhibitor.company)
    code = send_code(contract, by=signer(), at=at)
    words = {"name": "Grace Martin", "role": "DRH", "user_agent": user_agent}
    return sign_contract(contract, **words, code=code, by=signer(), at=at)


def make_billable(company: Company) -> None:
    """What a signatory gives before signing: an address, and in France a number."""
    given = {"address": "1 rue de Lyon", "postcode": "75012", "city": "Paris"}
    lacking = {name: value for name, value in given.items() if not getattr(company, name)}
    if company.country == "FR" and not company.siren:
        lacking["siren"] = f"8{next(_numbers):08d}"
    if lacking:
        Company.objects.filter(pk=company.pk).update(**lacking)


def decline(contract: Contract, *, at: datetime = NOON) -> Contract:
    """The company's signatory asks for a code and declines with it."""
    code = send_code(contract, by=signer(), at=at)
    return decline_contract(contract, reason="Budget", code=code, by=signer(), at=at)


def signer() -> Actor:
    return Actor(ActorKind.SIGNER, "7", "Grace Martin", "192.0.2.7")


def link_token(kind: str) -> str:
    """The secret of the newest personal link mailed for `kind` (quote_sent or contract_sent)."""
    text = Message.objects.filter(kind=kind).latest("pk").text
    line = next(line for line in text.splitlines() if line.startswith("http"))
    return line.rstrip("/").rpartition("/")[2]


def pdf_of(response: Any) -> bytes:
    """The bytes of a download, once the file behind it is closed."""
    content = b"".join(response.streaming_content)
    for closer in response._resource_closers:
        closer()
    assert content.startswith(b"%PDF")
    return content
