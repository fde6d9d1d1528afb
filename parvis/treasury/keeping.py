"""Every file that a paper of the association rests on, and whether its bytes are still those that were kept.

The database holds the SHA-256 of each with its paper; the first night notes it again with size and media type, in a row
that never changes (`KeptFile`). A row without a file (a draft) has none.
"""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core.uploads import read_stored
from parvis.sales.models import Contract, ExternalCopy, Quote, Restamp, Seal
from parvis.treasury.models import CreditNote, Expense, IncomingInvoice, Invoice, KeptFile

FILES = (
    (Invoice, "number", "pdf_path", "pdf_sha256", gettext_lazy("Invoice")),
    (CreditNote, "number", "pdf_path", "pdf_sha256", gettext_lazy("Credit note")),
    (Quote, "number", "pdf_path", "pdf_sha256", gettext_lazy("Quote")),
    (Contract, "number", "pdf_path", "pdf_sha256", gettext_lazy("Contract")),
    (Seal, "contract__number", "pdf_path", "pdf_sha256", gettext_lazy("Signed contract")),
    (Restamp, "seal__contract__number", "pdf_path", "pdf_sha256", gettext_lazy("Signed contract")),
    (ExternalCopy, "contract__number", "pdf_path", "pdf_sha256", gettext_lazy("Copy signed elsewhere")),
    (Expense, "number", "file_path", "file_sha256", gettext_lazy("Expense")),
    (IncomingInvoice, "name", "path", "sha256", gettext_lazy("Incoming e-invoice")),
)
BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n", "image/png"),
    (b"RIFF", "image/webp"),
)


class Kept(NamedTuple):
    """A file of the store: whose it is, where, and what its bytes were."""

    kind: str | Promise
    name: str
    path: str
    sha256: str


def kept_files() -> Iterator[Kept]:
    """The files of the whole installation, kind by kind."""
    for model, name, path, digest, kind in FILES:
        rows = model.objects.exclude(**{path: ""}).order_by("pk").values_list("pk", name, path, digest)
        for key, named, kept_at, sha256 in rows.iterator():
            yield Kept(kind, named or str(key), kept_at, sha256)


class Checked(NamedTuple):
    """What the store holds of a kept file: nothing (size 0) when it is missing; `problem` says what is wrong."""

    file: Kept
    size_bytes: int
    media_type: str
    problem: str


def checked_files() -> Iterator[Checked]:
    """Each kept file, hashed again and compared with its paper and with what was noted when it was first seen."""
    noted = KeptFile.objects.in_bulk(field_name="path")
    for one in kept_files():
        try:
            data = read_stored(one.path)
        except (OSError, ValueError):
            words = {"kind": one.kind, "name": one.name}
            yield Checked(one, 0, "", _("%(kind)s %(name)s: its file is missing.") % words)
            continue
        yield Checked(one, len(data), media_type_of(data), _problem(one, data, noted.get(one.path)))


def verify_store() -> tuple[int, list[str]]:
    """Hash every kept file again: how many there are, and a sentence for each that is missing or altered."""
    found = list(checked_files())
    return len(found), [one.problem for one in found if one.problem]


def media_type_of(data: bytes) -> str:
    """What the first bytes say."""
    return next((kind for start, kind in BEGINNINGS if data.startswith(start)), "application/octet-stream")


def _problem(one: Kept, data: bytes, noted: KeptFile | None) -> str:
    words: dict[str, object] = {"kind": one.kind, "name": one.name}
    if hashlib.sha256(data).hexdigest() != one.sha256:
        return _("%(kind)s %(name)s: its file is no longer what was kept.") % words
    if noted and (noted.sha256, noted.size_bytes, noted.media_type) != (one.sha256, len(data), media_type_of(data)):
        words["day"] = date_format(noted.noted_at)
        return _("%(kind)s %(name)s: file and hash are others than those noted on %(day)s.") % words
    return ""
