"""Finds the header row: it may stand below a title, be split over two rows, or come twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parvis.core.errors import Refused
from parvis.core.imports.columns import Column, normal_label, numberless
from parvis.core.imports.table_file import RawRow

SEARCHED_ROWS = 30


@dataclass(frozen=True)
class Header:
    """Header row(s) found: how many rows from the top they end, their labels, and where the known columns stand."""

    number: int
    end: int
    labels: tuple[str, ...]
    places: dict[str, int]
    repeated: tuple[str, ...] = ()


class HeaderFinder:
    """Recognises the columns of one import in the rows of a file."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.keys = {normal_label(label): column.key for column in columns for label in column.labels}

    def places(self, labels: Iterable[str]) -> tuple[dict[str, int], tuple[str, ...]]:
        """Where each known column stands, and the labels met a second time."""
        places: dict[str, int] = {}
        repeated = []
        for place, text in enumerate(labels):
            label = normal_label(text)
            key = self.keys.get(label) or self.keys.get(numberless(label))
            if key and key in places:
                repeated.append(text)
            elif key:
                places[key] = place
        return places, tuple(repeated)

    def score(self, rows: Sequence[RawRow]) -> int:
        """How many known columns the best row names."""
        return max((len(self.places(row.cells)[0]) for row in rows[:SEARCHED_ROWS]), default=0)

    def find(self, rows: Sequence[RawRow], name: str) -> Header:
        """The header of the file. Raises Refused when a required column is missing."""
        best: Header | None = None
        head = rows[:SEARCHED_ROWS]
        for index, row in enumerate(head):
            for end, labels in self._candidates(head, index):
                places, repeated = self.places(labels)
                if places and (best is None or len(places) > len(best.places)):
                    best = Header(row.number, end, labels, places, repeated)
        missing = [c for c in self.columns if c.required and (best is None or c.key not in best.places)]
        if best is None or missing:
            seen = best.labels if best else next((row.cells for row in head if not row.is_blank), ())
            raise Refused(_missing_sentence(name, missing or self.columns[:1], seen))
        return self._with_following(best, rows)

    def _candidates(self, rows: Sequence[RawRow], index: int) -> Iterable[tuple[int, tuple[str, ...]]]:
        """The row alone, then the row completed by the one below it (groups above their parts); the index after it."""
        upper = rows[index].cells
        yield index + 1, upper
        if index + 1 < len(rows) and not rows[index].is_blank:
            lower = rows[index + 1].cells
            width = max(len(upper), len(lower))
            pairs = zip(_padded(upper, width), _padded(lower, width), strict=True)
            both = tuple(below or above for above, below in pairs)
            if len(self.places(both)[0]) > len(self.places(lower)[0]):
                yield index + 2, both

    def _with_following(self, header: Header, rows: Sequence[RawRow]) -> Header:
        """The same header, ending after the rows below it that are headers too."""
        end = header.end
        enough = max(2, (len(header.places) + 1) // 2)
        while end < len(rows) and len(self.places(rows[end].cells)[0]) >= enough:
            end += 1
        return Header(header.number, end, header.labels, header.places, header.repeated)


def _padded(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return cells + ("",) * (width - len(cells))


def _missing_sentence(name: str, missing: Sequence[Column], seen: Iterable[str]) -> str:
    wanted = ", ".join(f"“{column.labels[0]}”" for column in missing)
    headers = ", ".join(f"“{label[:40]}”" for label in list(seen)[:30] if label)
    return _(
        "“%(name)s” has no column %(wanted)s. Headers seen: %(headers)s. "
        "Rename the right column in the file and import it again."
    ) % {"name": name, "wanted": wanted, "headers": headers or _("none")}
