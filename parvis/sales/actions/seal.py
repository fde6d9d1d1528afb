"""The association's seal: made in a ceremony, renewed, its authority taken out of the installation."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from parvis.core.actor import Actor
from parvis.core.locks import lock_row
from parvis.editions.history import record
from parvis.editions.models import Association
from parvis.sales.seal_files import read_seal_file
from parvis.sales.seal_keys import SealKeys, create_keys, read_keys, take_authority_key, use_file


@transaction.atomic
def create_seal(association: Association, *, replace: bool, by: Actor, at: datetime) -> SealKeys:
    """A new authority and seal; one in use is only replaced when asked, and still vouches for what it sealed."""
    row = lock_row(Association.objects.filter(pk=association.pk))
    old = read_keys()
    keys = create_keys(row.name, replace=replace, at=at)
    changes: dict[str, list[Any]] = {"fingerprint": [old.fingerprint if old else None, keys.fingerprint]}
    record("seal.renewed" if old else "seal.created", row, by=by, at=at, changes=changes)
    return keys


@transaction.atomic
def use_seal(
    association: Association, data: bytes, *, passphrase: str, replace: bool, by: Actor, at: datetime
) -> SealKeys:
    """Seal with a certificate bought elsewhere (PKCS#12); one in use is only replaced when asked, and still vouches."""
    row = lock_row(Association.objects.filter(pk=association.pk))
    old = read_keys()
    keys = use_file(read_seal_file(data, passphrase, at=at), replace=replace)
    changes: dict[str, list[Any]] = {"fingerprint": [old.fingerprint if old else None, keys.fingerprint]}
    record("seal.brought", row, by=by, at=at, changes=changes)
    return keys


@transaction.atomic
def take_out_authority(association: Association, target: Path, *, by: Actor, at: datetime) -> str:
    """Move the authority's key into a file to keep elsewhere; the answer is the passphrase that opens it."""
    row = lock_row(Association.objects.filter(pk=association.pk))
    passphrase = take_authority_key(target)
    keys = read_keys()
    changes: dict[str, list[Any]] = {"fingerprint": [None, keys.fingerprint if keys else ""]}
    record("seal.authority_taken_out", row, by=by, at=at, changes=changes)
    return passphrase
