"""What a person can do about the year and its team."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.accounts.actions import end_sessions, ensure_user, invite_user
from parvis.accounts.models import User
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.links import absolute
from parvis.core.locks import lock_row
from parvis.core.uploads import CleanImage, store
from parvis.editions import signals
from parvis.editions.defaults import TERMS
from parvis.editions.history import PERSONAL, difference, record
from parvis.editions.models import (
    Association,
    Edition,
    EditionDay,
    Membership,
    SavedView,
    Term,
    Todo,
    Window,
    WindowException,
)
from parvis.editions.opening import checklist_of
from parvis.editions.preparation import TEST_MAIL
from parvis.outbox.actions import send_later
from parvis.outbox.layout import compose
from parvis.outbox.models import Message

LAST_NUMBER = 255
MOST_VIEWS = 30


@transaction.atomic
def set_up_association(*, name: str, by: Actor, at: datetime, **fields: str) -> Association:
    """The association this installation serves; there is one, and this makes or renames it."""
    row, is_new = Association.objects.update_or_create(pk=1, defaults={"name": name, **fields})
    record("association.created" if is_new else "association.changed", row, by=by, at=at, changes={"name": ["", name]})
    return row


@transaction.atomic
def create_edition(
    association: Association, *, slug: str, name: str, fair_on: date, by: Actor, at: datetime
) -> Edition:
    """A new edition in preparation, with one fair day, the usual vocabulary and no limit on any window."""
    if Edition.objects.filter(slug=slug).exists():
        raise Refused(_("There is already an edition at the address “%(slug)s”.") % {"slug": slug})
    number = max(Edition.objects.values_list("number", flat=True), default=0) + 1
    if number > LAST_NUMBER:
        raise Refused(_("Badges count editions up to 255."))
    edition = Edition.objects.create(association=association, number=number, slug=slug, name=name, fair_on=fair_on)
    ensure_terms()
    record("edition.created", edition, by=by, at=at, edition=edition, changes={"fair_on": [None, fair_on]})
    return edition


def ensure_terms() -> None:
    """The usual vocabulary, when the installation has none yet."""
    if Term.objects.exists():
        return
    Term.objects.bulk_create(
        Term(kind=kind, slug=slug, name_fr=name_fr, name_en=name_en, synonyms=list(synonyms), position=position)
        for kind, words in TERMS.items()
        for position, (slug, name_fr, name_en, *synonyms) in enumerate(words)
    )


@transaction.atomic
def set_day(
    edition: Edition, *, on: date, opens_at: datetime, closes_at: datetime, by: Actor, at: datetime
) -> EditionDay:
    """Set the doors of one day of the fair."""
    if closes_at <= opens_at:
        raise Refused(_("The doors close after they open."))
    day, _is_new = EditionDay.objects.update_or_create(
        edition=edition, on=on, defaults={"doors_open_at": opens_at, "doors_close_at": closes_at}
    )
    record("edition.day_set", edition, by=by, at=at, edition=edition, changes={"day": [None, on]})
    return day


@transaction.atomic
def set_window(
    edition: Edition, *, name: str, opens_at: datetime | None, closes_at: datetime | None, by: Actor, at: datetime
) -> Window:
    """Say between which dates something is open; None is no limit."""
    if opens_at and closes_at and closes_at <= opens_at:
        raise Refused(_("It closes after it opens."))
    window, _is_new = Window.objects.update_or_create(
        edition=edition, name=name, defaults={"opens_at": opens_at, "closes_at": closes_at}
    )
    dates = {"opens_at": [None, opens_at], "closes_at": [None, closes_at]}
    record("window.set", window, by=by, at=at, edition=edition, changes=dates)
    return window


@transaction.atomic
def grant_exception(
    window: Window, *, subject: str, closes_at: datetime, reason: str, by: Actor, at: datetime
) -> WindowException:
    """Give one exhibitor, school or person more time, and say why."""
    row, _is_new = WindowException.objects.update_or_create(
        window=window, subject=subject, defaults={"closes_at": closes_at, "reason": reason}
    )
    record("window.exception", window, by=by, at=at, edition=window.edition, changes={"closes_at": [None, closes_at]})
    return row


@transaction.atomic
def change_edition(edition: Edition, *, by: Actor, at: datetime, **fields: Any) -> None:
    """Change the edition's words, place, dates and colours."""
    changes = difference(edition, fields)
    if not changes:
        return
    for field, value in fields.items():
        setattr(edition, field, value)
    edition.save(update_fields=[*changes])
    record("edition.changed", edition, by=by, at=at, edition=edition, changes=changes)


@transaction.atomic
def set_logo(edition: Edition, image: CleanImage, *, by: Actor, at: datetime) -> None:
    """Show this picture from now on; papers already made keep theirs."""
    edition.logo_path = store(image)
    edition.save(update_fields=["logo_path"])
    size = f"{image.width} x {image.height}"
    record("edition.logo_set", edition, by=by, at=at, edition=edition, changes={"logo": [None, size]})


@transaction.atomic
def send_test_mail(edition: Edition, *, to: User, by: Actor, at: datetime) -> Message:
    """Prove that mails leave: the checklist looks for one that has."""
    draft = compose("editions/mail/mail_test", {"edition": edition, "user": to}, to.language)
    message = send_later(kind=TEST_MAIL, cause=f"{to.pk}:{at.isoformat()}", to=to.email, draft=draft, by=by, at=at)
    record("mail.tested", edition, by=by, at=at, edition=edition)
    return message


@transaction.atomic
def open_edition(edition: Edition, *, by: Actor, at: datetime) -> None:
    """Show the edition to the public and let its windows work, unless a line of its checklist blocks that.

    The lines are asked after the locks, so that what turns red meanwhile is seen.
    """
    lock_row(Association.objects.filter(pk=edition.association_id))
    edition = lock_row(Edition.objects.select_related("association").filter(pk=edition.pk))
    if edition.state != Edition.State.PREPARING:
        raise Refused(_("Only an edition in preparation can be opened."))
    _refuse_unready(edition, at=at)
    edition.state, edition.opened_at = Edition.State.OPEN, at
    edition.save(update_fields=["state", "opened_at"])
    record("edition.opened", edition, by=by, at=at, edition=edition, changes={"state": ["preparing", "open"]})


def _refuse_unready(edition: Edition, *, at: datetime) -> None:
    blocking = checklist_of(edition, at=at).blocking
    if blocking:
        words = {"name": edition.name, "titles": "; ".join(line.title for line in blocking)}
        sentence = _("%(name)s cannot open yet. To be put right first: %(titles)s.") % words
        reasons = [f"{line.title} ({line.pole_name}): {line.sentence}" for line in blocking]
        raise Refused(sentence, code="not_ready", reasons=reasons)


@transaction.atomic
def close_edition(edition: Edition, *, by: Actor, at: datetime) -> None:
    """Make the edition read-only for good; its team leaves once a next edition exists."""
    edition = lock_row(Edition.objects.filter(pk=edition.pk))
    if edition.state != Edition.State.OPEN:
        raise Refused(_("Only an open edition can be closed."))
    edition.state, edition.closed_at = Edition.State.CLOSED, at
    edition.save(update_fields=["state", "closed_at"])
    signals.edition_closed.send(sender=Edition, edition=edition, by=by, at=at)
    record("edition.closed", edition, by=by, at=at, edition=edition, changes={"state": ["open", "closed"]})
    if Edition.objects.filter(copied_from=edition).exists():
        end_team(edition, by=by, at=at)


@transaction.atomic
def copy_edition(source: Edition, *, slug: str, name: str, fair_on: date, by: Actor, at: datetime) -> Edition:
    """Prepare the next edition from this one: days, windows and to-dos shifted; each app copies what it owns."""
    target = create_edition(source.association, slug=slug, name=name, fair_on=fair_on, by=by, at=at)
    for field in (
        "tagline_fr",
        "tagline_en",
        "place_name",
        "place_address",
        "hue",
        "chroma_percent",
        "logo_path",
        "currency",
    ):
        setattr(target, field, getattr(source, field))
    target.copied_from = source
    target.save()
    shift = fair_on - source.fair_on
    _copy_dates(source, target, shift=shift)
    signals.edition_copied.send(sender=Edition, source=source, target=target, shift=shift, by=by, at=at)
    record("edition.copied", target, by=by, at=at, edition=target, changes={"copied_from": [None, source.slug]})
    if source.is_closed:
        end_team(source, by=by, at=at)
    return target


def _copy_dates(source: Edition, target: Edition, *, shift: timedelta) -> None:
    for day in source.days.all():
        EditionDay.objects.create(
            edition=target,
            on=day.on + shift,
            doors_open_at=day.doors_open_at + shift,
            doors_close_at=day.doors_close_at + shift,
        )
    for window in source.windows.all():
        opens = window.opens_at + shift if window.opens_at else None
        closes = window.closes_at + shift if window.closes_at else None
        Window.objects.create(edition=target, name=window.name, opens_at=opens, closes_at=closes)
    for todo in source.todos.all():
        Todo.objects.create(edition=target, pole=todo.pole, title=todo.title, due_on=todo.due_on + shift)


@transaction.atomic
def end_team(edition: Edition, *, by: Actor, at: datetime) -> int:
    """End every access to this edition; returns how many ended."""
    ended = Membership.objects.in_edition(edition).filter(ended_at=None).update(ended_at=at)
    if ended:
        record("team.ended", edition, by=by, at=at, edition=edition, changes={"members": [ended, 0]})
    return ended


@transaction.atomic
def add_member(edition: Edition, *, user: User, pole: str, role: str, by: Actor, at: datetime) -> Membership:
    """Give a user a pole and role in this edition; an older role in the same pole ends."""
    old = Membership.objects.in_edition(edition).filter(user=user, pole=pole, ended_at=None)
    if old.filter(role=role).exists():
        raise Refused(_("%(name)s already has this role.") % {"name": user.full_name})
    old.update(ended_at=at)
    membership = Membership.objects.create(user=user, edition=edition, pole=pole, role=role, started_at=at)
    changes: dict[str, list[Any]] = {"pole": [None, pole], "role": [None, role], "user": []}
    record("member.added", membership, by=by, at=at, edition=edition, changes=changes)
    return membership


@transaction.atomic
def invite_member(
    edition: Edition, *, email: str, names: tuple[str, str] = ("", ""), pole: str, role: str, by: Actor, at: datetime
) -> tuple[Membership, str]:
    """Add a member by mail address and send them the link that lets them in, which is returned too."""
    user = ensure_user(email, first_name=names[0], last_name=names[1])
    membership = add_member(edition, user=user, pole=pole, role=role, by=by, at=at)
    link = absolute(reverse("accounts:invitation", args=[invite_user(user, by=by, at=at)]))
    context = {"edition": edition, "membership": membership, "link": link, "user": user}
    draft = compose("editions/mail/invitation", context, user.language)
    cause = f"member.invited:{membership.pk}"
    send_later(kind="invitation", cause=cause, to=user.email, draft=draft, about=membership, by=by, at=at)
    return membership, link


@transaction.atomic
def invite_members(edition: Edition, people: Iterable[Mapping[str, str]], *, by: Actor, at: datetime) -> None:
    """Invite them all, or none: rows of email, first_name, last_name, pole, role."""
    for row in people:
        names = (row["first_name"], row["last_name"])
        invite_member(edition, email=row["email"], names=names, pole=row["pole"], role=row["role"], by=by, at=at)


@transaction.atomic
def end_membership(membership: Membership, *, by: Actor, at: datetime) -> None:
    """The member is signed out everywhere; the last lead of the presidency stays until someone follows."""
    board = Membership.objects.in_edition(membership.edition).filter(ended_at=None, pole="presidency", role="lead")
    if membership.pole == "presidency" and membership.role == "lead" and board.count() == 1:
        raise Refused(_("This is the last lead of the presidency: name another one first."))
    membership.ended_at = at
    membership.save(update_fields=["ended_at"])
    end_sessions(membership.user)
    record("member.ended", membership, by=by, at=at, edition=membership.edition, changes={"user": PERSONAL})


@transaction.atomic
def hand_over(
    source: Edition, *, slug: str, name: str, fair_on: date, president: str, by: Actor, at: datetime
) -> Edition:
    """Copy the edition forward and invite the next president, who builds the new team."""
    target = copy_edition(source, slug=slug, name=name, fair_on=fair_on, by=by, at=at)
    invite_member(target, email=president, pole="presidency", role="lead", by=by, at=at)
    return target


@transaction.atomic
def set_up(
    *,
    association: str,
    edition: str,
    slug: str,
    fair_on: date,
    email: str,
    first_name: str,
    last_name: str,
    by: Actor,
    at: datetime,
) -> Edition:
    """The first edition of an empty installation and its first member, who presides it."""
    if Edition.objects.exists():
        raise Refused(_("This installation already has an edition."))
    seller = set_up_association(name=association, by=by, at=at)
    created = create_edition(seller, slug=slug, name=edition, fair_on=fair_on, by=by, at=at)
    user = ensure_user(email, first_name=first_name, last_name=last_name)
    add_member(created, user=user, pole="presidency", role="lead", by=by, at=at)
    return created


@transaction.atomic
def save_view(
    edition: Edition, *, user: User, table: str, name: str, query: str, pole: str = "", by: Actor, at: datetime
) -> SavedView:
    """Keep a list's address under a name; the same name again means the new address."""
    lock_row(Edition.objects.filter(pk=edition.pk))
    mine = SavedView.objects.filter(edition=edition, user=user, table=table)
    view = mine.filter(name=name).first()
    if view is None and mine.count() >= MOST_VIEWS:
        raise Refused(_("You keep %(number)s views of this list already: delete one first.") % {"number": MOST_VIEWS})
    view = view or SavedView(edition=edition, user=user, table=table, name=name)
    view.query, view.pole, view.saved_at = query, pole, at
    view.save()
    record("saved_view.kept", view, by=by, at=at, edition=edition, changes={"list": [None, table]})
    return view


@transaction.atomic
def delete_view(view: SavedView, *, by: Actor, at: datetime) -> None:
    """Forget a view; the list itself stays as it is."""
    record("saved_view.deleted", view, by=by, at=at, edition=view.edition, changes={"list": [view.table, None]})
    view.delete()
