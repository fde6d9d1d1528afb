"""The mails of a sale, in the language of the contact; a personal link is written in its mail and nowhere else."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from parvis.core.actor import Actor
from parvis.core.links import absolute
from parvis.core.navigation import find_url
from parvis.core.uploads import CleanFile, store
from parvis.outbox.actions import Attachment, send_later
from parvis.outbox.layout import compose
from parvis.outbox.models import Message
from parvis.sales.models import Contract, ExternalCopy, Quote, Seal, SigningCode
from parvis.sales.signatories import Signer, countersigner_of, signatory_of


def mail_quote(quote: Quote, *, token: str, by: Actor, at: datetime) -> None:
    """The quote with its PDF and the link that answers it."""
    link = absolute(reverse("sales:quote_answer", args=[token]))
    cause = f"quote.sent:{quote.token_hash}"
    _send("quote_sent", quote, quote, {"quote": quote, "link": link}, cause=cause, by=by, at=at)


def mail_contract(contract: Contract, *, token: str, by: Actor, at: datetime) -> Message:
    """The contract with its PDF and the link that signs it, to the signatory."""
    link = absolute(reverse("sales:contract_sign", args=[token]))
    context = {"contract": contract, "quote": contract.quote, "link": link}
    cause = f"contract.sent:{contract.token_hash}"
    who = signatory_of(contract)
    return _send("contract_sent", contract.quote, contract, context, cause=cause, by=by, at=at, who=who)


def mail_code(contract: Contract, code: SigningCode, *, plain: str, by: Actor, at: datetime) -> Message:
    """The code that the signing page asks for, to the address the link was mailed to; no paper with it."""
    context = {"contract": contract, "code": plain}
    cause, who = f"contract.code:{code.pk}", signatory_of(contract)
    return _send("contract_code", contract.quote, contract, context, cause=cause, by=by, at=at, who=who, papers=[])


def mail_handed_over(contract: Contract, before: Signer, after: Signer, *, by: Actor, at: datetime) -> None:
    """To who was asked to sign until now: another does, and what to do if that was not wanted."""
    context = {"contract": contract, "after": after}
    cause = f"contract.handed_over:{contract.token_hash}"
    quote = contract.quote
    _send("contract_handed_over", quote, contract, context, cause=cause, by=by, at=at, who=before, papers=[])


def mail_thanks(contract: Contract, *, by: Actor, at: datetime) -> None:
    """The signed contract, or the copy signed elsewhere, and where the exhibitor's space is."""
    portal = absolute(find_url("exhibitors:portal_home", contract.exhibitor.edition.slug) or "/")
    copy = ExternalCopy.objects.filter(contract=contract, state=ExternalCopy.State.ACCEPTED).first()
    paper = _paper_of(contract)
    if copy is not None:
        paper = Attachment(path=copy.pdf_path, name=f"{contract}-signed.pdf", sha256=copy.pdf_sha256)
    context = {"contract": contract, "signature": contract.signature, "link": portal, "copy": copy}
    cause = f"contract.signed:{contract.pk}"
    _send("contract_signed", contract.quote, contract, context, cause=cause, by=by, at=at, papers=[paper])


def mail_sealed(
    contract: Contract, signed: Seal | ExternalCopy, evidence: CleanFile, *, by: Actor, at: datetime
) -> None:
    """What both parties keep: the contract both have signed, and the evidence as a paper. Once to each person.

    To the signatory and the contact of the company; to the association, or else the member who signed for it.
    """
    link, is_sealed = absolute(reverse("sales:verify")), isinstance(signed, Seal)
    context = {"contract": contract, "signed": signed, "link": link, "is_sealed": is_sealed}
    contact = contract.quote.contact
    company = [signatory_of(contract), Signer(contact.full_name, contact.email)]
    people = {who.email: who for who in [*company, *_association(contract)]}
    papers = [
        Attachment(path=signed.pdf_path, name=f"{contract}-signed.pdf", sha256=signed.pdf_sha256),
        Attachment(path=store(evidence), name=f"{contract}-evidence.pdf", sha256=evidence.sha256),
    ]
    for who in people.values():
        cause = f"contract.sealed:{contract.pk}"
        _send("contract_sealed", contract.quote, contract, context, cause=cause, by=by, at=at, who=who, papers=papers)


def _association(contract: Contract) -> list[Signer]:
    association = contract.exhibitor.edition.association
    if association.email:
        return [Signer(association.name, association.email)]
    user = countersigner_of(contract)
    return [Signer(user.full_name, user.email)] if user else []


def mail_withdrawal(contract: Contract, *, by: Actor, at: datetime) -> None:
    """The contract no longer stands."""
    context = {"contract": contract, "quote": contract.quote}
    cause = f"contract.withdrawn:{contract.pk}"
    _send("contract_withdrawn", contract.quote, contract, context, cause=cause, by=by, at=at)


def _send(
    kind: str,
    quote: Quote,
    about: Quote | Contract,
    context: dict[str, Any],
    *,
    cause: str,
    by: Actor,
    at: datetime,
    who: Signer | None = None,
    papers: Sequence[Attachment] | None = None,
) -> Message:
    """To the contact of the quote unless `who` says otherwise, with the paper the mail is about unless `papers` do."""
    exhibitor, contact = quote.exhibitor, quote.contact
    who = who or Signer(contact.full_name, contact.email)
    words = context | {
        "contact": contact,
        "who": who,
        "exhibitor": exhibitor,
        "edition": exhibitor.edition,
        "sender_name": exhibitor.edition.name,
    }
    return send_later(
        kind=kind,
        cause=cause,
        to=who.email,
        to_name=who.name,
        draft=compose(f"sales/mail/{kind}", words, quote.language),
        about=about,
        attachments=[_paper_of(about)] if papers is None else papers,
        by=by,
        at=at,
    )


def _paper_of(about: Quote | Contract) -> Attachment:
    return Attachment(path=about.pdf_path, name=f"{about}.pdf".replace(" ", "-"), sha256=about.pdf_sha256)
