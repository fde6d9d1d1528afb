"""The team of the demo, and who can sign in."""

from datetime import datetime

from parvis.accounts.actions import ensure_user
from parvis.editions.actions import add_member
from parvis.reports.demo.world import World

DOMAIN = "demo.example"
LOGINS: list[tuple[str, str]] = [
    (f"paul@{DOMAIN}", "Presidency"),
    (f"ada@{DOMAIN}", "Company relations"),
    (f"nora@{DOMAIN}", "Treasury"),
    (f"leo@{DOMAIN}", "Logistics"),
    (f"vera@{DOMAIN}", "Visitors"),
    (f"carl@{DOMAIN}", "Communication"),
    (f"omar@{DOMAIN}", "Door volunteer"),
    (f"grace@{DOMAIN}", "Exhibitor"),
    (f"sam@{DOMAIN}", "Visitor"),
]
TEAM = [  # the name before the @, first and last name, pole, role
    ("paul", "Paul", "Marchand", "presidency", "lead"),
    ("ines", "Inès", "Faivre", "general_secretary", "lead"),
    ("ada", "Ada", "Roy", "company_relations", "lead"),
    ("theo", "Théo", "Lacombe", "company_relations", "member"),
    ("lina", "Lina", "Cissé", "company_relations", "member"),
    ("hugo", "Hugo", "Tessier", "company_relations", "member"),
    ("nora", "Nora", "Benali", "treasury", "lead"),
    ("tom", "Tom", "Verdier", "treasury", "member"),
    ("leo", "Léo", "Garnier", "logistics", "lead"),
    ("luc", "Luc", "Salaün", "logistics", "member"),
    ("jade", "Jade", "Monnier", "activities", "lead"),
    ("vera", "Véra", "Simonet", "visitors", "lead"),
    ("yann", "Yann", "Le Goff", "visitors", "member"),
    ("carl", "Carl", "Weber", "communication", "lead"),
    ("zoe", "Zoé", "Imbert", "communication", "member"),
    ("marc", "Marc", "Huynh", "it", "lead"),
    ("omar", "Omar", "Diallo", "logistics", "volunteer"),
]
PAST_TEAM = [
    ("rose", "Rose", "Delorme", "presidency", "lead"),
    ("basile", "Basile", "Courtois", "company_relations", "lead"),
    ("elsa", "Elsa", "Quéré", "treasury", "lead"),
    ("malo", "Malo", "Riou", "logistics", "lead"),
]
GRACE = ("Grace", "Delorme", f"grace@{DOMAIN}")  # the contact of the first company that signs
SELLERS = ("ada", "theo", "lina", "hugo")
VOLUNTEERS = 24


def meet_team(world: World) -> None:
    """The users, before any of them acts."""
    for name, first, last, _pole, _role in TEAM + PAST_TEAM:
        world.users[name] = ensure_user(f"{name}@{DOMAIN}", first_name=first, last_name=last)


def join_team(world: World, slug: str, team: list[tuple[str, str, str, str, str]], *, at: datetime) -> None:
    """Everybody's place in the edition, given by the president."""
    edition, by = world.editions[slug], world.actor(team[0][0])
    for name, _first, _last, pole, role in team:
        add_member(edition, user=world.users[name], pole=pole, role=role, by=by, at=at)


def call_volunteers(world: World, slug: str, *, by: str, at: datetime) -> None:
    """The people of the day: they hold shifts and scan."""
    domain = "etu.demo.example"
    known = [user for name, user in sorted(world.users.items()) if name.startswith("volunteer-")]
    for number in range(len(known), world.count(VOLUNTEERS)):
        person = world.people.person(domain)
        user = ensure_user(person.email, first_name=person.first_name, last_name=person.last_name)
        world.users[f"volunteer-{number:03d}"] = user
        known.append(user)
    for number, user in enumerate(known):
        pole = ("logistics", "visitors", "activities")[number % 3]
        add_member(world.editions[slug], user=user, pole=pole, role="volunteer", by=world.actor(by), at=at)
