"""The mails of a sale, in the language of the contact; a personal link is written in its mail and nowhere else."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from parvis.core.actor import Actor
from parvis.core.links import absolute
from parvis.core.navigation import find_url
from parvis.outbox.actions import Attachment, send_later
from parvis.outbox.layout import compose
from parvis.sales.models import Contract, Quote


def mail_quote(quote: Quote, *, token: str, by: Actor, at: datetime) -> None:
    """The quote with its PDF and the link that answers it."""
    link = absolute(reverse("sales:quote_answer", args=[token]))
    cause = f"quote.sent:{quote.token_hash}"
    _send("quote_sent", quote, quote, {"quote": quote, "link": link}, cause=cause, by=by, at=at)


def mail_contract(contract: Contract, *, token: str, by: Actor, at: datetime) -> None:
    """The contract with its PDF and the link that signs it."""
    link = absolute(reverse("sales:contract_sign", args=[token]))
    context = {"contract": contract, "quote": contract.quote, "link": link}
    cause = f"contract.sent:{contract.token_hash}"
    _send("contract_sent", contract.quote, contract, context, cause=cause, by=by, at=at)


def mail_thanks(contract: Contract, *, by: Actor, at: datetime) -> None:
    """The signed contract, and where the exhibitor's space is."""
    portal = absolute(find_url("exhibitors:portal_home", contract.exhibitor.edition.slug) or "/")
    context = {"contract": contract, "quote": contract.quote, "signature": contract.signature, "link": portal}
    cause = f"contract.signed:{contract.pk}"
    _send("contract_signed", contract.quote, contract, context, cause=cause, by=by, at=at)


def mail_withdrawal(contract: Contract, *, by: Actor, at: datetime) -> None:
    """The contract no longer stands."""
    context = {"contract": contract, "quote": contract.quote}
    cause = f"contract.withdrawn:{contract.pk}"
    _send("contract_withdrawn", contract.quote, contract, context, cause=cause, by=by, at=at)


def _send(
    kind: str, quote: Quote, paper: Quote | Contract, context: dict[str, Any], *, cause: str, by: Actor, at: datetime
) -> None:
    exhibitor, contact = quote.exhibitor, quote.contact
    words = context | {
        "contact": contact,
        "exhibitor": exhibitor,
        "edition": exhibitor.edition,
        "sender_name": exhibitor.edition.name,
    }
    name = f"{paper}.pdf".replace(" ", "-")
    send_later(
        kind=kind,
        cause=cause,
        to=contact.email,
        to_name=contact.full_name,
        draft=compose(f"sales/mail/{kind}", words, quote.language),
        about=paper,
        attachments=[Attachment(path=paper.pdf_path, name=name, sha256=paper.pdf_sha256)],
        by=by,
        at=at,
    )
