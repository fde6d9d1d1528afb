"""A list as an app declares it (`Table`), and the same list for one address (`Listing`)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import batched
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.core.exports import Cell
from parvis.core.search import match_words
from parvis.core.tables.columns import Column, Words
from parvis.core.tables.filters import Filter
from parvis.core.tables.remember import LARGE, remembered
from parvis.core.tables.state import LONGEST_SEARCH, State, page_number
from parvis.core.text import clean_line

PAGE_SIZE, WHOLE = 50, 100
CHUNK = 2000  # rows of a file read at once
NEAR = 1_000  # rows that a database skips at no cost worth a second query


class BulkAction(NamedTuple):
    """A button over ticked rows: the list posts `action=<key>` and the ids to its own address."""

    key: str
    label: Words
    icon: str = ""
    variant: str = "secondary"


class Empty(NamedTuple):
    """What an empty list says: what this is, why it is empty."""

    title: Words
    text: Words = ""
    icon: str = "list"


class Choice(NamedTuple):
    value: str
    label: Words
    number: int
    href: str
    is_current: bool


class Head(NamedTuple):
    column: Column
    href: str
    direction: str


class ShownFilter(NamedTuple):
    filter: Filter
    value: str
    choices: list[Choice]
    all_href: str

    @property
    def narrows(self) -> bool:
        """Whether one of the choices would leave rows out."""
        return any(choice.number or choice.is_current for choice in self.choices)


def results(count: int) -> str:
    return ngettext("%(count)s result", "%(count)s results", count) % {"count": count}


@dataclass(frozen=True)
class Table:
    """A list: its columns (the first is the row's name), what is searched (folded columns), filters, default sort.

    `total` writes the number of rows in words. `load` adds what only shown rows need (joined facts): counting and
    looking for the page does without. `dress` adds to the rows of a page, in one go, what no join gives. Up to
    `whole` rows stand on one page, more in pages of `page_size`. `edit` gives the address that changes
    a row, empty where it cannot be changed: the key e leads there.
    """

    id: str
    label: Words
    columns: Sequence[Column]
    sort: str = ""
    search: Sequence[str] = ()
    search_hint: Words = ""
    filters: Sequence[Filter] = ()
    bulk: Sequence[BulkAction] = ()
    empty: Empty | None = None
    total: Callable[[int], str] = field(default=results)
    page_size: int = PAGE_SIZE
    whole: int = WHOLE
    load: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None
    dress: Callable[[Sequence[Any]], None] | None = None
    edit: Callable[[Any], str] | None = None

    def read(self, params: QueryDict) -> State:
        """The state an address asks for; what is not declared is left out."""
        keys = {column.key: column for column in self.columns}
        sort = params.get("sort", "")
        asked = [key for key in params.getlist("columns")[: len(keys)] if key in keys]
        columns = tuple(key for key in keys if key in asked or key == self.columns[0].key) if asked else ()
        sortable = sort.removeprefix("-") in keys and bool(keys[sort.removeprefix("-")].sort)
        return State(
            text=clean_line(params.get("q", "")[:LONGEST_SEARCH]) if self.search else "",
            sort=sort if sortable and sort != self.sort else "",
            chosen={f.key: params.get(f.key, "") for f in self.filters if f.accepts(params.get(f.key, ""))},
            columns=() if columns == self.usual_columns else columns,
            page=page_number(params.get("page", "")),
        )

    @property
    def usual_columns(self) -> tuple[str, ...]:
        """The columns shown to who asked for none."""
        return tuple(column.key for column in self.columns if not column.hidden)

    def listing(self, queryset: QuerySet[Any], params: QueryDict) -> "Listing":
        return Listing(self, queryset, self.read(params))


class Listing:
    """One list for one address: its rows, page, filters with counts, heads. Queries run when a template asks."""

    def __init__(self, table: Table, queryset: QuerySet[Any], state: State) -> None:
        self.table = table
        self.state = state
        self._searched = match_words(queryset, state.text, table.search) if state.text else queryset

    @property
    def id(self) -> str:
        return self.table.id

    @cached_property
    def columns(self) -> list[Column]:
        """The columns shown, in the table's order."""
        shown = self.state.columns or self.table.usual_columns
        return [column for column in self.table.columns if column.key in shown]

    def _filtered(self, *, without: str = "") -> QuerySet[Any]:
        queryset = self._searched
        for one in self.table.filters:
            if one.key in self.state.chosen and one.key != without:
                queryset = queryset.filter(one.condition(self.state.chosen[one.key]))
        return queryset

    @cached_property
    def queryset(self) -> QuerySet[Any]:
        """All rows that match, in order; the primary key settles equal ones."""
        sort = self.state.sort or self.table.sort
        order: list[str] = []
        for column in self.table.columns:
            if sort and column.key == sort.removeprefix("-"):
                order = [_reversed(name) if sort.startswith("-") else name for name in column.order]
        return self._filtered().order_by(*order, "pk")

    def loaded(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return self.table.load(queryset) if self.table.load else queryset

    def dressed(self, rows: Sequence[Any]) -> Sequence[Any]:
        if self.table.dress:
            self.table.dress(rows)
        return rows

    @cached_property
    def page(self) -> Page[Any]:
        return _Pages(self).get_page(self.state.page)

    @cached_property
    def count(self) -> int:
        return self._sums["rows"]

    @cached_property
    def _sums(self) -> dict[str, int]:
        """The number of rows and the counts of all chips but chosen ones, in one query."""
        free = [one for one in self.table.filters if not one.is_select and one.key not in self.state.chosen]
        return _sum_up(self._filtered(), free)

    @property
    def is_large(self) -> bool:
        return self.count > LARGE

    @property
    def total(self) -> str:
        return self.table.total(self.count)

    @cached_property
    def heads(self) -> list[Head]:
        now = self.state.sort or self.table.sort
        return [self._head(column, now) for column in self.columns]

    def _head(self, column: Column, now: str) -> Head:
        if not column.sort:
            return Head(column, "", "")
        direction = {column.key: "ascending", f"-{column.key}": "descending"}.get(now, "")
        wanted = f"-{column.key}" if direction == "ascending" else column.key
        return Head(column, self.state.query(sort="" if wanted == self.table.sort else wanted), direction)

    @cached_property
    def rows(self) -> list[Any]:
        """The rows of this page, as the queryset gives them."""
        return list(self.page.object_list)

    @cached_property
    def filters(self) -> list[ShownFilter]:
        return [self._shown_filter(one) for one in self.table.filters]

    @property
    def chips(self) -> list[ShownFilter]:
        return [shown for shown in self.filters if not shown.filter.is_select]

    @property
    def selects(self) -> list[ShownFilter]:
        return [shown for shown in self.filters if shown.filter.is_select]

    def _counts(self, one: Filter) -> dict[str, int]:
        is_chosen = one.key in self.state.chosen
        return one.counts(_sum_up(self._filtered(without=one.key), [one]) if is_chosen else self._sums)

    def _shown_filter(self, one: Filter) -> ShownFilter:
        now = self.state.chosen.get(one.key, "")
        if one.is_select:
            return ShownFilter(
                one, now, [Choice(value, label, 0, "", value == now) for value, label in one.choices], ""
            )
        counts = self._counts(one)
        choices = [
            Choice(value, label, counts.get(value, 0), self.state.with_filter(one.key, value), value == now)
            for value, label in one.choices
        ]
        return ShownFilter(one, now, choices, self.state.with_filter(one.key, ""))

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Parts of the state that have no field in the search form: they go along as hidden fields."""
        chips = [(shown.filter.key, shown.value) for shown in self.chips]
        return [(name, value) for name, value in [*chips, ("sort", self.state.sort)] if value]

    @property
    def has_choice_of_columns(self) -> bool:
        return any(column.hidden for column in self.table.columns)

    @property
    def column_choices(self) -> list[tuple[Column, bool]]:
        return [(column, column in self.columns) for column in self.table.columns[1:]]

    @property
    def canonical(self) -> str:
        """The shortest query string that shows the same."""
        return self.state.query(page=self.state.page)

    @property
    def bookmark(self) -> str:
        """What a kept view of this list holds: its filters, sort and columns; empty for the list as it comes."""
        return self.state.query().removeprefix("?")

    @property
    def export_links(self) -> list[tuple[str, str]]:
        query = self.state.query()
        joint = "" if query == "?" else "&"
        return [(name, f"{query}{joint}export={kind}") for name, kind in ((_("CSV"), "csv"), (_("Excel"), "xlsx"))]

    def exported(self) -> tuple[list[str], Iterator[list[Cell]]]:
        """Headers and all rows that match, with the columns shown."""
        columns = self.columns
        rows = batched(self.loaded(self.queryset).iterator(chunk_size=CHUNK), CHUNK)
        cells = ([column.exported(row) for column in columns] for some in rows for row in self.dressed(some))
        return [str(column.label) for column in columns], cells


class _Pages(Paginator[Any]):
    """Pages of a list. A large one is read from the nearer end; far from both, its index alone is walked first."""

    def __init__(self, listing: Listing) -> None:
        table = listing.table
        super().__init__(listing.queryset, table.whole if listing.count <= table.whole else table.page_size)
        self.listing = listing

    @cached_property
    def count(self) -> int:
        return self.listing.count

    def page(self, number: int | str) -> Page[Any]:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        return Page(self._rows(first, last), number, self)

    def _rows(self, first: int, last: int) -> Any:
        from_the_end = self.listing.is_large and first > self.count // 2
        ahead = self.listing.queryset.reverse() if from_the_end else self.listing.queryset
        if from_the_end:
            first, last = self.count - last, self.count - first
        if self.listing.is_large and first > NEAR:
            keys = list(ahead[first:last].values_list("pk", flat=True))
            found = self.listing.loaded(self.listing.queryset.order_by()).in_bulk(keys)
            rows = [found[key] for key in keys if key in found]
        else:
            rows = list(self.listing.loaded(ahead)[first:last])
        return self.listing.dressed(rows[::-1] if from_the_end else rows)


def _sum_up(queryset: QuerySet[Any], filters: Sequence[Filter]) -> dict[str, int]:
    """The rows of the queryset and those each choice would leave, in one query; kept for a minute when many."""
    sums = {name: number for one in filters for name, number in one.sums().items()}
    plain = queryset.order_by()
    key = (*plain.values("pk").query.sql_with_params(), *sums, *(str(one.choices) for one in filters))
    return remembered(key, lambda: plain.aggregate(rows=Count("pk"), **sums), lambda found: found["rows"])


def _reversed(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"
