"""Every file that a paper of the association rests on, and whether its bytes are still those that were kept.

The database holds the SHA-256 of each; its name in the store says its kind. A row without a file (a draft) has none.
"""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core.uploads import read_stored
from parvis.sales.models import Contract, ExternalCopy, Quote, Restamp, Seal
from parvis.treasury.models import CreditNote, Expense, IncomingInvoice, Invoice

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


def verify_store() -> tuple[int, list[str]]:
    """Hash every kept file again: how many there are, and a sentence for each that is missing or altered."""
    count, problems = 0, list[str]()
    for one in kept_files():
        count += 1
        if problem := _problem(one):
            problems.append(problem)
    return count, problems


def _problem(one: Kept) -> str:
    words = {"kind": one.kind, "name": one.name}
    try:
        data = read_stored(one.path)
    except (OSError, ValueError):
        return _("%(kind)s %(name)s: its file is missing.") % words
    if hashlib.sha256(data).hexdigest() == one.sha256:
        return ""
    return _("%(kind)s %(name)s: its file is no longer what was kept.") % words
