"""Signing people up: one action for the page, the API and the import; it takes a list."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from parvis.accounts.models import User, normal_email
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.prepared import Prepared
from parvis.editions.history import record
from parvis.editions.models import Edition
from parvis.visitors import mails
from parvis.visitors.actions.addresses import vouch_for_email
from parvis.visitors.actions.seats import lock_admission
from parvis.visitors.entries import Entry, Outcome
from parvis.visitors.models import Admission, Registration, Visitor
from parvis.visitors.queries import opening
from parvis.visitors.signals import email_confirmed
from parvis.visitors.vocabulary import Vocabulary, load_vocabulary

Source = Registration.Source
Status = Registration.Status
ANNOUNCED = frozenset({Source.SITE, Source.API})  # these wait for the window; the team does not


class Sheet(NamedTuple):
    """What holds for every entry of one call."""

    edition: Edition
    source: str
    by: Actor
    at: datetime
    words: Vocabulary


def register_visitors(
    edition: Edition,
    entries: Sequence[Entry],
    *,
    source: str,
    by: Actor,
    at: datetime,
    words: Vocabulary | None = None,
) -> list[Outcome]:
    """Give each entry a seat while seats are left, then a place in the waiting list, in the order given.

    An address registered before keeps its registration; one that was cancelled is signed up anew, except by an
    import. Pages and the API wait for the window; a program's token vouches for the address. Raises Refused.
    """
    if source in ANNOUNCED:
        state = opening(edition, at=at)
        if not state.is_open:
            raise Refused(state.sentence, code="window_closed")
    return _register(entries, Sheet(edition, source, by, at, words or load_vocabulary()))


@transaction.atomic
def _register(entries: Sequence[Entry], sheet: Sheet) -> list[Outcome]:
    wanted = {normal_email(entry.email): entry for entry in reversed(entries)}
    wanted = dict(reversed(wanted.items()))  # the first of equal addresses, in the order given
    admission = lock_admission(sheet.edition)
    known = known_registrations(sheet.edition, wanted)
    made = _create(admission, {email: entry for email, entry in wanted.items() if email not in known}, sheet)
    revived = {r.pk for r in known.values() if r.is_cancelled and sheet.source != Source.IMPORT}
    for email, registration in known.items():
        if registration.pk in revived:
            _revive(admission, registration, wanted[email], sheet)
    if made or revived:
        admission.save(update_fields=["taken_count", "waiting_number"])
    _tell(list(made.values()), [r for r in known.values() if r.pk in revived], sheet)
    for registration in known.values():
        if registration.pk not in revived:
            _meet_again(registration, sheet)
    return _outcomes(entries, known | made, {r.pk for r in made.values()} | revived)


def _outcomes(entries: Iterable[Entry], found: Mapping[str, Registration], new: set[int]) -> list[Outcome]:
    outcomes = []
    for entry in entries:
        registration = found[normal_email(entry.email)]
        outcomes.append(Outcome(registration, registration.pk in new))
        new = new - {registration.pk}
    return outcomes


def _known_among(edition_id: int, emails: list[str]) -> QuerySet[Registration]:
    rows = Registration.objects.filter(edition=edition_id, visitor__user__email__in=emails)
    return rows.select_related("visitor__user")


_known_one = Prepared(lambda edition_id, email: _known_among(edition_id, [email]), -1, "email")


def known_registrations(edition: Edition, emails: Iterable[str]) -> dict[str, Registration]:
    """Registrations of this edition by address, cancelled ones too."""
    asked = list(emails)
    rows = _known_one.rows(edition.pk, *asked) if len(asked) == 1 else _known_among(edition.pk, asked)
    found = {row.visitor.user.email: row for row in rows}
    for row in found.values():
        row.edition = edition
    return found


def _create(admission: Admission, entries: Mapping[str, Entry], sheet: Sheet) -> dict[str, Registration]:
    """New registrations with their visitors and users, each table written once."""
    if not entries:
        return {}
    visitors = _ensure_visitors(entries, sheet.at)
    made = {}
    for email, entry in entries.items():
        made[email] = Registration(
            visitor=visitors[email],
            edition=sheet.edition,
            kind=entry.kind,
            school=sheet.words.school(entry.school),
            study_year=_year(entry, sheet.words),
            source=sheet.source,
        )
        _take_place(admission, made[email], sheet)
    Registration.objects.bulk_create(made.values())
    through = Registration.terms.through
    through.objects.bulk_create(
        through(registration_id=made[email].pk, term_id=term_id)
        for email, entry in entries.items()
        for term_id in term_ids(entry, sheet.words)
    )
    return made


def _users_among(emails: list[str]) -> QuerySet[User]:
    return User.objects.filter(email__in=emails).select_related("visitor")


_one_user = Prepared(lambda email: _users_among([email]), "email")


def _ensure_visitors(entries: Mapping[str, Entry], at: datetime) -> dict[str, Visitor]:
    """The visitor behind each address; people known already keep the names they have."""
    rows = _one_user.rows(*entries) if len(entries) == 1 else _users_among(list(entries))
    users = {user.email: user for user in rows}
    visitors = {email: user.visitor for email, user in users.items() if hasattr(user, "visitor")}
    strangers = [
        User(email=email, first_name=e.first_name, last_name=e.last_name, language=e.language, password="!")  # noqa: S106
        for email, e in entries.items()
        if email not in users
    ]
    # The update of nothing makes a user added meanwhile by somebody else come back with its key.
    User.objects.bulk_create(strangers, update_conflicts=True, update_fields=["email"], unique_fields=["email"])
    users |= {user.email: user for user in strangers}
    new = [
        Visitor(
            user=users[email],
            first_name=e.first_name,
            last_name=e.last_name,
            email=email,
            language=e.language,
            created_at=at,
        )
        for email, e in entries.items()
        if email not in visitors
    ]
    Visitor.objects.bulk_create(new, update_conflicts=True, update_fields=["email"], unique_fields=["user"])
    return visitors | {visitor.email: visitor for visitor in new}


def term_ids(entry: Entry, words: Vocabulary) -> list[int]:
    """Fields and kinds of jobs of an entry, as primary keys."""
    return words.term_ids("field", entry.fields) + words.term_ids("seek", entry.seeks)


def _year(entry: Entry, words: Vocabulary) -> str:
    words.term_ids("study_year", [entry.year] if entry.year else [])
    return entry.year


def _take_place(admission: Admission, registration: Registration, sheet: Sheet) -> None:
    """A seat, or the next number of the waiting list; the caller saves both rows."""
    registration.registered_at = sheet.at
    registration.cancelled_at = None
    registration.email_confirmed_at = sheet.at if sheet.source == Source.API else None
    if admission.free_count > 0:
        registration.status, registration.seat_taken_at = Status.CONFIRMED, sheet.at
        admission.taken_count += 1
    else:
        admission.waiting_number += 1
        registration.status, registration.waiting_number = Status.WAITING, admission.waiting_number


def _revive(admission: Admission, registration: Registration, entry: Entry, sheet: Sheet) -> None:
    """Signed up again after having cancelled: as anybody new, behind those who wait."""
    registration.school, registration.study_year = sheet.words.school(entry.school), _year(entry, sheet.words)
    registration.source = sheet.source
    _take_place(admission, registration, sheet)
    registration.save()
    registration.terms.set(term_ids(entry, sheet.words))


def _meet_again(registration: Registration, sheet: Sheet) -> None:
    """The address is registered already: a program proves it, on the site its owner is told by mail."""
    if sheet.source == Source.API:
        vouch_for_email(registration, by=sheet.by, at=sheet.at)
    elif sheet.source == Source.SITE:
        mails.tell_again(registration, by=sheet.by, at=sheet.at)


def _tell(made: Sequence[Registration], revived: Sequence[Registration], sheet: Sheet) -> None:
    """Mails, announcements and history of the new ones; an import writes one line and no mail."""
    new = [*made, *revived]
    if sheet.source == Source.IMPORT:
        if new:
            _record_chunk(new, sheet)
        return
    for registration in new:
        if sheet.source == Source.API:
            mails.tell_place_in_list(registration, by=sheet.by, at=sheet.at)
            email_confirmed.send(sender=Registration, registration=registration, by=sheet.by, at=sheet.at)
        else:
            mails.ask_confirmation(registration, by=sheet.by, at=sheet.at)
        verb = "registration.renewed" if registration in revived else "registration.created"
        changes = {"status": [None, registration.status], "source": [None, sheet.source]}
        record(verb, registration, by=sheet.by, at=sheet.at, edition=sheet.edition, changes=changes)


def _record_chunk(new: Sequence[Registration], sheet: Sheet) -> None:
    seated = sum(registration.is_confirmed for registration in new)
    changes = {"confirmed": [0, seated], "waiting": [0, len(new) - seated]}
    record("registrations.imported", sheet.edition, by=sheet.by, at=sheet.at, edition=sheet.edition, changes=changes)
