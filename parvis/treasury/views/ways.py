"""How the page of an invoice shows the way of its papers, each with its statuses and what a person can do."""

from datetime import date
from typing import NamedTuple

from django.utils.functional import Promise

from parvis.treasury.forms.transmissions import StatusForm
from parvis.treasury.models import Invoice, Route, Transmission, TransmissionEvent
from parvis.treasury.transmission.ledger import events_of, transmissions_of, unreported_payments
from parvis.treasury.transmission.platform import is_automatic, label_of
from parvis.treasury.transmission.tables import ANSWERS


class Bound(NamedTuple):
    """A status that was not accepted, and of which transmission."""

    transmission_id: int
    form: StatusForm


class Way(NamedTuple):
    """`form` only where a person types what the platform says; `answer` says what to do about trouble."""

    row: Transmission
    platform: str | Promise
    events: list[TransmissionEvent]
    answer: str | Promise
    form: StatusForm | None
    is_automatic: bool
    untold_count: int


def ways_of(invoice: Invoice, bound: Bound | None, *, today: date) -> list[Way]:
    return [_way(row, bound, today=today) for row in transmissions_of(invoice)]


def _way(row: Transmission, bound: Bound | None, *, today: date) -> Way:
    by_worker, form = is_automatic(row.platform), None
    if row.route != Route.MAIL and not by_worker:
        is_this = bound is not None and bound.transmission_id == row.pk
        form = bound.form if bound and is_this else StatusForm(is_deposited=row.is_deposited, today=today)
    untold = 0 if by_worker or row.invoice_id is None else unreported_payments().filter(invoice=row.invoice_id).count()
    answer = ANSWERS.get(vars(row)["code"], "")
    return Way(row, label_of(row.platform), events_of(row), answer, form, by_worker, untold)
