"""Translation catalogues without gettext's binaries: read `.po` files, write the `.mo` files Django loads.

The `.mo` files are build products: `make setup`, the tests and `parvis run` call `compile_all`.
"""

import ast
import os
import re
import struct
from dataclasses import dataclass, field
from pathlib import Path

PARVIS = Path(__file__).resolve().parent.parent
KEYWORD = re.compile(r'^(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d+)\])?)\s+(".*")$')

type Key = tuple[str | None, str]


class BadCatalogue(Exception):
    """A `.po` file that cannot be read; the message names file and line."""


@dataclass
class Entry:
    """One message of a catalogue, with the line it starts on."""

    line: int
    context: str | None = None
    msgid: str = ""
    plural: str | None = None
    translations: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> Key:
        return self.context, self.msgid

    @property
    def is_translated(self) -> bool:
        wanted = (0, 1) if self.plural is not None else (0,)
        return not self.fuzzy and all(self.translations.get(number) for number in wanted)


class _Reader:
    """Reads one `.po` file line by line; `entry` is the message being read, `part` the field being continued."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.entries: list[Entry] = []
        self.entry: Entry | None = None
        self.part = ""
        self.fuzzy = False

    def read(self) -> list[Entry]:
        for number, line in enumerate(self.path.read_text(encoding="utf-8").splitlines(), start=1):
            self._line(number, line.strip())
        return self.entries

    def _line(self, number: int, line: str) -> None:
        if not line or line.startswith("#"):
            self.entry = None
            self.fuzzy = bool(line) and (self.fuzzy or (line.startswith("#,") and "fuzzy" in line))
            return
        if line.startswith('"'):
            self._append(number, line)
            return
        found = KEYWORD.match(line)
        if not found:
            raise BadCatalogue(f"{self.path}:{number}: not a line of a catalogue: {line}")
        self._start(number, found[1])
        self._append(number, found[3])

    def _start(self, number: int, keyword: str) -> None:
        begins = keyword == "msgctxt" or (keyword == "msgid" and self.part != "msgctxt")
        if self.entry is None or begins:
            self.entry = Entry(line=number, fuzzy=self.fuzzy)
            self.entries.append(self.entry)
            self.fuzzy = False
        self.part = keyword

    def _append(self, number: int, quoted: str) -> None:
        if self.entry is None:
            raise BadCatalogue(f"{self.path}:{number}: text without a keyword above it")
        try:
            text = str(ast.literal_eval(quoted))
        except (SyntaxError, ValueError) as error:
            raise BadCatalogue(f"{self.path}:{number}: bad quotes: {quoted}") from error
        if self.part == "msgctxt":
            self.entry.context = (self.entry.context or "") + text
        elif self.part == "msgid":
            self.entry.msgid += text
        elif self.part == "msgid_plural":
            self.entry.plural = (self.entry.plural or "") + text
        else:
            index = int(self.part[7:-1] or 0) if "[" in self.part else 0
            self.entry.translations[index] = self.entry.translations.get(index, "") + text


def read_catalogue(path: Path) -> list[Entry]:
    """All messages of one `.po` file, the header (empty msgid) included."""
    return _Reader(path).read()


def mo_bytes(entries: list[Entry]) -> bytes:
    """The binary form of a catalogue, as GNU's gettext manual draws it; untranslated messages are left out."""
    texts: dict[bytes, bytes] = {}
    for entry in entries:
        if not entry.is_translated:
            continue
        name = entry.msgid if entry.context is None else f"{entry.context}\x04{entry.msgid}"
        if entry.plural is not None:
            name = f"{name}\0{entry.plural}"
        texts[name.encode()] = "\0".join(text for _, text in sorted(entry.translations.items())).encode()
    names = sorted(texts)
    tables, content = bytearray(), bytearray()
    start = 28 + 16 * len(names)
    for part in (names, [texts[name] for name in names]):
        for text in part:
            tables += struct.pack("<II", len(text), start + len(content))
            content += text + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(names), 28, 28 + 8 * len(names), 0, start)
    return head + bytes(tables) + bytes(content)


def catalogues(root: Path = PARVIS) -> list[Path]:
    """Every `.po` file of the project, apps in alphabetical order."""
    return sorted(root.glob("*/locale/*/LC_MESSAGES/*.po"))


def compile_all(root: Path = PARVIS) -> list[Path]:
    """Write each `.mo` file that is absent or differs; answer those written."""
    written = []
    for po in catalogues(root):
        content = mo_bytes(read_catalogue(po))
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.read_bytes() != content:
            part = mo.with_suffix(f".{os.getpid()}.part")
            part.write_bytes(content)
            part.replace(mo)
            written.append(mo)
    return written
