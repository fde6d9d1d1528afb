"""The association and its years: made, changed, opened, closed, copied forward, handed over."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.accounts.actions import ensure_user
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.core.uploads import CleanImage, store
from parvis.editions import signals
from parvis.editions.actions.team import add_member, end_team, invite_member
from parvis.editions.defaults import TERMS
from parvis.editions.history import difference, record
from parvis.editions.models import Association, Edition, EditionDay, Term, Todo, Window
from parvis.editions.opening import checklist_of

LAST_NUMBER = 255
OF_A_PERSON = frozenset({"email", "phone", "publication_director", "data_contact"})  # history keeps their name alone


@transaction.atomic
def set_up_association(*, name: str, by: Actor, at: datetime, **fields: str) -> Association:
    """The association this installation serves; there is one, and this makes or renames it."""
    row, values = Association.objects.filter(pk=1).first(), {"name": name, **fields}
    changes = difference(row or Association(), values, personal=OF_A_PERSON)
    verb = "association.changed" if row else "association.created"
    row, _is_new = Association.objects.update_or_create(pk=1, defaults=values)
    if changes:
        record(verb, row, by=by, at=at, changes=changes)
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
