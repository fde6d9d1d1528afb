"""The API of the price list: what an edition sells, at the prices of the day. People write it, or a file does."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema

from parvis.accounts.doors import TokenDoor, TokenRequest
from parvis.core.cursors import FEW_ROWS, Cursor, Limit, Page, rows_of
from parvis.core.dates import local_date
from parvis.core.openapi import Id, Slug, told
from parvis.editions.reach import editions_reached
from parvis.sales.models import Option, Package
from parvis.sales.queries import at_prices_of

router = Router(tags=["price list"])


class ItemOut(Schema):
    """`price_cents` is without VAT, today; `left_count` is null without a stock; `gives`: what one unit gives."""

    id: int
    edition: str
    code: str
    name_fr: str
    name_en: str
    text_fr: str
    text_en: str
    price_cents: int
    vat_basis_points: int
    stock: int | None
    left_count: int | None
    is_active: bool
    audience: str
    opens_on: date | None
    closes_on: date | None
    gives: dict[str, int]


class PackageOut(ItemOut):
    """`only_kinds` are the classes of company it is sold to; empty: all."""

    tier: str
    only_kinds: list[str]


class OptionOut(ItemOut):
    """What is sold beside a package."""


class PackagesOut(Schema):
    items: list[PackageOut]
    next: str | None


class OptionsOut(Schema):
    items: list[OptionOut]
    next: str | None


@router.get("/packages", auth=TokenDoor("packages:read"), response=PackagesOut, url_name="package_list")
def package_list(
    request: TokenRequest, edition: Slug = "", limit: Limit = FEW_ROWS, cursor: Cursor = ""
) -> dict[str, Any]:
    """Packages of an edition, or of all the token reaches; those that are not on sale too."""
    rows, following = rows_of(request, _packages(request, edition), limit=limit, cursor=cursor)
    return Page(_described(rows), following).as_dict()


@router.get("/packages/{package_id}", auth=TokenDoor("packages:read"), response=PackageOut, url_name="package_detail")
def package_detail(request: TokenRequest, package_id: Id) -> HttpResponse:
    """One package."""
    (found,) = _described([get_object_or_404(_packages(request), pk=package_id)])
    return told(PackageOut(**found))


@router.get("/options", auth=TokenDoor("options:read"), response=OptionsOut, url_name="option_list")
def option_list(
    request: TokenRequest, edition: Slug = "", limit: Limit = FEW_ROWS, cursor: Cursor = ""
) -> dict[str, Any]:
    """Options of an edition, or of all the token reaches; those that are not on sale too."""
    rows, following = rows_of(request, _options(request, edition), limit=limit, cursor=cursor)
    return Page(_described(rows), following).as_dict()


@router.get("/options/{option_id}", auth=TokenDoor("options:read"), response=OptionOut, url_name="option_detail")
def option_detail(request: TokenRequest, option_id: Id) -> HttpResponse:
    """One option."""
    (found,) = _described([get_object_or_404(_options(request), pk=option_id)])
    return told(OptionOut(**found))


def _packages(request: TokenRequest, slug: str = "") -> QuerySet[Package]:
    found = Package.objects.filter(edition__in=editions_reached(request.token, slug))
    return found.select_related("edition").prefetch_related("inclusions")


def _options(request: TokenRequest, slug: str = "") -> QuerySet[Option]:
    return Option.objects.filter(edition__in=editions_reached(request.token, slug)).select_related("edition")


def _described(items: Iterable[Package | Option]) -> list[dict[str, Any]]:
    today = local_date(timezone.now())
    return [_out(item) for item in at_prices_of(items, today)]


def _out(item: Package | Option) -> dict[str, Any]:
    names = PackageOut.model_fields if isinstance(item, Package) else OptionOut.model_fields
    return {name: getattr(item, name) for name in names if name != "edition"} | {"edition": item.edition.slug}
