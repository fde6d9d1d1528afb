"""Suppliers, and from how much two people agree."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.text import fold
from parvis.editions.history import difference, record
from parvis.editions.models import Edition
from parvis.treasury.models import ApprovalThreshold, Supplier
from parvis.treasury.spending import threshold_of


@transaction.atomic
def save_supplier(
    supplier: Supplier | None, *, values: Mapping[str, str], edition: Edition, by: Actor, at: datetime
) -> Supplier:
    """A supplier is known once, by name and by SIREN."""
    like = Q(name_folded=fold(values["name"]))
    if values["siren"]:
        like |= Q(siren=values["siren"])
    others = Supplier.objects.exclude(pk=supplier.pk) if supplier else Supplier.objects.all()
    if found := others.filter(like).first():
        raise Refused(_("%(name)s has this name or this SIREN already.") % {"name": found.name}, code="name")
    is_new = supplier is None
    supplier = supplier or Supplier(created_at=at, name="", siren="", vat_number="", iban="")
    changes = difference(supplier, dict(values), personal=frozenset({"iban"}))
    for name, value in values.items():
        setattr(supplier, name, value)
    supplier.save()
    if changes:
        verb = "supplier.added" if is_new else "supplier.changed"
        record(verb, supplier, by=by, at=at, edition=edition, changes=changes)
    return supplier


@transaction.atomic
def set_threshold(edition: Edition, *, two_from_cents: int, by: Actor, at: datetime) -> None:
    """From this amount two people agree; what was handed in before keeps the number it needed."""
    before = threshold_of(edition)
    row, _is_new = ApprovalThreshold.objects.update_or_create(
        edition=edition, defaults={"two_from_cents": two_from_cents}
    )
    changes: dict[str, list[Any]] = {"two_from_cents": [before, two_from_cents]}
    record("expense.threshold_set", row, by=by, at=at, edition=edition, changes=changes)
