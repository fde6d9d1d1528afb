"""Saving the draft of a wording: nobody writes over what somebody else saved since they read it."""

from datetime import datetime

from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.sales.actions.quotes import ref_of
from parvis.sales.models.wording import Wording


def sign_draft(draft: Wording, revision: int | None, *, by: Actor, at: datetime) -> None:
    """Who saves it, and when. `revision` is the draft they read; None writes over whatever is there."""
    is_theirs = draft.saved_ref not in {"", ref_of(by)}
    if is_theirs and revision is not None and revision != draft.revision:
        raise Refused(_("%(who)s saved another text meanwhile.") % {"who": draft.saved_by}, code="changed")
    draft.revision += 1
    draft.saved_at, draft.saved_by, draft.saved_ref = at, by.label[:160], ref_of(by)
