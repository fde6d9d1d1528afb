"""Lists read their state from the address, and only what their app declared."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models import Q
from django.db.models.functions import Concat
from django.http import HttpRequest, QueryDict
from django.test import RequestFactory
from django.utils import translation
from django.utils.html import format_html
from pytest_django import DjangoAssertNumQueries

from parvis.core.errors import Refused
from parvis.core.tables import (
    BulkAction,
    Column,
    Empty,
    Filter,
    Status,
    Table,
    chosen_rows,
    remember,
    render_table,
    ticked_address,
)
from parvis.core.tables import table as tables
from parvis.core.tables.state import State
from parvis.core.templatetags.ui import shape

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 9)
LETTERS = Filter(
    "letter",
    "Letter",
    [("a", "A"), ("b", "B")],
    conditions={"a": Q(name__startswith="a"), "b": Q(name__startswith="b")},
)
NAMES = Filter("name", "Name", [("ada", "Ada"), ("bob", "Bob")], field="name", as_select=True)
TABLE = Table(
    id="people",
    label="People",
    columns=[
        Column("name", "Name", sort="name", link=lambda row: f"/people/{row.name}/"),
        Column("length", "Length", value=lambda row: len(row.name), kind="number"),
        Column("newest", "Newest", value="pk", sort=("-pk",), hidden=True),
    ],
    sort="name",
    search=["name"],
    filters=[LETTERS, NAMES],
    bulk=[BulkAction("greet", "Greet")],
    empty=Empty("Nobody yet", "People come here."),
    page_size=2,
    whole=2,
)


def make_people(*names: str) -> None:
    Group.objects.bulk_create(Group(name=name) for name in names)


def get(query: str = "", **headers: str) -> HttpRequest:
    return RequestFactory().get(f"/people/?{query}", headers=headers)


def page(query: str = "", table: Table = TABLE, headers: dict[str, str] | None = None) -> str:
    response = render_table(get(query, **(headers or {})), "core/_table.html", table, Group.objects.all())
    return " ".join(response.content.decode().split())


def names(query: str) -> list[str]:
    return [row.name for row in TABLE.listing(Group.objects.all(), QueryDict(query)).rows]


def test_rows_come_sorted_and_in_pages() -> None:
    make_people("cid", "ada", "bob")

    assert names("") == ["ada", "bob"]
    assert names("page=2") == ["cid"]
    assert names("sort=-name") == ["cid", "bob"]
    assert names("sort=newest") == ["bob", "ada"]
    assert names("sort=-newest") == ["cid", "ada"]


def test_search_wants_every_word_and_ignores_accents() -> None:
    make_people("ada lovelace", "ada byron", "bob")

    assert names("q=Ad%C3%A0+lové") == ["ada lovelace"]
    assert names("q=%25") == []


def test_filters_and_search_narrow_together() -> None:
    make_people("ada", "anna", "bob")

    assert names("letter=a&q=nn") == ["anna"]
    assert names("name=bob") == ["bob"]


def test_counts_of_chips_heed_the_other_filters_and_selects_have_none() -> None:
    make_people("ada", "anna", "bob")

    [letters, people] = TABLE.listing(Group.objects.all(), QueryDict("letter=a")).filters

    assert [(choice.value, choice.number, choice.is_current) for choice in letters.choices] == [
        ("a", 2, True),
        ("b", 1, False),
    ]
    assert [(choice.value, choice.number) for choice in people.choices] == [("ada", 0), ("bob", 0)]
    assert (letters.all_href, letters.choices[1].href) == ("?", "?letter=b")
    [letters, _people] = TABLE.listing(Group.objects.all(), QueryDict("name=bob")).filters
    assert [choice.number for choice in letters.choices] == [0, 1]


@pytest.mark.parametrize(
    "query",
    [
        "sort=password", "sort=-user__password", "sort=length", "sort=pk)--", "sort=", "ordering=password", "letter=z",
        "letter=a%27%20OR%201=1", "filter[x]=1", "name__startswith=a", "columns=password", "page=-1", "page=1e9",
        "page=%EF%BC%92", "page=", "export=exe",
    ],
)  # fmt: skip
def test_what_was_not_declared_is_not_read(query: str) -> None:
    assert TABLE.read(QueryDict(query)) == State()
    make_people("ada", "bob")
    assert names(query) == ["ada", "bob"]


def test_a_list_that_is_not_long_stands_on_one_page() -> None:
    make_people("ada", "bob", "cid", "dan")

    shown = [page(table=replace(TABLE, whole=rows)) for rows in (2, 4)]
    assert [html.count('<th scope="row">') for html in shown] == [2, 4]


def test_a_page_beyond_the_last_is_the_last() -> None:
    make_people("ada", "bob", "cid")

    assert names("page=99999") == ["cid"]


def test_the_default_state_leaves_nothing_in_the_address() -> None:
    query = "q=&letter=&name=&sort=name&columns=length&page=1"

    assert TABLE.listing(Group.objects.none(), QueryDict(query)).canonical == "?"


def test_the_state_is_kept_in_every_link() -> None:
    make_people("ada", "abel", "anna")

    html = page("q=a&letter=a&sort=-name&columns=name&columns=newest&page=2")

    assert 'href="?q=a&amp;letter=a&amp;sort=-name&amp;columns=name&amp;columns=newest&amp;export=csv"' in html
    assert 'href="?q=a&amp;sort=-name&amp;columns=name&amp;columns=newest"' in html
    assert '<input type="hidden" name="letter" value="a" form="people-filter">' in html
    assert '<input type="hidden" name="sort" value="-name" form="people-filter">' in html
    assert 'action="/people/?q=a&amp;letter=a&amp;sort=-name&amp;columns=name&amp;columns=newest&amp;page=2"' in html


def test_the_head_says_how_it_is_sorted_and_leads_to_the_other_way() -> None:
    make_people("ada")

    assert '<th scope="col" aria-sort="ascending"><a class="sort" href="?sort=-name">Name' in page()
    assert '<th scope="col" aria-sort="descending"><a class="sort" href="?">Name' in page("sort=-name")
    assert '<th scope="col" class="num">Length</th>' in page()


def test_columns_are_chosen_among_those_declared() -> None:
    make_people("ada")

    assert ">Newest</th>" not in page()
    shown = TABLE.listing(Group.objects.all(), QueryDict("columns=name&columns=newest"))
    assert [column.key for column in shown.columns] == ["name", "newest"]
    assert [(column.key, on) for column, on in shown.column_choices] == [("length", False), ("newest", True)]


def test_htmx_gets_the_results_alone_and_the_shortest_address() -> None:
    make_people("ada")
    asked = {"HX-Request": "true", "HX-Target": "div#people"}
    fragment = render_table(get("q=ada&letter=", **asked), "core/_table.html", TABLE, Group.objects.all())

    assert fragment.content.decode().strip().startswith('<div id="people"')
    assert (fragment["HX-Push-Url"], fragment["Vary"]) == ("/people/?q=ada", "HX-Request, HX-Target")
    assert "data-filter" in page(headers={"HX-Request": "true", "HX-Target": "body"})
    assert "data-filter" in page(headers=asked | {"HX-History-Restore-Request": "true"})


def test_an_empty_list_says_what_it_is_and_a_filtered_one_how_to_go_back() -> None:
    assert "Nobody yet" in page()
    assert "Clear the filter" in page("q=zoe")
    bare = Table(id="bare", label="Bare", columns=[Column("name", "Name")])
    assert "0 results" in page("q=zoe", bare)
    assert "<form" not in page("", bare)


def test_a_hostile_name_is_shown_as_text() -> None:
    make_people("<b onclick=x>")

    html = page()

    assert "<b onclick" not in html
    assert 'aria-label="&lt;b onclick=x&gt;"' in html


@pytest.mark.parametrize("number", [1, 3])
def test_a_list_costs_one_query_to_count_and_one_for_the_page(
    number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_people(*(f"a{n}" for n in range(number)))

    with django_assert_num_queries(2):
        page("q=a")
    with django_assert_num_queries(3):
        page("q=a&letter=a")


@pytest.fixture
def everything_is_large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for module in (remember, tables):
        monkeypatch.setattr(module, "LARGE", 3)
    remember.forget()
    yield
    remember.forget()


@pytest.mark.usefixtures("everything_is_large")
@pytest.mark.parametrize("near", [0, 1_000])
@pytest.mark.parametrize("sort", ["name", "-name", "newest"])
def test_pages_of_a_large_list_are_found_from_the_nearer_end(
    sort: str, near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "NEAR", near)
    make_people("eve", "ada", "dan", "bob", "cid")
    order = {"name": "name", "-name": "-name", "newest": "-pk"}[sort]
    expected = list(Group.objects.order_by(order).values_list("name", flat=True))

    assert [name for number in (1, 2, 3) for name in names(f"sort={sort}&page={number}")] == expected


@pytest.mark.usefixtures("everything_is_large")
def test_a_large_list_is_counted_once_a_minute(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_people("ada", "bob", "cid", "dan")
    page()
    make_people("eve")

    with django_assert_num_queries(1):
        assert "4 results" in page()
    assert "3 results" not in page("q=a")
    remember.forget()
    assert "5 results" in page()


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remember, "MOST_KEPT", 2)
    remember.forget()

    for key in ("a", "b", "c"):
        remember.remembered(key, lambda: remember.LARGE + 1, int)
    counted = [remember.remembered(key, lambda: 0, int) for key in ("a", "b", "c")]

    assert counted == [0, remember.LARGE + 1, remember.LARGE + 1]
    remember.forget()


def test_what_only_shown_rows_need_is_loaded_for_them_alone() -> None:
    make_people("ada", "bob", "cid")
    table = replace(TABLE, load=lambda rows: rows.annotate(twice=Concat("name", "name")))

    listing = table.listing(Group.objects.all(), QueryDict(""))

    assert [row.twice for row in listing.rows] == ["adaada", "bobbob"]
    assert "twice" not in listing.queryset.query.annotations


def test_export_holds_all_rows_that_match_with_the_columns_shown() -> None:
    make_people("ada", "=abel", "anna", "bob")
    response = render_table(get("q=a&export=csv&page=2"), "core/_table.html", TABLE, Group.objects.all())

    lines = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    assert lines == [["Name", "Length"], ["'=abel", "5"], ["ada", "3"], ["anna", "4"]]
    workbook = render_table(get("export=xlsx"), "core/_table.html", TABLE, Group.objects.all())
    assert workbook["Content-Disposition"] == 'attachment; filename="People.xlsx"'


def post(data: dict[str, Any], query: str = "") -> HttpRequest:
    return RequestFactory().post(f"/people/?{query}", data)


def test_a_bulk_action_means_the_ticked_rows() -> None:
    make_people("ada", "bob")
    ada = Group.objects.get(name="ada")

    assert list(chosen_rows(post({"ids": [ada.pk]}), TABLE, Group.objects.all())) == [ada]


def test_a_bulk_action_on_all_means_all_that_match_the_address() -> None:
    make_people("ada", "anna", "abel", "bob")

    chosen = chosen_rows(post({"all": "1", "ids": ["7"]}, "letter=a"), TABLE, Group.objects.all())

    assert [row.name for row in chosen] == ["abel", "ada", "anna"]


@pytest.mark.parametrize("foreign", ["bob", "x", "９", "1" * 30])
def test_one_foreign_row_among_own_ones_and_nothing_is_done(foreign: str) -> None:
    make_people("ada", "bob")
    ids = {group.name: str(group.pk) for group in Group.objects.all()}
    own = Group.objects.filter(name="ada")

    with pytest.raises(Refused, match="nothing was changed"):
        chosen_rows(post({"ids": [ids["ada"], ids.get(foreign, foreign)]}), TABLE, own)


def test_a_bulk_action_takes_no_more_rows_than_it_can_bear() -> None:
    make_people("ada", "bob")

    assert chosen_rows(post({"all": "1"}), TABLE, Group.objects.all(), most=2).count() == 2
    with pytest.raises(Refused, match="at most 1 rows"):
        chosen_rows(post({"all": "1"}), TABLE, Group.objects.all(), most=1)


@pytest.mark.parametrize("ticked", [{"all": "1"}, {"ids": ["ada", "anna"]}])
def test_ticked_rows_travel_in_the_address_to_the_page_that_asks_more(ticked: dict[str, Any]) -> None:
    make_people("ada", "anna", "bob")
    names = {group.name: group.pk for group in Group.objects.all()}
    data = {**ticked, "ids": [names[name] for name in ticked.get("ids", [])]}

    path, _mark, query = ticked_address(post(data, "letter=a&page=2"), "/people/write/").partition("?")
    page = get(query)

    assert path == "/people/write/"
    assert {row.name for row in chosen_rows(page, TABLE, Group.objects.all(), said=page.GET)} == {"ada", "anna"}


def test_a_bulk_action_wants_a_row() -> None:
    with pytest.raises(Refused, match="Tick at least one row"):
        chosen_rows(post({}), TABLE, Group.objects.all())


NOON = datetime(2026, 3, 9, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "value", "html", "exported"),
    [
        ("text", None, "", None),
        ("text", "<b>", "&lt;b&gt;", "<b>"),
        ("number", 5, "5", 5),
        ("money", None, "—", None),
        ("flag", True, "yes", True),
        ("flag", False, "no", False),
        ("date", TODAY, '<time datetime="2026-03-09">Mon 9 March</time>', TODAY),
        ("moment", NOON, '<time datetime="2026-03-09T12:30:00+01:00">Mon 9 March 12:30</time>', NOON),
    ],
)
def test_a_cell_is_shown_and_exported_by_its_kind(kind: Any, value: object, html: str, exported: object) -> None:
    column = Column("value", "Value", kind=kind)
    row = SimpleNamespace(value=value)

    with translation.override("en"):
        assert format_html("{}", column.html(row, TODAY)) == html
    assert column.exported(row) == exported


def test_money_is_shown_with_its_unit_and_exported_as_a_number() -> None:
    column = Column("total", "Total", value="invoice.total_cents", kind="money")
    row = SimpleNamespace(invoice=SimpleNamespace(total_cents=123450))

    with translation.override("fr"):
        assert column.html(row, TODAY) == "1\u00a0234,50\u00a0€"
    assert str(column.exported(row)) == "1234.5"
    assert column.exported(SimpleNamespace(invoice=None)) is None


def test_a_state_has_a_shape_and_a_word_and_is_exported_as_the_word() -> None:
    column = Column("state", "State", value=lambda _row: Status("good", "<Paid>"), kind="status")

    mark = f'<span class="status-shape" aria-hidden="true">{shape("good")}</span>'
    assert column.html(None, TODAY) == f'<span class="status status-good">{mark}&lt;Paid&gt;</span>'
    assert column.exported(None) == "<Paid>"


def test_a_column_may_bring_its_own_html_and_a_method() -> None:
    column = Column("title", "Title", show=lambda row: format_html("<em>{}</em>", row.title()), link=lambda _row: "/x/")

    assert column.html("ada", TODAY) == '<a href="/x/"><em>Ada</em></a>'
    assert column.exported("ada") == "Ada"


def test_many_choices_are_a_select() -> None:
    many = Filter("many", "Many", [(str(n), str(n)) for n in range(9)], field="name")

    assert (many.is_select, LETTERS.is_select, NAMES.is_select) == (True, False, True)
