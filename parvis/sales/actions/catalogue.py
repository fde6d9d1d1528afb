"""The price list: what is sold, and by which rules."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.history import difference, record
from parvis.editions.models import Edition
from parvis.sales.actions.templates import copy_templates
from parvis.sales.actions.waiting import keep_for_next
from parvis.sales.models import DiscountPolicy, GeneralTerms, Inclusion, Option, Package, Price, PriceRule
from parvis.sales.queries import at_prices_of, current_terms

KEPT = timedelta(days=10 * 366)  # as long as the contracts that were made at these prices


@transaction.atomic
def save_package(package: Package, *, inclusions: Mapping[str, int], by: Actor, at: datetime, **fields: Any) -> Package:
    """Add or change a package and what it includes; quotes already made keep what they offered."""
    changes = _save_item(package, Package, fields, by=by, at=at)
    now = {kind: quantity for kind, quantity in inclusions.items() if quantity}
    before = dict(Inclusion.objects.filter(package=package).values_list("kind", "quantity"))
    if now != before:
        Inclusion.objects.filter(package=package).delete()
        Inclusion.objects.bulk_create(Inclusion(package=package, kind=k, quantity=q) for k, q in now.items())
        changes["inclusions"] = [before, now]
    _record_item("package", package, changes, by=by, at=at)
    return package


@transaction.atomic
def save_option(option: Option, *, by: Actor, at: datetime, **fields: Any) -> Option:
    """Add or change an option; quotes already made keep what they offered."""
    changes = _save_item(option, Option, fields, by=by, at=at)
    _record_item("option", option, changes, by=by, at=at)
    keep_for_next(option, by=by, at=at)
    return option


@transaction.atomic
def plan_price(item: Package | Option, *, price_cents: int, starts_on: date, by: Actor, at: datetime) -> Price:
    """Another price from that day on; what was sold, and every quote already sent, keeps its own."""
    if starts_on < local_date(at):
        raise Refused(_("A price changes today or later: the past is sold."), code="starts_on")
    if price_cents < 0:
        raise Refused(_("A price is not negative."), code="price_cents")
    lock_row(type(item).objects.filter(pk=item.pk))
    price = _write_price(item, price_cents, starts_on, by=by, at=at)
    changes: dict[str, list[Any]] = {"price_cents": [item.price_cents, price_cents], "starts_on": [None, starts_on]}
    noun = "package" if isinstance(item, Package) else "option"
    record(f"{noun}.priced", item, by=by, at=at, edition=item.edition, changes=changes)
    return price


def _write_price(item: Package | Option, cents: int, starts_on: date, *, by: Actor, at: datetime) -> Price:
    """A row of the history of prices; the first one is preceded by the price that stood before."""
    held: dict[str, Any] = {"package" if isinstance(item, Package) else "option": item}
    kept = item.edition.fair_on + KEPT
    signed: dict[str, Any] = {"set_at": at, "set_by": by.label[:160], "keep_until": kept}
    if not Price.objects.filter(**held).exists():
        Price.objects.create(**held, price_cents=item.price_cents, **signed)
    return Price.objects.create(**held, price_cents=cents, starts_on=starts_on, **signed)


def _save_item[I: (Package, Option)](
    item: I, model: type[I], fields: dict[str, Any], *, by: Actor, at: datetime
) -> dict[str, list[Any]]:
    """Write the fields of an item and say what changed; its stock never falls below what is sold."""
    if item.pk:
        at_prices_of([item], local_date(at))
    sold = lock_row(model.objects.filter(pk=item.pk)).sold_count if item.pk else 0
    if fields.get("stock") is not None and fields["stock"] < sold:
        raise Refused(_("%(sold)s are already sold: the stock cannot be lower.") % {"sold": sold}, code="stock")
    code = fields.get("code", item.code)
    if model.objects.filter(edition=item.edition, code=code).exclude(pk=item.pk).exists():
        raise Refused(_("The code “%(code)s” is already in the price list.") % {"code": code}, code="code")
    changes = difference(item, fields) if item.pk else {name: [None, value] for name, value in fields.items()}
    if item.pk and "price_cents" in changes:
        _write_price(item, fields["price_cents"], local_date(at), by=by, at=at)
    for name, value in fields.items():
        setattr(item, name, value)
    if item.pk:
        item.save(update_fields=[*fields])
    else:
        item.save()
    return changes


def _record_item(noun: str, item: Package | Option, changes: dict[str, list[Any]], *, by: Actor, at: datetime) -> None:
    if changes:
        record(f"{noun}.saved", item, by=by, at=at, edition=item.edition, changes=changes)


@transaction.atomic
def save_rule(rule: PriceRule, *, by: Actor, at: datetime, **fields: Any) -> PriceRule:
    """Add or change a rule; it counts for quotes made from now on."""
    changes = difference(rule, fields) if rule.pk else {name: [None, value] for name, value in fields.items()}
    for name, value in fields.items():
        setattr(rule, name, value)
    rule.save()
    if changes:
        record("price_rule.saved", rule, by=by, at=at, edition=rule.edition, changes=changes)
    return rule


@transaction.atomic
def delete_rule(rule: PriceRule, *, by: Actor, at: datetime) -> None:
    """Take a rule away; quotes already made keep their prices."""
    record("price_rule.deleted", rule, by=by, at=at, edition=rule.edition, changes={"rule": [str(rule), None]})
    rule.delete()


@transaction.atomic
def copy_catalogue(source: Edition, target: Edition, *, shift: timedelta, by: Actor, at: datetime) -> None:
    """The next edition starts with this one's price list, its dates moved, nothing sold, and its general terms."""
    for package in at_prices_of(Package.objects.filter(edition=source).order_by("pk"), source.fair_on):
        inclusions = list(package.inclusions.order_by("pk"))
        copy = _copied(package, edition=target, sold_count=0, **_moved(package, shift))
        for inclusion in inclusions:
            _copied(inclusion, package=copy)
    for option in at_prices_of(Option.objects.filter(edition=source).order_by("pk"), source.fair_on):
        _copied(option, edition=target, sold_count=0, **_moved(option, shift))
    for rule in PriceRule.objects.filter(edition=source).order_by("pk"):
        _copied(rule, edition=target, until_on=rule.until_on and rule.until_on + shift)
    policy = DiscountPolicy.objects.filter(edition=source).first()
    if policy:
        _copied(policy, edition=target)
    terms = current_terms(source)
    if terms:
        _copied(terms, edition=target, version=1, published_at=at)
    copy_templates(source, target, by=by, at=at)
    record("catalogue.copied", target, by=by, at=at, edition=target, changes={"from": [None, source.slug]})


def _moved(item: Package | Option, shift: timedelta) -> dict[str, date | None]:
    """The order window of an item, so much later."""
    return {"opens_on": item.opens_on and item.opens_on + shift, "closes_on": item.closes_on and item.closes_on + shift}


def _copied[R: (Package, Option, Inclusion, PriceRule, DiscountPolicy, GeneralTerms)](row: R, **changes: Any) -> R:
    """A new row with the same values but for these."""
    values = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if not field.primary_key}
    copy = type(row)(**(values | changes))
    copy.save()
    return copy
