"""The edition whose fair is today, so that scanning can be tried at once: a smaller hall, everybody with a badge."""

from datetime import datetime

from parvis.companies.models import Contact
from parvis.exhibitors.actions.profile import save_profile, set_logo
from parvis.exhibitors.actions.standing import (
    confirm_exhibitor,
    ensure_exhibitor,
    ensure_representative,
    grant_entitlements,
)
from parvis.exhibitors.models import Exhibitor
from parvis.reports.demo import cast, day, pictures, place, portal, programme, shifts, visitors, year
from parvis.reports.demo.story import Story
from parvis.reports.demo.world import World
from parvis.reports.demo.year import TODAY

EXHIBITORS = 24
VISITORS = 150
GIVES = {"area_dm2": 900, "badge": 3, "job_offer": 5, "meal": 2}


def plan_today(world: World, stories: list[Story]) -> None:
    """Its life until the doors open; no papers here, they are the matter of `demo`."""
    world.plan(-60, lambda at: year.prepare(world, TODAY, president="paul", at=at), 10)
    world.plan(-59, lambda at: cast.join_team(world, TODAY, cast.TEAM, at=at), 10)
    world.plan(-58, lambda at: year.open_windows(world, TODAY, president="paul", at=at))
    world.plan(-29, lambda at: cast.call_volunteers(world, TODAY, by="leo", at=at))
    world.plan(-30, lambda at: place.draw(world, TODAY, by=world.actor("leo"), at=at))
    coming = [story for story in stories if story.fate == "signed"][: world.count(EXHIBITORS)]
    world.plan(-5, lambda at: _welcome(world, coming, at))
    people = visitors.entries(world, world.count(VISITORS))
    visitors.sign_up(world, TODAY, people, visitors.days_of(len(people), -9, 19, 7), proven=1)
    visitors.sign_up_alone(world, TODAY, visitors.SAM, days=-12, is_proven=True)
    world.plan(-4, lambda at: shifts.staff(world, TODAY, by="leo", at=at))
    world.plan(-4, lambda at: programme.write_programme(world, TODAY, by="jade", at=at))
    world.plan(-3, lambda at: day.open_doors(world, TODAY, by="leo", at=at), 10)
    world.plan(-1, lambda at: day.print_badges(world, TODAY, by="vera", at=at), 22)


def _welcome(world: World, stories: list[Story], at: datetime) -> None:
    by = world.actor("ada")
    exhibitors: list[Exhibitor] = []
    for story in stories:
        exhibitor = ensure_exhibitor(story.opportunity.company, world.editions[TODAY], by=by, at=at)
        confirm_exhibitor(exhibitor, by=by, at=at)
        grant_entitlements(exhibitor, GIVES, source="demo", by=by, at=at)
        contact = Contact.objects.get(pk=story.contact.pk)
        ensure_representative(exhibitor, contact, by=by, at=at)
        save_profile(exhibitor, words=portal.page_of(story), fields=portal.fields_of(story), by=by, at=at)
        set_logo(exhibitor, pictures.logo(story.firm.name, story.dice), by=by, at=at)
        exhibitors.append(exhibitor)
    place.place(exhibitors, by=world.actor("leo"), at=at)
