"""History names every field it may hold in the reader's language: no word of the program is shown."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module

from django import forms
from django.utils import translation

from parvis.editions.history_words import changes_in_words, field_words
from parvis.editions.models import LogEntry
from parvis.visitors.consent_texts import TEXTS
from tests.source import Source, python_sources

# Asked by a form and never recorded: passwords and keys, ticks, what draws many rows at once, what a view is made of.
NOT_RECORDED = {
    *("oldpassword", "password1", "password2", "passwordless", "credential", "remember", "request_key"),
    *("accept_overpayment", "accepted", "answer", "expected", "fields", "invite"),
    *("aisle_cm", "columns", "first_row", "letter", "membership", "query", "table", "year"),
    *("association", "edition", "opens", "closes"),
    *("is_empowered", "consents", "only_check", "percent", "vat_percent", "package_gift"),
    *("source", "revision", "text_fr", "text_en", "understood"),
    *("amount", "discount_percent", "has_compared", "seen_owed_cents", "surname", "drawn", "first", "last"),
}


def written_keys(source: Source) -> Iterator[str]:
    """Keys of every dictionary that is called `changes`, or handed over under this name."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.keyword) and node.arg == "changes":
            yield from keys_in(node.value)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == "changes" for target in targets):
                yield from keys_in(node.value)


def keys_in(value: ast.expr) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Dict):
            yield from (key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str))


def names_written() -> set[str]:
    sources = [source for source in python_sources() if not source.is_test and "record(" in ast.unparse(source.tree)]
    return {key for source in sources for key in written_keys(source)} | set(TEXTS)  # purposes of consents


def names_asked() -> set[str]:
    """Fields of every form: actions record what of them differs."""
    for source in python_sources():
        if re.match(r"parvis/\w+/forms\b", source.path) and not source.is_test:
            import_module(source.path.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    found = [form for form in below(forms.BaseForm) if re.match(r"parvis\.\w+\.forms\b", form.__module__)]
    return {name for form in found for name in getattr(form, "base_fields", {})} - NOT_RECORDED


def below(kind: type) -> Iterator[type]:
    one: type
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def test_every_recorded_field_has_words() -> None:
    """Lazy ones, so that `tools/messages.py check` asks for their French."""
    names = names_written() | names_asked()

    assert len(names) > 120
    assert sorted(name for name in names if is_raw(name)) == []


def is_raw(name: str) -> bool:
    """Said as the program says it; SIREN and IBAN are the same in every language."""
    words = field_words(name)
    return isinstance(words, str) and not words.isupper()


def test_a_row_that_hangs_on_the_object_lends_its_words() -> None:
    entry = LogEntry(object_type="exhibitors.exhibitor", changes={"description_en": ["", "A"], "no_such": ["a", "b"]})

    assert changes_in_words(entry, sees_amounts=True) == ["Presentation (English): — → A", "No such: a → b"]
    discount = LogEntry(changes={"given_basis_points": [0, 1250]})
    assert changes_in_words(discount, sees_amounts=True) == ["Discount given: 0\u00a0% → 12.5\u00a0%"]
    with translation.override("fr"):
        entry = LogEntry(object_type="treasury.payment", changes={"invoice": [None, "F1"], "description_en": ["", "A"]})
        assert changes_in_words(entry, sees_amounts=True) == ["Facture : — → F1", "Présentation (anglais) : — → A"]
