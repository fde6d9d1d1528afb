"""Which company goes how far in an edition, and what each is offered."""

from random import Random

from parvis.companies.models import Company
from parvis.reports.demo.names import Firm
from parvis.reports.demo.world import World

SIZES = [("P27", 3), ("B18", 8), ("B12", 20)]  # how many at scale 1; the others take 9 m², start-ups their corner
# The companies that do not sign, the most telling first.
REST = ["quoted", "signing", "interested", "contacted", "withdrawn", "negotiating", "to_contact", "refused", "lost"]
REST += ["quoted", "contacted", "signing", "interested", "to_contact", "quoted"]
OPTIONS = {  # code: how many at once, the stock to keep to
    "MEAL": (2, 300),
    "CHAIR": (2, 200),
    "SCREEN": (1, 15),
    "TALK": (1, 12),
    "CVLIB": (1, 500),
    "PARK": (1, 30),
    "ITV": (2, 40),
    "PWR2": (1, 25),
    "STOOL": (2, 60),
    "COUNTER": (1, 20),
    "MAIL": (1, 10),
}


def fates(world: World, companies: int, signed: int) -> list[str]:
    """So many sign; the others stop on the way."""
    rest = [REST[number % len(REST)] for number in range(companies - signed)]
    return ["signed"] * signed + rest


def offers(world: World, firms: list[Firm], dice: Random) -> list[dict[str, int]]:
    """What each of them orders: the largest booths for large companies, options while the stock lasts."""
    left = {code: stock for code, (_most, stock) in OPTIONS.items()}
    sizes = [code for code, number in SIZES for _turn in range(world.count(number))]
    codes = {firm.siren: "SU" for firm in firms if firm.kind == Company.Kind.STARTUP}
    for firm in sorted(firms, key=lambda firm: firm.kind != Company.Kind.LARGE):
        if firm.siren not in codes:
            codes[firm.siren] = sizes.pop(0) if sizes else "B9"
    return [{codes[firm.siren]: 1, **_options(left, dice)} for firm in firms]


def _options(left: dict[str, int], dice: Random) -> dict[str, int]:
    chosen = {}
    for code in dice.sample(list(OPTIONS), dice.choice([0, 0, 1, 1, 2, 3])):
        number = dice.randint(1, OPTIONS[code][0])
        if left[code] >= number:
            left[code] -= number
            chosen[code] = number
    return chosen
