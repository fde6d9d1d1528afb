"""The cards of a lane of the board: a hundred and more, written here because a template takes ten times as long."""

from collections.abc import Collection
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


class Board(NamedTuple):
    """What the cards of one lane have in common."""

    language: str
    today: date
    companies_url: str
    steps_url: str
    sees_amounts: bool
    can_change: bool
    options: str


class Card(NamedTuple):
    """What is drawn of one company."""

    pk: int
    company_id: int
    name: str
    owner: str
    expected_cents: int
    odds_percent: int
    next_step: str
    next_step_on: date | None
    lost_kind: str
    is_stale: bool


@register.simple_tag(takes_context=True)
def lane_cards(context: Context, rows: list[Opportunity], options: str) -> SafeString:
    """The first companies of a lane; `options` is the choice of stages that each of them offers."""
    board = Board(
        language=get_language() or "fr",
        today=context["today"],
        companies_url=context["companies_url"],
        steps_url=context["steps_url"],
        sees_amounts=context["member"].sees_amounts,
        can_change=context["can_change"],
        options=options,
    )
    hidden = _hidden(context) if board.can_change else ""
    halves = (_card(board, _facts_of(row, context["stale"])) for row in rows)
    return format_html_join("\n", "{}{}{}", ((before, hidden, after) for before, after in halves))


def _facts_of(row: Opportunity, stale: Collection[int]) -> Card:
    return Card(
        pk=row.pk,
        company_id=row.company_id,
        name=row.company.name,
        owner=row.owner.full_name if row.owner else "",
        expected_cents=row.expected_cents,
        odds_percent=row.odds_percent,
        next_step=row.next_step,
        next_step_on=row.next_step_on,
        lost_kind=row.lost_kind,
        is_stale=row.pk in stale,
    )


def _hidden(context: Context) -> SafeString:
    """The fields that each card's form sends along."""
    request: HttpRequest = context["request"]
    proof = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    back = '<input type="hidden" name="next" value="{}{}">'
    mine = '<input type="hidden" name="owner" value="me">'
    return format_html(
        proof + back + (mine if context["mine"] else ""),
        context["csrf_token"],
        request.path,
        "?owner=me" if context["mine"] else "",
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


@lru_cache(maxsize=1024)
def _card(board: Board, card: Card) -> tuple[SafeString, SafeString]:
    """What stands before the hidden fields of its form, and after them: those change with each request.

    Drawn once for equal facts, since few cards change from one look at the board to the next.
    """
    words = _words(board.language)
    way, rest = _way(board, card, words) if board.can_change else ("", "")
    before = format_html(
        '<li class="lane-card{}" id="card-{}" data-card="{}"><div class="lane-top">'
        '<a class="lane-name" href="{}{}/">{}</a>{}</div><p class="lane-facts">{}</p>{}{}{}{}',
        " is-stale" if card.is_stale else "",
        card.pk,
        card.name,
        board.companies_url,
        card.company_id,
        card.name,
        _handle(words, card) if board.can_change else "",
        _facts(board, card, words),
        _next(board, card) if card.next_step else "",
        _still(words) if card.is_stale else "",
        _lost(card) if card.lost_kind else "",
        way,
    )
    return before, format_html("{}</li>", rest)


def _handle(words: Words, card: Card) -> SafeString:
    return format_html(
        '<button class="btn btn-quiet btn-icon btn-small lane-handle" type="button" data-handle '
        'aria-describedby="board-help" aria-label="{}">{}</button>',
        words.carry % {"name": card.name},
        words.handle,
    )


def _facts(board: Board, card: Card, words: Words) -> str:
    """The owner; amount and probability for who may see them."""
    owner = card.owner or words.nobody
    if not card.expected_cents or not board.sees_amounts:
        return owner
    return f"{owner} · {format_cents(card.expected_cents, board.language)} · {card.odds_percent} %"


def _next(board: Board, card: Card) -> SafeString:
    day = card.next_step_on
    return format_html(
        '<p class="lane-next{}">{}{}</p>',
        " text-bad" if day and day < board.today else "",
        card.next_step,
        f", {_day(day, board.today, board.language)}" if day else "",
    )


@lru_cache(maxsize=512)
def _day(day: date, today: date, _language: str) -> str:
    """A day in words; the same few stand on most cards."""
    return human_date(day, today)


def _lost(card: Card) -> SafeString:
    return format_html('<p class="lane-facts">{}</p>', Opportunity.Loss(card.lost_kind).label)


def _still(words: Words) -> SafeString:
    mark = (
        '<p class="lane-next"><span class="status status-warn"><span class="status-shape" aria-hidden="true">{}</span>'
    )
    return format_html(mark + "{}</span></p>", words.shape, words.still)


def _way(board: Board, card: Card, words: Words) -> tuple[SafeString, SafeString]:
    """The choice of another stage, for a finger or without a script; the board's own hand sends it too.

    The form as far as its hidden fields, and from there.
    """
    name: dict[str, Any] = {"name": card.name}
    begin = format_html(
        '<form class="lane-move" method="post" action="{0}" hx-post="{0}" hx-trigger="submit" hx-target="#board" '
        'hx-swap="outerHTML">',
        f"{board.steps_url}{card.pk}/move/",
    )
    end = format_html(
        '<select name="stage" aria-label="{}">{}</select>'
        '<button class="btn btn-quiet btn-icon btn-small" type="submit" aria-label="{}" title="{}">{}</button>'
        "</form>",
        words.stage_of % name,
        board.options,
        words.move_to % name,
        words.move,
        words.arrow,
    )
    return begin, end
