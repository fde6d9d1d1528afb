"""The edition of this year, three weeks before its fair: sold, invoiced, half prepared."""

from datetime import datetime

from parvis.reports.demo import (
    cast,
    day,
    market,
    place,
    portal,
    programme,
    shifts,
    spending,
    texts,
    treasury,
    visitors,
    year,
)
from parvis.reports.demo.money import Bill
from parvis.reports.demo.names import Firm
from parvis.reports.demo.story import Story
from parvis.reports.demo.world import World
from parvis.reports.demo.year import DEMO

COMPANIES, SIGNED = 95, 80
LATE, HELD, UNPLACED, SPLIT = 5, 3, 2, 16
VISITORS, ALONE, CANCELLED = 1240, 14, 12
BANKED = 2
NOT_BY_IT = ("public", "foreign")  # whom no platform reaches
FIRST_QUOTE, LAST_QUOTE, LAST_DUE = -235, -16, -52


def companies_of(world: World) -> int:
    """How many are approached: those that sign, and some that do not."""
    return max(world.count(COMPANIES), world.count(SIGNED) + 2)


def plan_fair(world: World, firms: list[Firm]) -> list[Story]:
    """Its life until T."""
    world.plan(-330, lambda at: year.prepare(world, DEMO, president="paul", at=at))
    world.plan(-329, lambda at: cast.join_team(world, DEMO, cast.TEAM, at=at))
    world.plan(-310, lambda at: year.open_windows(world, DEMO, president="paul", at=at))
    world.plan(-75, lambda at: portal.ask_papers(world, DEMO, by="leo", at=at))
    stories = _tell(world, firms)
    world.plan(-60, lambda at: place.draw(world, DEMO, by=world.actor("leo"), at=at))
    signed = [story for story in stories if story.fate == "signed"]
    world.plan(-3, lambda at: _place(world, signed[: -world.count(UNPLACED)], at))
    _talk(signed)
    _invite(world)
    banked = [story for story in stories if any(isinstance(act, Bill) and act.is_banked for act in story.then)]
    treasury.plan_treasury(world, DEMO, banked, treasurer="nora")
    spending.plan_spending(world, DEMO)
    world.plan(-10, lambda at: day.open_doors(world, DEMO, by="leo", at=at))
    world.plan(-30, lambda at: cast.call_volunteers(world, DEMO, by="leo", at=at))
    world.plan(-12, lambda at: shifts.staff(world, DEMO, by="leo", at=at))
    world.plan(-18, lambda at: programme.write_programme(world, DEMO, by="jade", at=at))
    return stories


def _tell(world: World, firms: list[Firm]) -> list[Story]:
    dice, sellers = world.dice("fair"), cast.SELLERS
    ends = market.fates(world, len(firms), world.count(SIGNED))
    offers = market.offers(world, firms, dice)
    stories = []
    for number, (firm, fate, offer) in enumerate(zip(firms, ends, offers, strict=True)):
        quoted_on = _quoted_on(number, fate, world.count(SIGNED))
        story = Story(world, DEMO, firm, fate, sellers[number % len(sellers)], offer, quoted_on)
        story.guest = cast.GRACE if number == 0 else None
        stories.append(story)
    _bill(world, stories)
    for story in stories:
        story.tell()
    return stories


def _quoted_on(number: int, fate: str, signed: int) -> int:
    """Signatures are spread over the year; what is still open happened lately."""
    if fate == "signed":
        return FIRST_QUOTE + (LAST_QUOTE - FIRST_QUOTE) * number // signed
    return {"withdrawn": -190, "refused": -120, "lost": -140}.get(fate, -12 - number % 7)


def _bill(world: World, stories: list[Story]) -> None:
    """The last signatures wait for their invoice, five of those due are late, one is eased, some pay a deposit."""
    signed = [story for story in stories if story.fate == "signed"]
    held = signed[-world.count(HELD) :]
    due = [story for story in signed if story.quoted_on < LAST_DUE and story not in held]
    late = due[-world.count(LATE) :]
    refused = next(
        (one for one in reversed(signed) if one not in [*held, *due] and one.firm.kind not in NOT_BY_IT), None
    )
    split = due[1 : 1 + min(world.count(SPLIT), len(due) - len(late) - 1)]
    banked = [one for one in signed if one not in [*held, *late, *split, refused]][-BANKED:]
    for story in stories:
        is_eased = story is due[0]
        bill = Bill(
            story in held,
            story in late,
            is_eased,
            is_split=story in split,
            is_refused=story is refused,
            is_banked=story in banked,
        )
        story.then = [bill, portal.fill_in] if story.fate == "signed" else [bill]


def _talk(signed: list[Story]) -> None:
    """Questions of some exhibitors; the last ones wait for our answer."""
    for number, (question, answer) in enumerate(texts.QUESTIONS):
        story = signed[number * len(signed) // (2 * len(texts.QUESTIONS))]
        portal.talk(story, question, answer, days=-20 + 2 * number if answer else -4 + number % 3)


def _invite(world: World) -> None:
    """Most by the school’s lists, some by the site in the last days, Sam among them."""
    people = visitors.entries(world, world.count(VISITORS) - 1)
    alone = people[-min(world.count(ALONE), len(people) // 2) :]
    crowd = people[: -len(alone)]
    visitors.sign_up(world, DEMO, crowd, visitors.days_of(len(crowd), -27, -1, 2), proven=0.86)
    for number, entry in enumerate(alone):
        visitors.sign_up_alone(world, DEMO, entry, days=-1 - number % 2, is_proven=number % 3 > 0)
    visitors.sign_up_alone(world, DEMO, visitors.SAM, days=-20, is_proven=True)
    visitors.change_minds(world, DEMO, world.count(CANCELLED), days=-6)


def _place(world: World, stories: list[Story], at: datetime) -> None:
    place.place([story.exhibitor for story in stories], by=world.actor("leo"), at=at)
