"""Papers the team asks of its exhibitors, and what they send."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parvis.core.actor import Actor
from parvis.core.errors import Refused
from parvis.core.locks import lock_row
from parvis.core.uploads import CleanPdf, download_name, store
from parvis.editions.history import difference, record
from parvis.editions.models import Edition
from parvis.exhibitors.actions.limits import require_open
from parvis.exhibitors.models import DocumentRequest, Exhibitor, ExhibitorDocument

SECTION = "documents"


@transaction.atomic
def ask_document(edition: Edition, *, words: Mapping[str, Any], by: Actor, at: datetime) -> DocumentRequest:
    """Ask every exhibitor of the edition for one more paper."""
    row = DocumentRequest.objects.create(edition=edition, **words)
    changes: dict[str, list[Any]] = {"title": [None, row.title_fr], "due_on": [None, row.due_on]}
    record("document.asked", row, by=by, at=at, edition=edition, changes=changes)
    return row


@transaction.atomic
def change_document_request(row: DocumentRequest, *, words: Mapping[str, Any], by: Actor, at: datetime) -> None:
    row = DocumentRequest.objects.get(pk=row.pk)
    changes = difference(row, dict(words))
    for name, value in words.items():
        setattr(row, name, value)
    row.save()
    record("document.request_changed", row, by=by, at=at, edition=row.edition, changes=changes)


@transaction.atomic
def withdraw_document_request(row: DocumentRequest, *, by: Actor, at: datetime) -> None:
    """Ask no more for it; refused once an exhibitor has sent it."""
    if row.documents.exists():
        raise Refused(_("An exhibitor has already sent this document: make it optional instead."))
    record(
        "document.request_withdrawn", row, by=by, at=at, edition=row.edition, changes={"title": [row.title_fr, None]}
    )
    row.delete()


@transaction.atomic
def send_document(
    exhibitor: Exhibitor, request: DocumentRequest, *, file: CleanPdf, name: str, by: Actor, at: datetime
) -> ExhibitorDocument:
    """Keep the file for this request; an earlier one stays, marked as replaced."""
    require_open(exhibitor, SECTION, by=by, at=at)
    lock_row(Exhibitor.objects.filter(pk=exhibitor.pk))
    exhibitor.documents.filter(request=request, replaced_at=None).update(replaced_at=at)
    document = ExhibitorDocument.objects.create(
        exhibitor=exhibitor,
        request=request,
        name=download_name(name, file.extension),
        path=store(file),
        sha256=file.sha256,
        size_bytes=len(file.data),
        uploaded_at=at,
    )
    changes = {"request": [None, request.title_fr], "sha256": [None, file.sha256]}
    record("document.sent", exhibitor, by=by, at=at, edition=exhibitor.edition, changes=changes)
    return document


@transaction.atomic
def copy_document_requests(source: Edition, target: Edition, *, shift: timedelta) -> None:
    """Ask the next edition's exhibitors for the same papers, as long before the fair."""
    for row in source.document_requests.order_by("pk"):
        DocumentRequest.objects.create(
            edition=target,
            title_fr=row.title_fr,
            title_en=row.title_en,
            due_on=row.due_on + shift,
            is_required=row.is_required,
        )
