"""The exhibitor's shop: asking for options after the signature, in the order of asking when they are sold out.

Every change of a request is made under the lock of its option, which carries the count of what is sold or kept.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.dates import local_date
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.history import record
from parvis.exhibitors.models import Exhibitor
from parvis.sales.actions.stock import refuse_short
from parvis.sales.actions.waiting import fresh_request, keep_for_next, release
from parvis.sales.models import Option, OptionRequest
from parvis.sales.offer import MOST_UNITS, refuse_closed_window
from parvis.sales.queries import at_prices_of
from parvis.sales.shop_letters import mail_refused

State = OptionRequest.State


@transaction.atomic
def ask_option(exhibitor: Exhibitor, option: Option, *, quantity: int, by: Actor, at: datetime) -> OptionRequest:
    """Ask for an option: its units are kept until the team has answered. A second click gets the first request."""
    option = _to_be_asked(exhibitor, option, quantity, on=local_date(at))
    open_one = _open_request(exhibitor, option)
    if open_one:
        return _same(open_one, quantity)
    if OptionRequest.objects.in_line().filter(option=option).exists():
        raise Refused(_("Others wait for “%(name)s”: join the waiting list.") % {"name": option.name}, code="sold_out")
    refuse_short(option, quantity)
    _take(option, quantity)
    return _written(exhibitor, option, State.ASKED, quantity=quantity, by=by, at=at)


@transaction.atomic
def join_line(exhibitor: Exhibitor, option: Option, *, quantity: int, by: Actor, at: datetime) -> OptionRequest:
    """Wait for units to come back, in order. A second click keeps the first place."""
    option = _to_be_asked(exhibitor, option, quantity, on=local_date(at))
    open_one = _open_request(exhibitor, option)
    if open_one:
        return _same(open_one, quantity)
    if option.stock is not None and quantity > option.stock:
        raise Refused(_("There are only %(stock)s in all.") % {"stock": option.stock}, code="quantity")
    request = _written(exhibitor, option, State.WAITING, quantity=quantity, by=by, at=at)
    keep_for_next(option, by=by, at=at)
    request.refresh_from_db()
    return request


@transaction.atomic
def confirm_kept(request: OptionRequest, *, by: Actor, at: datetime) -> OptionRequest:
    """The exhibitor still wants the unit that came back: it is asked for at the price of today. Twice is once."""
    request = fresh_request(request)
    if request.state == State.ASKED:
        return request
    if request.state != State.OFFERED or (request.held_until and request.held_until < local_date(at)):
        raise Refused(_("This unit is no longer kept for you. Ask for it again."), code="late")
    option = at_prices_of([request.option], local_date(at))[0]
    request.state, request.asked_at, request.asked_by = State.ASKED, at, by.label[:160]
    request.name, request.unit_price_cents = option.name_fr, option.price_cents
    request.vat_basis_points = option.vat_basis_points
    request.save()
    record("option_request.asked", request, by=by, at=at, edition=option.edition)
    return request


@transaction.atomic
def take_back_request(request: OptionRequest, *, by: Actor, at: datetime) -> OptionRequest:
    """The exhibitor no longer wants it: its units go to who waits. Twice is once."""
    request = fresh_request(request)
    if request.state == State.TAKEN_BACK:
        return request
    _refuse_answered(request)
    release(request, State.TAKEN_BACK, by=by, at=at)
    keep_for_next(request.option, by=by, at=at)
    return request


@transaction.atomic
def refuse_request(request: OptionRequest, *, reason: str, by: Actor, at: datetime) -> OptionRequest:
    """The team says no and why: the exhibitor reads it, the units go to who waits."""
    request = fresh_request(request)
    if request.state == State.REFUSED:
        return request
    _refuse_answered(request)
    if not reason:
        raise Refused(_("Say why: the exhibitor reads it."), code="reason")
    release(request, State.REFUSED, reason=reason, by=by, at=at)
    mail_refused(request, by=by, at=at)
    keep_for_next(request.option, by=by, at=at)
    return request


def _to_be_asked(exhibitor: Exhibitor, option: Option, quantity: int, *, on: date) -> Option:
    """The option with its row locked, at the price of that day; refused when this exhibitor cannot ask for it now."""
    lock_row(Exhibitor.objects.filter(pk=exhibitor.pk))
    if not exhibitor.is_confirmed:
        raise Refused(_("The shop opens once your contract is signed."), code="unsigned")
    option = lock_row(Option.objects.filter(pk=option.pk, edition_id=exhibitor.edition_id))
    if not option.is_active or option.audience != Option.Audience.ALL:
        raise Refused(_("“%(name)s” is not on sale in this edition.") % {"name": option.name})
    refuse_closed_window(option, on=on)
    if not 0 < quantity <= MOST_UNITS:
        raise Refused(_("A quantity is between 1 and %(most)s.") % {"most": MOST_UNITS}, code="quantity")
    return at_prices_of([option], on)[0]


def _open_request(exhibitor: Exhibitor, option: Option) -> OptionRequest | None:
    return OptionRequest.objects.open().filter(exhibitor=exhibitor, option=option).first()


def _same(request: OptionRequest, quantity: int) -> OptionRequest:
    if request.quantity != quantity:
        raise Refused(_("You have already asked for it: take that request back first."), code="asked")
    return request


def _take(option: Option, quantity: int) -> None:
    option.sold_count += quantity
    option.save(update_fields=["sold_count"])


def _written(
    exhibitor: Exhibitor, option: Option, state: OptionRequest.State, *, quantity: int, by: Actor, at: datetime
) -> OptionRequest:
    request = OptionRequest.objects.create(
        exhibitor=exhibitor,
        option=option,
        quantity=quantity,
        state=state,
        name=option.name_fr,
        unit_price_cents=option.price_cents,
        vat_basis_points=option.vat_basis_points,
        asked_at=at,
        asked_by=by.label[:160],
    )
    verb = "option_request.asked" if state == State.ASKED else "option_request.joined"
    changes: dict[str, list[object]] = {"quantity": [0, quantity], "net_cents": [0, request.net_cents]}
    record(verb, request, by=by, at=at, edition=exhibitor.edition, changes=changes)
    return request


def _refuse_answered(request: OptionRequest) -> None:
    if not request.is_open:
        raise Refused(_("This request is already answered."), code="answered")
