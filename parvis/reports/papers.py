"""What the edition report takes: the shape handed to `core.documents.render`, figures already written out."""

from collections.abc import Sequence
from typing import Literal, NotRequired, TypedDict


class KeyFigure(TypedDict):
    """One number to remember."""

    label: str
    value: str
    note: NotRequired[str]


class Bar(TypedDict):
    """One bar: `value` gives its length, `display` is printed; `kind` (good, info, bad, neutral) colours a part."""

    label: str
    value: float
    display: str
    kind: NotRequired[str]


class BarChart(TypedDict):
    """A bar chart; `rows` lie down (names), `columns` stand up (hours, days). `is_whole`: its bars make one whole."""

    title: str
    direction: Literal["rows", "columns"]
    is_whole: NotRequired[bool]
    bars: Sequence[Bar]


class ReportTable(TypedDict):
    """A table; `numeric` are the indexes of the columns set to the right."""

    title: str
    columns: Sequence[str]
    numeric: Sequence[int]
    rows: Sequence[Sequence[str]]
    total: NotRequired[Sequence[str]]


class ReportSection(TypedDict):
    """One chapter of the report; `key` is its address on the page."""

    key: NotRequired[str]
    heading: str
    text: Sequence[str]
    figures: Sequence[KeyFigure]
    charts: Sequence[BarChart]
    tables: Sequence[ReportTable]


class EditionReportPaper(TypedDict):
    """Template `reports/edition_report.typ`."""

    title: str
    subtitle: str
    made_on: str
    figures: Sequence[KeyFigure]
    sections: Sequence[ReportSection]
