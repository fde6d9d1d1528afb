"""The waiting list of packages: who asks is put in order, the team offers a place that is free to the first.

Every change of a request is made under the lock of its package, which carries the count of what is sold or kept.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.companies.actions import Wish, answer_interest, take_interest
from parvis.companies.models import Company, Interest
from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.history import record, refuse_closed
from parvis.editions.models import Edition
from parvis.exhibitors.models import Exhibitor
from parvis.sales.actions.stock import refuse_short
from parvis.sales.line import is_short
from parvis.sales.models import Package, PlaceRequest, Quote, QuoteLine
from parvis.sales.offer import choices_of
from parvis.sales.place_letters import mail_place
from parvis.sales.stock_words import short_packages

TIME_TO_ANSWER = timedelta(days=7)
State = PlaceRequest.State
ENDED = {
    State.TAKEN: "place_request.taken",
    State.STRUCK_OFF: "place_request.struck_off",
    State.LAPSED: "place_request.lapsed",
}


@transaction.atomic
def take_wish(
    edition: Edition, given: Mapping[str, str], wish: Wish, *, package: Package | None, by: Actor, at: datetime
) -> Interest:
    """Who writes through the site for a package that is full gets a place in its line."""
    is_waiting = wish.is_waiting or (package is not None and is_short(package))
    interest = take_interest(edition, given, wish._replace(is_waiting=is_waiting), by=by, at=at)
    if package is not None and is_waiting:
        _join(package, interest, by=by, at=at)
    return interest


@transaction.atomic
def queue_quote(quote: Quote, *, by: Actor, at: datetime) -> list[PlaceRequest]:
    """The company of this draft waits for the packages in it that it cannot have now. A second click is the first."""
    lock_row(Exhibitor.objects.filter(pk=quote.exhibitor_id))
    exhibitor = quote.exhibitor
    refuse_closed(exhibitor.edition)
    short = short_packages(choices_of(quote), exhibitor.company)
    if not quote.is_draft or not short:
        raise Refused(_("Nothing in this quote is to be waited for."), code="free")
    return [_join(package, exhibitor, by=by, at=at) for package in sorted(short, key=lambda package: package.pk)]


def _join(package: Package, who: Exhibitor | Interest, *, by: Actor, at: datetime) -> PlaceRequest:
    """At the end of the line, or where the company already is."""
    lock_row(Package.objects.filter(pk=package.pk))
    found = PlaceRequest.objects.open().filter(package=package)
    if who.company and (here := found.of_company(who.company).order_by("asked_at", "pk").first()):
        return here
    role = "exhibitor" if isinstance(who, Exhibitor) else "interest"
    request = PlaceRequest.objects.create(package=package, asked_at=at, asked_by=by.label[:160], **{role: who})
    record("place_request.joined", request, by=by, at=at, edition=package.edition)
    return request


@transaction.atomic
def offer_place(request: PlaceRequest, *, by: Actor, at: datetime) -> PlaceRequest:
    """Keep a free place for the first in line and tell them; a second click keeps the same one."""
    request = fresh_place_request(request)
    package = request.package
    if request.state == State.OFFERED:
        return request
    refuse_closed(package.edition)
    _refuse_ended(request)
    if request.company is None:
        raise Refused(_("Decide first whether it is the company we have."), code="held")
    first = PlaceRequest.objects.in_line().filter(package=package).select_related("exhibitor", "interest")[0]
    if first != request:
        raise Refused(_("%(company)s is before.") % {"company": first.company_name}, code="order")
    refuse_short(package, 1)
    package.sold_count += 1
    package.save(update_fields=["sold_count"])
    request.state, request.held_until = State.OFFERED, local_date(at) + TIME_TO_ANSWER
    request.save(update_fields=["state", "held_until"])
    mail_place(request, by=by, at=at)
    changes: dict[str, list[Any]] = {"state": ["waiting", "offered"], "until_on": [None, request.held_until]}
    record("place_request.offered", request, by=by, at=at, edition=package.edition, changes=changes)
    return request


@transaction.atomic
def strike_off(request: PlaceRequest, *, reason: str, by: Actor, at: datetime) -> PlaceRequest:
    """They wait no longer, and why; a place kept for them is free again. Twice is once."""
    request = fresh_place_request(request)
    if request.state == State.STRUCK_OFF:
        return request
    _refuse_ended(request)
    if not reason:
        raise Refused(_("Say why they wait no longer."), code="reason")
    _end(request, State.STRUCK_OFF, reason=reason, by=by, at=at)
    return request


@transaction.atomic
def lapse_places(edition: Edition, *, by: Actor, at: datetime) -> int:
    """Who did not take the place kept for them in time loses it; returns how many. The team offers it to the next."""
    past = PlaceRequest.objects.in_edition(edition).past(local_date(at)).order_by("package_id", "pk")
    silent = [fresh for one in past if (fresh := fresh_place_request(one)).state == State.OFFERED]
    for request in silent:
        _end(request, State.LAPSED, by=by, at=at)
    return len(silent)


def claim_places(company: Company, lines: Iterable[QuoteLine], *, by: Actor, at: datetime) -> None:
    """Before a company's packages are counted as sold: others who come first are not passed, what was kept is used.

    Inside the transaction that takes the stock.
    """
    packages = [(line.package, line.quantity) for line in lines if line.package]
    for package, quantity in sorted(packages, key=lambda one: one[0].pk):
        locked = lock_row(Package.objects.filter(pk=package.pk))
        refuse_short(locked, quantity, of=company)
        for request in PlaceRequest.objects.open().filter(package=locked).of_company(company).order_by("pk"):
            _end(fresh_place_request(request), State.TAKEN, by=by, at=at)


def fresh_place_request(request: PlaceRequest) -> PlaceRequest:
    """The request as it is now, with its package's row locked until our transaction ends."""
    lock_row(Package.objects.filter(pk=request.package_id))
    parts = ("package__edition", "exhibitor__company", "interest__company")
    return PlaceRequest.objects.select_related(*parts).get(pk=request.pk)


def _end(request: PlaceRequest, state: PlaceRequest.State, *, reason: str = "", by: Actor, at: datetime) -> None:
    before, package = request.state, request.package
    if before == State.OFFERED:
        package.sold_count -= 1
        package.save(update_fields=["sold_count"])
    request.state, request.answered_at, request.answered_by, request.reason = state, at, by.label[:160], reason
    request.save(update_fields=["state", "answered_at", "answered_by", "reason"])
    if request.interest and request.interest.company_id:
        answer_interest(request.interest, by=by, at=at)
    changes: dict[str, list[Any]] = {"state": [before, state.value]}
    if reason:
        changes["reason"] = [None, reason]
    record(ENDED[state], request, by=by, at=at, edition=package.edition, changes=changes)


def _refuse_ended(request: PlaceRequest) -> None:
    if not request.is_open:
        raise Refused(_("They wait no longer."), code="answered")
