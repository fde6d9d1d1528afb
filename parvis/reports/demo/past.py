"""The edition of last year: smaller, paid, over."""

from datetime import datetime

from parvis.core.actor import Actor
from parvis.editions.actions import close_edition, end_team
from parvis.reports.demo import cast, day, market, place, portal, treasury, visitors, year
from parvis.reports.demo.money import Bill
from parvis.reports.demo.names import Firm
from parvis.reports.demo.story import Story
from parvis.reports.demo.world import World
from parvis.reports.demo.year import DEMO, FAIR_IN, PAST

COMPANIES = 14
VISITORS = 420
SHIFT = FAIR_IN[PAST] - FAIR_IN[DEMO]


def plan_past(world: World, firms: list[Firm]) -> list[Story]:
    """Its whole life, from the first company to the closing."""
    world.plan(SHIFT - 330, lambda at: year.prepare(world, PAST, president="rose", at=at))
    world.plan(SHIFT - 329, lambda at: cast.join_team(world, PAST, cast.PAST_TEAM, at=at))
    world.plan(SHIFT - 310, lambda at: year.open_windows(world, PAST, president="rose", at=at))
    stories = _tell(world, firms[: world.count(COMPANIES)])
    world.plan(SHIFT - 90, lambda at: place.draw(world, PAST, by=world.actor("malo"), at=at))
    world.plan(SHIFT - 10, lambda at: _place(world, stories, at))
    people = visitors.entries(world, world.count(VISITORS))
    visitors.sign_up(world, PAST, people, visitors.days_of(len(people), -25, 10, 5), proven=0)
    world.plan(SHIFT + 15, lambda at: day.open_doors(world, PAST, by="malo", at=at))
    world.plan(SHIFT + 19, lambda at: day.print_badges(world, PAST, by="malo", at=at))
    world.plan(FAIR_IN[PAST], lambda at: day.let_in(world, PAST, by="malo"), hour=7)
    world.plan(FAIR_IN[PAST] + 30, lambda at: treasury.deposit_by_hand(world, PAST, "elsa", at))
    world.plan(FAIR_IN[PAST] + 40, lambda at: _close(world, at))
    return stories


def _tell(world: World, firms: list[Firm]) -> list[Story]:
    dice = world.dice("past")
    stories = []
    for number, (firm, offer) in enumerate(zip(firms, market.offers(world, firms, dice), strict=True)):
        quoted_on = -230 + 190 * number // len(firms)
        story = Story(world, PAST, firm, "signed", "basile", offer, quoted_on)
        story.guest = cast.GRACE if number == 0 else None
        story.then = [Bill(), portal.fill_in]
        story.tell()
        stories.append(story)
    return stories


def _place(world: World, stories: list[Story], at: datetime) -> None:
    place.place([story.exhibitor for story in stories], by=world.actor("malo"), at=at)


def _close(world: World, at: datetime) -> None:
    edition = world.editions[PAST]
    close_edition(edition, by=world.actor("rose"), at=at)
    edition.refresh_from_db()
    end_team(edition, by=Actor.system("demo"), at=at)
