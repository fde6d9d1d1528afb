"""Seats: how many there are, who gives one back, who gets it next. Each action locks the row that carries them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.errors import Refused, naming
from parvis.core.locks import lock_row
from parvis.core.prepared import Prepared
from parvis.editions.history import record
from parvis.editions.models import Edition
from parvis.visitors import mails
from parvis.visitors.links import unconfirmed_life
from parvis.visitors.models import Admission, Registration
from parvis.visitors.signals import registration_cancelled, registration_promoted

USUAL_CAPACITY = 2000  # until the team says otherwise on the page of registrations
LARGEST_CAPACITY = 1_000_000

Status = Registration.Status


_locked = Prepared(
    lambda edition: Admission.objects.filter(edition=edition).select_for_update(of=("self",), no_key=True), -1
)


def lock_admission(edition: Edition) -> Admission:
    """The seats of the edition, ours until the transaction ends; made now if nobody has set them yet."""
    for admission in _locked.rows(edition.pk):
        return admission
    Admission.objects.get_or_create(edition=edition, defaults={"capacity": USUAL_CAPACITY})
    return lock_row(Admission.objects.filter(edition=edition))


@transaction.atomic
def change_capacity(edition: Edition, capacity: int, *, by: Actor, at: datetime) -> Admission:
    """Set the number of seats; those who wait get the new ones in their order."""
    admission = lock_admission(edition)
    if not 0 < capacity <= LARGEST_CAPACITY:
        raise Refused(_("The number of seats is between 1 and %(most)s.") % {"most": LARGEST_CAPACITY})
    if capacity < admission.taken_count:
        raise Refused(
            _("%(taken)s seats are taken: set at least as many, or cancel registrations first.")
            % {"taken": admission.taken_count}
        )
    before, admission.capacity = admission.capacity, capacity
    admission.save(update_fields=["capacity"])
    _promote_waiting(admission, by=by, at=at)
    record("seats.changed", admission, by=by, at=at, edition=edition, changes={"capacity": [before, capacity]})
    return admission


@transaction.atomic
def copy_admission(source: Edition, target: Edition, *, by: Actor, at: datetime) -> None:
    """The next edition starts with as many seats and no visitor."""
    old = Admission.objects.filter(edition=source).first()
    if old is not None:
        Admission.objects.get_or_create(edition=target, defaults={"capacity": old.capacity})
        record("seats.copied", target, by=by, at=at, edition=target, changes={"capacity": [None, old.capacity]})


@transaction.atomic
def cancel_registration(registration: Registration, *, by: Actor, at: datetime) -> Registration:
    """Give the seat or the place back; the first who waits gets the seat. Cancelling twice is cancelling once."""
    admission = lock_admission(registration.edition)
    registration = Registration.objects.select_related("visitor", "edition").get(pk=registration.pk)
    if registration.is_cancelled:
        return registration
    _give_back(admission, [registration], verb="registration.cancelled", by=by, at=at)
    mails.tell_cancelled(registration, by=by, at=at)
    return registration


@transaction.atomic
def cancel_registrations(edition: Edition, registrations: Iterable[Registration], *, by: Actor, at: datetime) -> int:
    """Give many seats and places back at once, then seat those who still wait; answers how many were cancelled."""
    admission = lock_admission(edition)
    rows = Registration.objects.in_edition(edition).filter(pk__in=[row.pk for row in registrations])
    leaving = list(rows.exclude(status=Status.CANCELLED).select_related("visitor", "edition").order_by("pk"))
    _give_back(admission, leaving, verb="registration.cancelled", by=by, at=at)
    for registration in leaving:
        mails.tell_cancelled(registration, by=by, at=at)
    return len(leaving)


@transaction.atomic
def release_unconfirmed(edition: Edition, *, by: Actor, at: datetime) -> int:
    """Free the seats whose address nobody has confirmed in time; answers how many."""
    admission = lock_admission(edition)
    rows = Registration.objects.in_edition(edition).unconfirmed_since(at - unconfirmed_life())
    late = list(rows.select_related("visitor", "edition").order_by("pk"))
    _give_back(admission, late, verb="registration.released", by=by, at=at)
    for registration in late:
        mails.tell_released(registration, by=by, at=at)
    return len(late)


@transaction.atomic
def give_seat(registration: Registration, *, by: Actor, at: datetime) -> Registration:
    """A seat out of turn for somebody who waits: one of those left, else one more than planned."""
    admission = lock_admission(registration.edition)
    registration = Registration.objects.select_related("visitor", "edition").get(pk=registration.pk)
    if not registration.is_waiting:
        raise Refused(_("Only somebody in the waiting list can be given a seat."))
    if not admission.free_count:
        admission.capacity += 1
        changes = {"capacity": [admission.capacity - 1, admission.capacity]}
        record("seats.changed", admission, by=by, at=at, edition=registration.edition, changes=changes)
    _seat(admission, registration, by=by, at=at)
    admission.save(update_fields=["capacity", "taken_count"])
    return registration


@transaction.atomic
def give_seats(edition: Edition, registrations: Iterable[Registration], *, by: Actor, at: datetime) -> int:
    """Seats out of turn for all of these, or for none when one of them does not wait; the refusal says who."""
    lock_admission(edition)
    waiting = sorted(registrations, key=lambda row: (row.waiting_number or 0, row.pk))
    for registration in waiting:
        with naming(registration):
            give_seat(registration, by=by, at=at)
    return len(waiting)


def _give_back(
    admission: Admission, registrations: Iterable[Registration], *, verb: str, by: Actor, at: datetime
) -> None:
    """Cancel these and seat those who wait longest."""
    for registration in registrations:
        before = registration.status
        admission.taken_count -= registration.is_confirmed
        registration.status, registration.cancelled_at = Status.CANCELLED, at
        registration.waiting_number = registration.seat_taken_at = None
        registration.save(update_fields=["status", "cancelled_at", "waiting_number", "seat_taken_at"])
        registration_cancelled.send(sender=Registration, registration=registration, by=by, at=at)
        changes = {"status": [before, Status.CANCELLED.value]}
        record(verb, registration, by=by, at=at, edition=registration.edition, changes=changes)
    admission.save(update_fields=["taken_count"])
    _promote_waiting(admission, by=by, at=at)


def _promote_waiting(admission: Admission, *, by: Actor, at: datetime) -> None:
    """Seats that are free go to the waiting list, in its order."""
    waiting = Registration.objects.in_edition(admission.edition).waiting().select_related("visitor", "edition")
    for registration in list(waiting[: admission.free_count]):
        _seat(admission, registration, by=by, at=at)
    admission.save(update_fields=["taken_count"])


def _seat(admission: Admission, registration: Registration, *, by: Actor, at: datetime) -> None:
    admission.taken_count += 1
    registration.status, registration.waiting_number, registration.seat_taken_at = Status.CONFIRMED, None, at
    registration.save(update_fields=["status", "waiting_number", "seat_taken_at"])
    mails.tell_promoted(registration, by=by, at=at)
    registration_promoted.send(sender=Registration, registration=registration, by=by, at=at)
    changes = {"status": [Status.WAITING.value, Status.CONFIRMED.value]}
    record("registration.promoted", registration, by=by, at=at, edition=registration.edition, changes=changes)
