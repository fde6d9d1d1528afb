"""What contracts are printed with: a draft for each language, which becomes the next version once it prints.

A broken template is kept as a draft and never published; the version before it stays in force.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.editions.history import record
from parvis.editions.models import Edition
from parvis.sales.actions.drafts import sign_draft
from parvis.sales.models import ContractTemplate
from parvis.sales.queries import template_versions
from parvis.sales.template_check import check_template, first_source

SOFTWARE = "Parvis"


@transaction.atomic
def templates_for(edition: Edition, language: str, *, at: datetime) -> list[ContractTemplate]:
    """The versions of that language, the one in force first; the template of the software becomes the first."""
    lock_row(Edition.objects.filter(pk=edition.pk))
    versions = list(template_versions(edition, language))
    if not versions:
        first = {"version": 1, "source": first_source(), "saved_by": SOFTWARE, "saved_at": at, "published_at": at}
        versions = [ContractTemplate.objects.create(edition=edition, language=language, **first)]
    return versions


@transaction.atomic
def save_template_draft(
    edition: Edition, language: str, *, source: str, revision: int | None, by: Actor, at: datetime
) -> ContractTemplate | None:
    """Keep what was typed, good or not. None when it is what is in force anyway.

    `revision` is the draft that the writer saw; None writes over whatever is there.
    """
    draft = _locked_draft(edition, language)
    if draft is None and source == source_in_force(edition, language):
        return None
    draft = draft or ContractTemplate(edition=edition, language=language, revision=0)
    sign_draft(draft, revision, by=by, at=at)
    draft.source = source
    draft.save()
    return draft


def publish_template(
    edition: Edition, language: str, *, source: str, revision: int | None, by: Actor, at: datetime
) -> ContractTemplate:
    """The draft becomes what contracts are printed with from now on, if it prints. Twice is once."""
    save_template_draft(edition, language, source=source, revision=revision, by=by, at=at)
    faults = check_template(source, edition, language, at=at).faults
    if faults:
        raise Refused(
            _("This template is not published: version %(n)s stays.") % _in_force(edition, language), code="broken"
        )
    return _publish(edition, language, source, by=by, at=at)


@transaction.atomic
def _publish(edition: Edition, language: str, source: str, *, by: Actor, at: datetime) -> ContractTemplate:
    versions = templates_for(edition, language, at=at)
    draft = _locked_draft(edition, language)
    if draft is None:
        return versions[0]
    if draft.source != source:
        raise Refused(_("Somebody has just changed this draft. Look at it again before publishing it."), code="changed")
    before = versions[0].version or 0
    draft.version, draft.published_at = before + 1, at
    draft.save(update_fields=["version", "published_at"])
    changes: dict[str, list[Any]] = {"version": [before, draft.version], "language": [None, language]}
    record("contract_template.published", draft, by=by, at=at, edition=edition, changes=changes)
    return draft


@transaction.atomic
def discard_template_draft(edition: Edition, language: str, *, by: Actor, at: datetime) -> None:
    """What was typed since the last version is thrown away. Twice is once."""
    draft = _locked_draft(edition, language)
    if draft is None:
        return
    changes: dict[str, list[Any]] = {"language": [language, None]}
    record("contract_template.discarded", draft, by=by, at=at, edition=edition, changes=changes)
    draft.delete()


def copy_templates(source: Edition, target: Edition, *, by: Actor, at: datetime) -> None:
    """The next edition begins with the templates in force, as its version 1. Inside a transaction."""
    for language in ContractTemplate.Language.values:
        last = template_versions(source, language).first()
        if last is not None:
            ContractTemplate.objects.create(
                edition=target,
                language=language,
                version=1,
                source=last.source,
                saved_at=at,
                saved_by=by.label[:160],
                published_at=at,
            )


def source_in_force(edition: Edition, language: str) -> str:
    """What contracts are printed with now; the template of the software before there is a version."""
    last = template_versions(edition, language).first()
    return last.source if last else first_source()


def _in_force(edition: Edition, language: str) -> dict[str, Any]:
    last = template_versions(edition, language).first()
    return {"n": last.version if last else 1}


def _locked_draft(edition: Edition, language: str) -> ContractTemplate | None:
    """The draft of that language, with the edition's row locked until our transaction ends."""
    lock_row(Edition.objects.filter(pk=edition.pk))
    return ContractTemplate.objects.filter(edition=edition, language=language).drafts().first()
