"""Cells of a file, cleaned; equal short texts are kept once."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from parvis.core.exports import unguard
from parvis.core.text import clean_line, clean_text

MOST_SHARED = 50_000
LONGEST_SHARED = 40


class Cells:
    """Cleans the rows of one file."""

    def __init__(self) -> None:
        self.shared: dict[str, str] = {}

    def cleaned(self, record: Sequence[str]) -> tuple[str, ...]:
        """Cells trimmed, without invisible characters, empty ones at the end left out."""
        cells = [self._cell(text) for text in record]
        while cells and not cells[-1]:
            cells.pop()
        return tuple(cells)

    def _cell(self, text: str) -> str:
        if not text:
            return ""
        text = unguard(text)
        cell = clean_text(text) if "\n" in text or "\r" in text else clean_line(text)
        if len(cell) > LONGEST_SHARED or len(self.shared) > MOST_SHARED:
            return cell
        return self.shared.setdefault(cell, cell)

    def trouble(self, record: Sequence[str]) -> tuple[str, str] | None:
        """What shows that characters of this row were lost before it came here."""
        if any("\x00" in text or "\ufffd" in text for text in record):
            return _("This row holds damaged characters."), _("Type them again.")
        if any(text.startswith(("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!")) for text in record):
            return _("A formula of this row shows an error."), _("Replace it by its value.")
        return None
