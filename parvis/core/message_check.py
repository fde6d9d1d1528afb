"""Finds every translatable string of an app's templates and Python files, and says which lack a French text."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import constant_re, templatize

from parvis.core.messages import PARVIS, Entry, Key, catalogues, read_catalogue

PLAIN, PLURAL = {"_", "gettext", "gettext_lazy", "gettext_noop"}, {"ngettext", "ngettext_lazy"}
CONTEXT, CONTEXT_PLURAL = {"pgettext", "pgettext_lazy"}, {"npgettext", "npgettext_lazy"}
TEMPLATE_CALL = re.compile(
    r"""(?<![\w.])(_|n?p?gettext)\(((?:\s*u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*,?)+)(?:\s*count\s*)?\)"""
)
LITERAL = re.compile(r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
COTTON_EXPRESSION = re.compile(r"""\s:[\w.-]+=("[^"]*"|'[^']*')""")
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|(?<!%)(%[sd])|\{(\w*)\}")
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml", ".svg"}


@dataclass(frozen=True)
class Found:
    """One translatable string and where it stands."""

    path: Path
    line: int
    msgid: str
    context: str | None = None
    plural: str | None = None

    @property
    def key(self) -> Key:
        return self.context, self.msgid


def _found(name: str, texts: list[str], path: Path, line: int) -> Found:
    if name in PLURAL:
        return Found(path, line, texts[0], plural=texts[1])
    if name in CONTEXT:
        return Found(path, line, texts[1], context=texts[0])
    if name in CONTEXT_PLURAL:
        return Found(path, line, texts[1], context=texts[0], plural=texts[2])
    return Found(path, line, texts[0])


def in_template(path: Path) -> Iterator[Found]:
    """Strings of one template, named exactly as Django will look them up."""
    source = path.read_text(encoding="utf-8")
    text = templatize(source, origin=str(path))
    for call in TEMPLATE_CALL.finditer(text):
        texts = [str(ast.literal_eval(literal)) for literal in LITERAL.findall(call[2])]
        yield _found(call[1], texts, path, text.count("\n", 0, call.start()) + 1)
    for attribute in COTTON_EXPRESSION.finditer(source):
        for quoted in constant_re.findall(attribute[1][1:-1]):
            yield Found(path, source.count("\n", 0, attribute.start()) + 1, quoted[1:-1])


def in_python(path: Path) -> Iterator[Found]:
    """Strings of one Python file given as literals to gettext and its relatives."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), filename=str(path))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
        wanted = 1 if name in PLAIN else 2 if name in PLURAL | CONTEXT else 3 if name in CONTEXT_PLURAL else 0
        texts = [a.value for a in node.args[:wanted] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if wanted and len(texts) == wanted:
            yield _found(name, texts, path, node.lineno)


def in_app(app: Path) -> list[Found]:
    """Strings of one app, tests and migrations left out."""
    found: list[Found] = []
    for path in sorted(app.rglob("*")):
        inside = path.relative_to(app).parts
        if {"tests", "migrations", "locale", "static"} & set(inside):
            continue
        if path.suffix == ".py":
            found += sorted(in_python(path), key=lambda item: item.line)
        elif path.suffix in TEMPLATE_SUFFIXES and "templates" in inside:
            found += in_template(path)
    return found


def apps(root: Path = PARVIS) -> list[Path]:
    return sorted(path.parent for path in root.glob("*/__init__.py"))


def _placeholders(text: str) -> set[str]:
    return {named or plain or "{" + brace + "}" for named, plain, brace in PLACEHOLDER.findall(text)}


def _wrong_placeholders(entry: Entry) -> bool:
    allowed = _placeholders(entry.msgid) | _placeholders(entry.plural or "")
    if entry.plural is None:
        return _placeholders(entry.translations.get(0, "")) != allowed
    return any(not _placeholders(text) <= allowed for text in entry.translations.values()) or (
        _placeholders(entry.translations.get(1, "")) != _placeholders(entry.plural)
    )


def _catalogue_problems(paths: list[Path], root: Path) -> tuple[dict[Key, Entry], list[str]]:
    """What the catalogues say together, and what is wrong inside them."""
    together: dict[Key, Entry] = {}
    where: dict[Key, str] = {}
    problems = []
    for path in paths:
        for entry in read_catalogue(path):
            if not entry.msgid:
                continue
            place = f"{path.relative_to(root)}:{entry.line}"
            other = together.get(entry.key)
            if other and other.translations != entry.translations:
                problems.append(f"{place}: {entry.msgid!r} is translated otherwise at {where[entry.key]}")
            if entry.is_translated and _wrong_placeholders(entry):
                problems.append(f"{place}: {entry.msgid!r}: the placeholders differ")
            if other is None or entry.is_translated:
                together[entry.key], where[entry.key] = entry, place
    return together, problems


def missing(app: Path, together: dict[Key, Entry]) -> list[Found]:
    """Strings of one app without a French text, each once."""
    lacking: dict[Key, Found] = {}
    for found in in_app(app):
        entry = together.get(found.key)
        if not found.msgid.strip() or (entry and entry.is_translated and entry.plural == found.plural):
            continue
        lacking.setdefault(found.key, found)
    return list(lacking.values())


def read_all(root: Path = PARVIS, language: str = "fr") -> tuple[dict[Key, Entry], list[str]]:
    return _catalogue_problems([path for path in catalogues(root) if path.parts[-3] == language], root)


def check(root: Path = PARVIS, language: str = "fr") -> list[str]:
    """One line for each string without translation and each mistake in a catalogue."""
    together, problems = read_all(root, language)
    for app in apps(root):
        for found in missing(app, together):
            problems.append(f"{found.path.relative_to(root)}:{found.line}: no French text for {found.msgid!r}")
    return problems


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def stub(found: Found, root: Path = PARVIS) -> str:
    """The lines to paste into a `.po` file for one string."""
    lines = [f"#: {found.path.relative_to(root)}"]
    if found.context is not None:
        lines.append(f"msgctxt {_quoted(found.context)}")
    lines.append(f"msgid {_quoted(found.msgid)}")
    if found.plural is None:
        lines.append('msgstr ""')
    else:
        lines += [f"msgid_plural {_quoted(found.plural)}", 'msgstr[0] ""', 'msgstr[1] ""']
    return "\n".join(lines) + "\n"
