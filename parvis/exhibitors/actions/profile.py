"""What visitors will read and see of an exhibitor."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.core.actor import Actor
from parvis.core.uploads import CleanImage, store
from parvis.editions.history import difference, record
from parvis.editions.models import Term
from parvis.exhibitors.actions.limits import require_open
from parvis.exhibitors.models import Exhibitor, ExhibitorProfile
from parvis.exhibitors.queries import profile_of

SECTION = "profile"


@transaction.atomic
def save_profile(
    exhibitor: Exhibitor, *, words: Mapping[str, Any], fields: Iterable[Term], by: Actor, at: datetime
) -> ExhibitorProfile:
    """Keep the public page as written; `words` are its columns by name, `fields` its fields of study."""
    require_open(exhibitor, SECTION, by=by, at=at)
    profile = _saved(exhibitor, at=at)
    changes = difference(profile, dict(words))
    for name, value in words.items():
        setattr(profile, name, value)
    profile.updated_at = at
    profile.save()
    profile.fields.set(fields)
    record("profile.saved", exhibitor, by=by, at=at, edition=exhibitor.edition, changes=changes)
    return profile


@transaction.atomic
def set_logo(exhibitor: Exhibitor, image: CleanImage, *, by: Actor, at: datetime) -> ExhibitorProfile:
    """Show this picture; an older one stays on disk under its own name for the papers that used it."""
    require_open(exhibitor, SECTION, by=by, at=at)
    profile = _saved(exhibitor, at=at)
    profile.logo_path, profile.updated_at = store(image), at
    profile.save(update_fields=["logo_path", "updated_at"])
    changes = {"logo": [None, f"{image.width} x {image.height}"]}
    record("logo.set", exhibitor, by=by, at=at, edition=exhibitor.edition, changes=changes)
    return profile


def _saved(exhibitor: Exhibitor, *, at: datetime) -> ExhibitorProfile:
    draft = profile_of(exhibitor)
    words = {"public_name": draft.public_name, "sector": draft.sector, "website": draft.website, "updated_at": at}
    row, _is_new = ExhibitorProfile.objects.get_or_create(exhibitor=exhibitor, defaults=words)
    return row


def rename_sector(before: str, after: str) -> None:
    """Public profiles follow the list of sectors. Inside the transaction that changes it."""
    ExhibitorProfile.objects.filter(sector=before).update(sector=after)
