"""Filters and tags of every template: values in words, links that keep the address, menus, icons, charts."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from parvis.core import icons, navigation
from parvis.core.templatetags import charts, ui


def draw(source: str, path: str = "/", **values: object) -> str:
    request = values.pop("request", None) or RequestFactory().get(path)
    return Template("{% load charts %}" + source).render(Context({"request": request, **values}))


def test_money_is_written_in_the_reader_s_language() -> None:
    with translation.override("fr"):
        french = ui.money(396000)
    with translation.override("en"):
        english = ui.money(396000)

    assert (french, english, ui.money(None)) == ("3\u00a0960,00\u00a0€", "€3,960.00", "—")


def test_a_moment_is_told_as_the_day_it_falls_on_in_paris() -> None:
    with time_machine.travel(datetime(2026, 9, 14, 12, tzinfo=UTC), tick=False), translation.override("en"):
        told = [
            ui.human_date(date(2026, 9, 17)),
            ui.human_date(datetime(2026, 9, 14, 22, 30, tzinfo=UTC)),
            ui.human_date(None),
        ]

    assert told == ["in 3 days (Thu 17 September)", "tomorrow (Tue 15 September)", "—"]


def test_sizes_of_files_are_rounded_for_people() -> None:
    with translation.override("en"):
        english = [ui.file_size(size) for size in (1, 999, 320_400, 1_440_000)]
    with translation.override("fr"):
        french = ui.file_size(1_440_000)

    assert english == ["1 byte", "999 bytes", "320 kB", "1.4 MB"]
    assert french == "1,4 Mo"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ada Roy", "AR"), ("Thales", "T"), ("École d’été & fils", "ÉF"), ("", ""), (None, ""), ("— & —", "")],
)
def test_initials_are_two_letters_at_most(name: str | None, letters: str) -> None:
    assert ui.initials(name) == letters


def test_only_an_undo_message_leads_to_a_path() -> None:
    assert ui.undo_path("undo:/team/2027/booths/") == "/team/2027/booths/"
    assert [ui.undo_path(tags) for tags in (None, "", "success", "undo:https://evil.example/")] == ["", "", "", ""]


def test_a_query_keeps_the_rest_of_the_address_and_goes_back_to_page_one() -> None:
    assert draw("{% query_with status='late' %}", "/?q=edf&page=4") == "?q=edf&amp;status=late"
    assert draw("{% query_with page=5 %}", "/?q=edf&page=4") == "?q=edf&amp;page=5"
    assert draw("{% query_with q='' %}", "/?q=edf") == "?"


def test_a_head_sorts_up_then_down_and_says_so() -> None:

    assert draw("{% sort_link 'name' %}{% aria_sort 'name' %}", "/") == "?sort=name"
    assert draw("{% sort_link 'name' %}{% aria_sort 'name' %}", "/?sort=name") == '?sort=-name aria-sort="ascending"'
    assert draw("{% sort_link 'name' %}{% aria_sort 'name' %}", "/?sort=-name") == '?sort=name aria-sort="descending"'
    assert draw("{% aria_sort 'name' %}", sort_default="name") == ' aria-sort="ascending"'


def test_pages_far_from_here_become_a_gap() -> None:
    page = Paginator(range(950), 100).page(5)

    assert list(ui.page_numbers(page)) == [1, 0, 4, 5, 6, 0, 10]


def test_an_icon_is_decoration_until_it_has_a_meaning() -> None:
    assert 'aria-hidden="true"' in icons.draw("check")
    assert 'role="img" aria-label="Paid &lt;b&gt;"' in icons.draw("check", "Paid <b>")
    with pytest.raises(KeyError):
        icons.draw("no-such-icon")


def test_an_unknown_state_has_the_neutral_shape() -> None:
    assert ui.shape("whatever") == ui.shape("neutral") != ui.shape("good")


def test_the_reader_s_choice_of_theme_is_drawn_by_the_server() -> None:
    request = RequestFactory().get("/")
    drawn = {}
    for choice in ("dark", "light", '"><script>', ""):
        request.COOKIES = {"theme": choice}
        drawn[choice] = draw("{% theme_choice %}", request=request)

    assert drawn == {"dark": 'data-theme="dark"', "light": 'data-theme="light"', '"><script>': "", "": ""}
    assert Template("{% theme_choice %}").render(Context()) == ""


def test_each_form_has_its_own_request_key() -> None:
    assert ui.request_key() != ui.request_key()


def test_a_menu_shows_pages_that_exist_and_marks_where_the_reader_stands() -> None:
    link = draw("{% nav_link 'dev_components' 'Parts' icon='star' %}", "/dev/components/")

    assert link.startswith('<a href="/dev/components/" class="nav-link" aria-current="page"><svg')
    assert "aria-current" not in draw("{% nav_link 'dev_components' 'Parts' exact=True %}", "/dev/components/more/")
    assert draw("{% nav_link 'nowhere:at_all' 'Parts' %}") == ""
    assert draw("{% nav_link 'dev_components' 'Parts' item=True %}") == (
        '<li><a href="/dev/components/" class="nav-link"><span>Parts</span></a></li>'
    )
    assert 'aria-label="Parts"' in draw("{% nav_link 'dev_components' 'Parts' icon='star' bare=True %}")


def test_a_team_page_is_hidden_from_those_its_rule_keeps_out() -> None:
    request = RequestFactory().get("/")
    url = navigation.find_url("editions:settings", "2027")

    assert url
    assert not navigation.may_open(request, url)
    assert navigation.may_open(request, "/no/such/page/")


def test_an_address_that_does_not_exist_yet_leads_home() -> None:
    assert draw("{% nav_url 'nowhere:at_all' %}") == "/"


def test_numbers_of_charts_never_follow_the_reader_s_decimal_comma() -> None:
    with translation.override("fr"):
        assert charts.number(1.5) == "1.5"
        assert charts.highest([{"value": 0.25}, {"value": 1.5}]) == "1.5"
    assert charts.highest([]) == "1"
    assert charts.number(None) == "0"


def test_a_curve_needs_two_points() -> None:
    assert charts.sparkline([3], "Sales") == ""
    assert "0,22 50,2 100,12" in charts.sparkline([0, 2, 1], "Sales")
    assert "0,22 100,22" in charts.sparkline([4, 4], "Flat")


def test_parts_of_a_bar_share_its_width() -> None:
    bar = charts.stacked([{"label": "a", "value": 1, "kind": "good"}, {"label": "b", "value": 3}], "Booths")

    assert '<rect class="part-good" x="0" width="24.6" height="1"/>' in bar
    assert '<rect class="part-2" x="25" width="74.6" height="1"/>' in bar
    assert 'aria-label="Booths: a 1, b 3"' in bar


def test_columns_stack_from_the_ground_and_are_named_now_and_then() -> None:
    rows = [{"label": str(hour), "values": [hour, 10]} for hour in range(10)]
    drawn = charts.columns(rows, "Entries")

    assert '<rect class="part-1" x="91" y="52.63" width="8" height="47.37"/>' in drawn
    assert drawn.count("<li></li>") == 5
    assert charts.columns([], "Entries") == ""
    assert charts.row_values({"label": "x", "value": 3}) == [3]


def test_a_page_without_a_request_still_draws() -> None:
    assert Template("{% query_with page=2 %}{% nav_link 'dev_components' 'x' %}").render(Context()) == "?page=2"
