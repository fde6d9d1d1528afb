"""CSV as it comes: any encoding, any separator, mixed line ends, titles above, quotes left open."""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from django.utils.translation import gettext as _

from parvis.core.errors import Refused
from parvis.core.imports.cells import Cells
from parvis.core.imports.table_file import RawRow

SEPARATORS = ";,\t|"
SAMPLE_ROWS = 30
LONGEST_RECORD = 200  # lines; beyond, a quote was left open
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
SEP_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
# MacRoman writes ç é è ê ù with bytes that mean nothing, or a rare capital, in Windows-1252.
MAC_ONLY, MAC_E_ACUTE, WINDOWS_E_ACUTE = (0x8D, 0x8F, 0x90, 0x9D), 0x8E, 0xE9
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True)
class Decoded:
    """The text of a file, and the lines (from 1) that are not in the encoding of the others."""

    text: str
    encoding: str
    foreign_lines: frozenset[int] = frozenset()
    foreign_encoding: str = ""


def _decode_utf16(data: bytes, name: str) -> Decoded | None:
    zeros = data[:2000].count(0)
    codec = ""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codec = "utf-16"
    elif zeros > len(data[:2000]) / 4:
        codec = "utf-16-le" if data[1:2000:2].count(0) > zeros / 2 else "utf-16-be"
    if not codec:
        return None
    try:
        return Decoded(data.decode(codec), "UTF-16")
    except UnicodeDecodeError as error:
        raise Refused(
            _("“%(name)s” is damaged: it starts as UTF-16 text and goes on as something else. Save it again as UTF-8.")
            % {"name": name}
        ) from error


def _old_codec(data: bytes) -> tuple[str, str]:
    counts = [data.count(byte) for byte in MAC_ONLY]
    if any(counts) or data.count(MAC_E_ACUTE) > data.count(WINDOWS_E_ACUTE):
        return "mac_roman", "Mac Roman"
    return "cp1252", "Windows-1252"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def decode(data: bytes, name: str) -> Decoded:
    """The text of a CSV. A file in two encodings is read line by line; lines of the rarer one are reported."""
    if wide := _decode_utf16(data, name):
        return wide
    if len(CONTROLS.findall(data[:4096])) > max(8, len(data[:4096]) / 50):
        raise Refused(_("“%(name)s” is not a table. Send a CSV, XLSX or ODS file.") % {"name": name})
    data = data.removeprefix(b"\xef\xbb\xbf")
    if _is_utf8(data):
        return Decoded(data.decode(), "UTF-8")
    codec, label = _old_codec(data)
    lines = data.splitlines(keepends=True)
    modern = {number: _is_utf8(line) for number, line in enumerate(lines, start=1) if not line.isascii()}
    old = frozenset(number for number, is_utf8 in modern.items() if not is_utf8)
    new = frozenset(modern) - old
    if not new:
        return Decoded(data.decode(codec, "replace"), label)
    text = "".join(
        line.decode(codec, "replace") if number in old else line.decode() for number, line in enumerate(lines, start=1)
    )
    if len(old) > len(new):
        return Decoded(text, label, new, "UTF-8")
    return Decoded(text, "UTF-8", old, label)


def _lines(text: str) -> Iterator[str]:
    """Lines with their ends, one at a time (`io.StringIO` would hold the text four times)."""
    return (found[0] for found in LINE.finditer(text))


def _records(text: str, separator: str) -> Iterator[tuple[int, int, list[str]]]:
    """First line, last line and cells of each record. Raises csv.Error on a cell beyond all measure."""
    reader = csv.reader(_lines(text), delimiter=separator, skipinitialspace=True)
    start = 1
    for cells in reader:
        yield start, reader.line_num, cells
        start = reader.line_num + 1


def _sample(text: str, separator: str) -> list[RawRow]:
    cells = Cells()
    rows: list[RawRow] = []
    try:
        for number, (_start, _end, record) in enumerate(_records(text, separator), start=1):
            if number > SAMPLE_ROWS:
                break
            rows.append(RawRow(number, cells.cleaned(record)))
    except csv.Error:
        pass
    return rows


def choose_separator(text: str, score: Callable[[Sequence[RawRow]], int]) -> str:
    """The separator under which most known columns are recognised, then the one that cuts most evenly."""

    def merit(separator: str) -> tuple[int, int]:
        sample = _sample(text[:200_000], separator)
        widths = [len(row.cells) for row in sample if not row.is_blank]
        common = max(set(widths), key=widths.count, default=0)
        return score(sample), widths.count(common) if common > 1 else 0

    return max(SEPARATORS, key=merit)


def _open_quote(name: str, number: int) -> Refused:
    return Refused(
        _(
            "In “%(name)s”, a quotation mark opened in row %(row)s is never closed: the rows below it cannot be told "
            "apart. Close or remove it, then import the file again."
        )
        % {"name": name, "row": number}
    )


def _is_left_open(text: str, start: int, separator: str) -> bool:
    """Whether the record that starts on that line, the last one, ends inside a quotation."""
    lines = islice(_lines(text), start - 1, None)
    try:
        list(csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _swallowed(record: list[str], separator: str) -> tuple[str, str] | None:
    """A quotation that runs over a whole row: its lines hold as many separators as the record has columns."""
    enough = max(2, len(record) - 2)
    for cell in record:
        if "\n" in cell and any(line.count(separator) >= enough for line in cell.split("\n")):
            return _("A quotation mark is missing: several rows were read as one."), _("Close or remove it.")
    return None


def read_text(decoded: Decoded, separator: str, name: str) -> Iterator[RawRow]:
    """The rows of the file, numbered as a spreadsheet does."""
    cells = Cells()
    foreign = (
        _("This row is in %(encoding)s, the rest of the file is not.") % {"encoding": decoded.foreign_encoding},
        _("Check its accented letters."),
    )
    number, start, end = 0, 1, 0
    try:
        for number, (start, end, record) in enumerate(_records(decoded.text, separator), start=1):
            if end - start > LONGEST_RECORD:
                raise _open_quote(name, number)
            mixed = decoded.foreign_lines and not decoded.foreign_lines.isdisjoint(range(start, end + 1))
            swallowed = _swallowed(record, separator) if end > start else None
            trouble = foreign if mixed else swallowed or cells.trouble(record)
            yield RawRow(number, cells.cleaned(record), trouble)
    except csv.Error as error:
        raise _open_quote(name, number + 1) from error
    if end > start and _is_left_open(decoded.text, start, separator):
        raise _open_quote(name, number)


def without_sep_line(decoded: Decoded) -> tuple[Decoded, str]:
    """The text without Excel's `sep=;` line, which a spreadsheet does not show, and the separator it names."""
    found = SEP_LINE.match(decoded.text)
    if not found or found[1] not in SEPARATORS:
        return decoded, ""
    foreign = frozenset(line - 1 for line in decoded.foreign_lines)
    return replace(decoded, text=decoded.text[found.end() :], foreign_lines=foreign), found[1]
