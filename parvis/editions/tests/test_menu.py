"""The team's menu: what each right opens, where one stands, in whose language."""

import re

from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from parvis.editions.models import Edition
from parvis.editions.rules import Member

PRESIDENT, VOLUNTEER = {"presidency": "lead"}, {"logistics": "volunteer"}


def menu(roles: dict[str, str], path: str = "/team/demo/") -> str:
    request = RequestFactory().get(path)
    request.member = Member(roles)  # type: ignore[attr-defined]
    return Template("{% load menu %}{% team_menu %}").render(
        Context({"request": request, "edition": Edition(slug="demo")})
    )


def titles(html: str) -> list[str]:
    return re.findall(r'class="nav-title">([^<]+)<', html)


def test_a_group_none_of_whose_pages_is_open_has_no_title() -> None:
    with translation.override("en"):
        assert "Money" in titles(menu(PRESIDENT))
        assert "Money" not in titles(menu(VOLUNTEER))


def test_one_page_is_where_the_reader_stands() -> None:
    with translation.override("en"):
        for path, label in (("/team/demo/", "What needs us"), ("/team/demo/companies/7/", "Companies")):
            current = re.findall(r'aria-current="page".*?<span>([^<]+)</span>', menu(PRESIDENT, path))
            assert current == [label]


def test_each_reader_has_the_menu_in_their_language() -> None:
    for language, word in (("en", "Companies"), ("fr", "Entreprises"), ("en", "Companies")):
        with translation.override(language):
            assert word in menu(PRESIDENT)
