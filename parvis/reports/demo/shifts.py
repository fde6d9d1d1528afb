"""Who holds which door when: twenty-four shifts, most of them full."""

from datetime import datetime, timedelta

from parvis.editions.models import Membership
from parvis.reports.demo.world import World
from parvis.reports.demo.year import FAIR_IN
from parvis.staffing.actions import add_shift, assign_shift, create_position
from parvis.staffing.models import Shift
from parvis.staffing.queries import available_members

SHIFTS = 24
POSITIONS = [  # French, English, where, people needed, hours
    ("Porte A", "Door A", "Grand Hall", 3, (8, 10, 12, 14, 16)),
    ("Porte B", "Door B", "Galerie", 2, (8, 10, 12, 14)),
    ("Accueil exposants", "Exhibitors’ desk", "Porte sud", 3, (7, 9, 17)),
    ("Accueil visiteurs", "Visitors’ desk", "Parvis", 3, (9, 11, 13)),
    ("Vestiaire", "Cloakroom", "Parvis", 2, (8, 11, 14, 16)),
    ("Déjeuner", "Lunch", "Verrière", 4, (11, 13)),
    ("Salle 1", "Room 1", "Salle 1", 1, (9, 13)),
    ("Coursier", "Runner", "Partout", 2, (8,)),
]
HOURS = timedelta(hours=2)


def staff(world: World, slug: str, *, by: str, at: datetime) -> None:
    """Positions and their shifts; Omar has the first one, the others go round, and one in six stays open."""
    edition, member, left = world.editions[slug], world.actor(by), world.count(SHIFTS)
    omar = Membership.objects.in_edition(edition).get(user=world.users["omar"])
    for name_fr, name_en, place, needed, hours in POSITIONS:
        if left <= 0:
            return
        words = {"name_fr": name_fr, "name_en": name_en, "place": place}
        position = create_position(edition, words=words, by=member, at=at)
        for hour in hours[:left]:
            starts_at = world.moment(FAIR_IN[slug], hour)
            shift = add_shift(
                position, starts_at=starts_at, ends_at=starts_at + HOURS, needed_count=needed, by=member, at=at
            )
            if name_fr == "Porte A" and hour in {8, 14}:
                assign_shift(shift, membership=omar, by=member, at=at)
            _fill(world, slug, shift, by=by, at=at)
        left -= len(hours)


def _fill(world: World, slug: str, shift: Shift, *, by: str, at: datetime) -> None:
    dice = world.dice(f"{slug}:{shift.position.name_fr}:{shift.starts_at:%H}")
    free = list(available_members(shift, at=at).filter(role=Membership.Role.VOLUNTEER).order_by("pk"))
    open_places = shift.needed_count - shift.assignments.count() - (dice.random() < 1 / 6)
    for membership in dice.sample(free, max(0, min(len(free), open_places))):
        assign_shift(shift, membership=membership, by=world.actor(by), at=at)
