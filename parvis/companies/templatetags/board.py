"""The cards of a lane of the board: a hundred and more, written here because a template takes ten times as long."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.template import Library
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.companies.models import Opportunity
from parvis.core.dates import human_date
from parvis.core.icons import draw
from parvis.core.money import format_cents
from parvis.core.templatetags.ui import shape

register = Library()


class Words(NamedTuple):
    """What every card of a board says or draws, in the reader's language."""

    nobody: str
    still: str
    carry: str
    stage_of: str
    move_to: str
    move: str
    shape: str
    handle: str
    arrow: str


@dataclass(frozen=True)
class Board:
    """What the cards of one page have in common."""

    words: Words
    language: str
    today: date
    stale: Collection[int]
    companies_url: str
    steps_url: str
    sees_amounts: bool
    can_change: bool
    hidden: str


@register.simple_tag(takes_context=True)
def lane_cards(context: Context, rows: list[Opportunity], options: str) -> SafeString:
    """The first companies of a lane; `options` is the choice of stages that each of them offers."""
    board = _board(context)
    return format_html_join("\n", "{}", ((_card(board, row, options),) for row in rows))


def _board(context: Context) -> Board:
    request: HttpRequest = context["request"]
    proof = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    back = '<input type="hidden" name="next" value="{}{}">'
    mine = '<input type="hidden" name="owner" value="me">'
    hidden = format_html(
        proof + back + (mine if context["mine"] else ""),
        context["csrf_token"],
        request.path,
        "?owner=me" if context["mine"] else "",
    )
    language = get_language() or "fr"
    return Board(
        words=_words(language),
        language=language,
        today=context["today"],
        stale=context["stale"],
        companies_url=context["companies_url"],
        steps_url=context["steps_url"],
        sees_amounts=context["member"].sees_amounts,
        can_change=context["can_change"],
        hidden=hidden,
    )


@lru_cache(maxsize=8)
def _words(_language: str) -> Words:
    return Words(
        nobody=_("Nobody yet"),
        still=_("Lies still"),
        carry=_("Carry %(name)s"),
        stage_of=_("Stage of %(name)s"),
        move_to=_("Move %(name)s"),
        move=_("Move"),
        shape=shape("warn"),
        handle=draw("menu"),
        arrow=draw("arrow-right"),
    )


def _card(board: Board, row: Opportunity, options: str) -> SafeString:
    """Who, how much, what comes next, and the way to another stage."""
    is_stale = row.pk in board.stale
    return format_html(
        '<li class="lane-card{}" id="card-{}" data-card="{}"><div class="lane-top">'
        '<a class="lane-name" href="{}{}/">{}</a>{}</div><p class="lane-facts">{}</p>{}{}{}{}</li>',
        " is-stale" if is_stale else "",
        row.pk,
        row.company.name,
        board.companies_url,
        row.company_id,
        row.company.name,
        _handle(board, row) if board.can_change else "",
        _facts(board, row),
        _next(board, row) if row.next_step else "",
        _still(board) if is_stale else "",
        format_html('<p class="lane-facts">{}</p>', row.get_lost_kind_display()) if row.lost_kind else "",
        _way(board, row, options) if board.can_change else "",
    )


def _handle(board: Board, row: Opportunity) -> SafeString:
    return format_html(
        '<button class="btn btn-quiet btn-icon btn-small lane-handle" type="button" data-handle '
        'aria-describedby="board-help" aria-label="{}">{}</button>',
        board.words.carry % {"name": row.company.name},
        board.words.handle,
    )


def _facts(board: Board, row: Opportunity) -> str:
    """The owner; amount and probability for who may see them."""
    owner = row.owner.full_name if row.owner else board.words.nobody
    if not row.expected_cents or not board.sees_amounts:
        return owner
    return f"{owner} · {format_cents(row.expected_cents, board.language)} · {row.odds_percent} %"


def _next(board: Board, row: Opportunity) -> SafeString:
    day = row.next_step_on
    return format_html(
        '<p class="lane-next{}">{}{}</p>',
        " text-bad" if day and day < board.today else "",
        row.next_step,
        f", {_day(day, board.today, board.language)}" if day else "",
    )


@lru_cache(maxsize=512)
def _day(day: date, today: date, _language: str) -> str:
    """A day in words; the same few stand on most cards."""
    return human_date(day, today)


def _still(board: Board) -> SafeString:
    mark = (
        '<p class="lane-next"><span class="status status-warn"><span class="status-shape" aria-hidden="true">{}</span>'
    )
    return format_html(mark + "{}</span></p>", board.words.shape, board.words.still)


def _way(board: Board, row: Opportunity, options: str) -> SafeString:
    """The choice of another stage, for a finger or without a script; the board's own hand sends it too."""
    name: dict[str, Any] = {"name": row.company.name}
    return format_html(
        '<form class="lane-move" method="post" action="{0}" hx-post="{0}" hx-trigger="submit" hx-target="#board" '
        'hx-swap="outerHTML">{1}<select name="stage" aria-label="{2}">{3}</select>'
        '<button class="btn btn-quiet btn-icon btn-small" type="submit" aria-label="{4}" title="{5}">{6}</button>'
        "</form>",
        f"{board.steps_url}{row.pk}/move/",
        board.hidden,
        board.words.stage_of % name,
        options,
        board.words.move_to % name,
        board.words.move,
        board.words.arrow,
    )
