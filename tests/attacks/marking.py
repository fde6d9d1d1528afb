"""Every text that a block writes into new rows carries a mark: no field is forgotten, today's or tomorrow's."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import CharField, EmailField, Field, Model, SlugField, TextField, URLField
from django.db.models.sql.compiler import SQLInsertCompiler

from parvis.core.fields import FoldedField

# Not words of a person: what programs read back, and numbers whose digits are checked.
PROGRAMS = ("_hash", "_path", "sha256", "_key", "_type", "_id", "_slug", "slug", "path", "fingerprint")
CODES = {
    *("siren", "siret", "vat_number", "iban", "bic", "rna", "country", "currency", "code", "number", "prefix"),
    *("kind", "verb", "cause", "state", "purpose", "source", "section", "stream", "verdict", "matched_by", "ref"),
    *("scope", "channel", "study_year", "gives_kind", "password", "mail_domain", "secret", "postcode", "language"),
    *("platform", "backend_name"),  # which program carries something
    *(
        "token",
        "random_hex",
        "subject",
        "to_address",
        "html",
    ),  # of a mail: drawn from words that carry the mark already
}
QUEUE = "django_tasks_database.DBTaskResult"  # of the library: it reads back which function to run
# Empty means something there.
LEFT_BLANK = {"discount_text", "speaker_name", "answered_by", "approved_ref", "treasury.Expense.reason"}


def is_words(field: Field[Any, Any]) -> bool:
    """Whether the field holds what somebody typed."""
    if not isinstance(field, CharField | TextField) or isinstance(field, SlugField | FoldedField):
        return False
    return not (field.choices or field.unique or field.name in CODES or field.name.endswith(PROGRAMS))


def with_mark(field: Field[Any, Any], value: str, mark: str) -> str:
    """The value with the mark in front; an address stays one, a link becomes what no link may be."""
    longest = field.max_length or 100_000
    if isinstance(field, EmailField):
        return f"{mark.lower()}.{value}" if mark.isalnum() else value
    if isinstance(field, URLField):
        return f"https://{mark.lower()}.example/" if mark.isalnum() else f"javascript:{mark}"[:longest]
    return f"{mark}{value}"[:longest]


@contextmanager
def marking(mark: str, *, leaving_out: Collection[str] = ()) -> Iterator[set[str]]:
    """New rows of all models but those left out carry the mark in every text; the fields marked are told."""
    fields: set[str] = set()
    plain = SQLInsertCompiler.pre_save_val

    def marked(self: SQLInsertCompiler, field: Any, row: Model) -> Any:
        value = plain(self, field, row)
        meta = row._meta
        if isinstance(value, str) and is_words(field) and meta.label not in {*leaving_out, QUEUE}:
            names = {field.name, f"{meta.label}.{field.name}"}
            if mark not in value and (value or not names & LEFT_BLANK):
                value = with_mark(field, value, mark)
                setattr(row, field.attname, value)
            if mark[:20] in value:
                fields.add(f"{meta.label}.{field.name}")
        return value

    SQLInsertCompiler.pre_save_val = marked  # type: ignore[method-assign,assignment]
    try:
        yield fields
    finally:
        SQLInsertCompiler.pre_save_val = plain  # type: ignore[method-assign]
