"""Views of a list that a member keeps."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.accounts.models import User
from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.history import record
from parvis.editions.models import Edition, SavedView

MOST_VIEWS = 30


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
