"""General terms: a draft, then a version that never changes; contracts keep the version they were made under."""

from datetime import datetime

from django.db import transaction

from parvis.core.actor import Actor
from parvis.core.locks import lock_row
from parvis.editions.history import record
from parvis.editions.models import Edition
from parvis.sales.actions.drafts import sign_draft
from parvis.sales.models import GeneralTerms
from parvis.sales.queries import current_terms


@transaction.atomic
def save_terms_draft(
    edition: Edition, *, text_fr: str, text_en: str = "", revision: int | None = None, by: Actor, at: datetime
) -> GeneralTerms:
    """Keep what was typed; nobody's contract names it before it is published."""
    draft = _locked_draft(edition) or GeneralTerms(edition=edition, revision=0)
    sign_draft(draft, revision, by=by, at=at)
    draft.text_fr, draft.text_en = text_fr, text_en
    draft.save()
    return draft


@transaction.atomic
def publish_terms(
    edition: Edition, *, text_fr: str, text_en: str = "", revision: int | None = None, by: Actor, at: datetime
) -> GeneralTerms:
    """A new version of the general terms. The same words as the last version are that version."""
    draft, last = _locked_draft(edition), current_terms(edition)
    if last and (last.text_fr, last.text_en) == (text_fr, text_en):
        if draft is not None:
            draft.delete()
        return last
    terms = save_terms_draft(edition, text_fr=text_fr, text_en=text_en, revision=revision, by=by, at=at)
    before = last.version if last else 0
    terms.version, terms.published_at = (before or 0) + 1, at
    terms.save(update_fields=["version", "published_at"])
    record("terms.published", terms, by=by, at=at, edition=edition, changes={"version": [before, terms.version]})
    return terms


@transaction.atomic
def discard_terms_draft(edition: Edition, *, by: Actor, at: datetime) -> None:
    """What was typed since the last version is thrown away. Twice is once."""
    draft = _locked_draft(edition)
    if draft is not None:
        record("terms.discarded", draft, by=by, at=at, edition=edition)
        draft.delete()


def _locked_draft(edition: Edition) -> GeneralTerms | None:
    """The draft, with the edition's row locked until our transaction ends."""
    lock_row(Edition.objects.filter(pk=edition.pk))
    return GeneralTerms.objects.filter(edition=edition).drafts().first()
