"""The waiting list of an option: a unit that comes back is kept for the first in line, who is told."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.locks import lock_row
from parvis.editions.history import record
from parvis.editions.models import Edition
from parvis.exhibitors.models import Exhibitor
from parvis.sales.models import Option, OptionRequest
from parvis.sales.shop_letters import mail_kept

TIME_TO_ANSWER = timedelta(days=3)
State = OptionRequest.State
RELEASED = {
    OptionRequest.State.REFUSED: "option_request.refused",
    OptionRequest.State.TAKEN_BACK: "option_request.taken_back",
    OptionRequest.State.LAPSED: "option_request.lapsed",
}


def fresh_request(request: OptionRequest) -> OptionRequest:
    """The request as it is now, with its option's row locked until our transaction ends."""
    lock_row(Option.objects.filter(pk=request.option_id))
    parts = ("option__edition", "exhibitor__company", "exhibitor__edition")
    return OptionRequest.objects.select_related(*parts).get(pk=request.pk)


def release(request: OptionRequest, state: OptionRequest.State, *, reason: str = "", by: Actor, at: datetime) -> None:
    """End an open request and give back what it kept. The caller holds the option's lock."""
    if request.is_holding:
        option = lock_row(Option.objects.filter(pk=request.option_id))
        option.sold_count -= request.quantity
        option.save(update_fields=["sold_count"])
    before = request.state
    request.state, request.answered_at, request.answered_by, request.reason = state, at, by.label[:160], reason
    request.save(update_fields=["state", "answered_at", "answered_by", "reason"])
    changes: dict[str, list[Any]] = {"state": [before, state]}
    if reason:
        changes["reason"] = [None, reason]
    record(RELEASED[state], request, by=by, at=at, edition=request.exhibitor.edition, changes=changes)


@transaction.atomic
def keep_for_next(option: Option, *, by: Actor, at: datetime) -> int:
    """Keep what is left for who waits, in order, and tell them; who wants more than is left holds the others up."""
    option = lock_row(Option.objects.filter(pk=option.pk))
    told = 0
    line = OptionRequest.objects.in_line().filter(option=option).select_related("exhibitor__edition", "option")
    for request in line:
        if option.left_count is not None and request.quantity > option.left_count:
            break
        option.sold_count += request.quantity
        option.save(update_fields=["sold_count"])
        request.state, request.held_until = State.OFFERED, local_date(at) + TIME_TO_ANSWER
        request.save(update_fields=["state", "held_until"])
        mail_kept(request, by=by, at=at)
        edition = request.exhibitor.edition
        record(
            "option_request.offered", request, by=by, at=at, edition=edition, changes={"state": ["waiting", "offered"]}
        )
        told += 1
    return told


@transaction.atomic
def lapse_kept(edition: Edition, *, by: Actor, at: datetime) -> int:
    """Who did not answer in time loses the unit, and the next in line is told; returns how many lost it."""
    past = OptionRequest.objects.in_edition(edition).past(local_date(at)).order_by("option_id", "pk")
    silent = [fresh for request in past if (fresh := fresh_request(request)).state == State.OFFERED]
    for request in silent:
        release(request, State.LAPSED, by=by, at=at)
    for option in Option.objects.filter(edition=edition, requests__state=State.WAITING).distinct().order_by("pk"):
        keep_for_next(option, by=by, at=at)
    return len(silent)


@transaction.atomic
def drop_requests(exhibitor: Exhibitor, *, by: Actor, at: datetime) -> None:
    """An exhibitor that left asks for nothing more; what it kept and what it had goes to who waits."""
    for request in OptionRequest.objects.open().filter(exhibitor=exhibitor).order_by("option_id"):
        release(fresh_request(request), State.TAKEN_BACK, by=by, at=at)
    waited_for = Option.objects.filter(edition=exhibitor.edition, requests__state=State.WAITING)
    for option in waited_for.distinct().order_by("pk"):
        keep_for_next(option, by=by, at=at)
