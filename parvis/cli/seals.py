"""The seal of contracts, from the shell."""

import hashlib
from argparse import Namespace
from getpass import getpass
from typing import Any

from django.utils import timezone

from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.editions.models import Association
from parvis.sales.actions.seal import create_seal, take_out_authority, use_seal
from parvis.sales.seal_keys import SealKeys, read_keys
from parvis.sales.verification import verify
from parvis.treasury.models import CreditNote, Invoice

SHELL = Actor.system("shell")


def seal_create(options: Namespace) -> dict[str, Any]:
    """A new authority and seal; with --replace instead of the one in use."""
    keys = create_seal(_association(), replace=options.replace, by=SHELL, at=timezone.now())
    return _facts(keys)


def seal_use(options: Namespace) -> dict[str, Any]:
    """A seal bought elsewhere, from its PKCS#12 file. The passphrase is asked or in a file, never an argument."""
    if options.passphrase_file:
        passphrase = options.passphrase_file.read_text("utf-8").rstrip("\r\n")
    else:
        passphrase = getpass("Passphrase of the file: ")
    data, association = options.file.read_bytes(), _association()
    keys = use_seal(association, data, passphrase=passphrase, replace=options.replace, by=SHELL, at=timezone.now())
    return _facts(keys)


def seal_show(_options: Namespace) -> dict[str, Any]:
    """The seal in use."""
    keys = read_keys()
    if keys is None:
        raise Refused("There is no seal yet: `parvis seal create` makes one, or the first signature.", code="no_seal")
    return _facts(keys)


def seal_export_authority(options: Namespace) -> dict[str, Any]:
    """Move the authority's key into a file to keep offline."""
    passphrase = take_out_authority(_association(), options.file, by=SHELL, at=timezone.now())
    return {"file": str(options.file), "passphrase": passphrase}


def verify_file(options: Namespace) -> dict[str, Any]:
    """What a PDF proves: a contract by its seals and evidence, an invoice or credit note by its bytes."""
    data = options.file.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    for kind, papers in (("invoice", Invoice.objects.issued()), ("credit_note", CreditNote.objects.issued())):
        number = papers.filter(pdf_sha256=sha256).values_list("number", flat=True).first()
        if number:
            return {"valid": True, "kind": kind, "number": number, "reason": "These are the bytes that were issued."}
    verdict = verify(data)
    return {
        "valid": verdict.is_good,
        "kind": "contract" if verdict.number else None,
        "number": verdict.number or None,
        "reason": verdict.sentences[0],
    }


def _association() -> Association:
    association = Association.objects.filter(pk=1).first()
    if association is None:
        raise Refused("There is no association yet: `parvis init` makes one.", code="no_association")
    return association


def _facts(keys: SealKeys) -> dict[str, Any]:
    return {
        "fingerprint": keys.fingerprint,
        "owner": keys.owner,
        "issuer": keys.issuer,
        "is_brought": keys.is_brought,
        "valid_from": keys.leaf.not_valid_before_utc.isoformat(),
        "valid_until": keys.leaf.not_valid_after_utc.isoformat(),
        "former": len(keys.former),
        "authority_key_here": bool(keys.authority_key),
    }
