"""The people of the matrix by what they may do: a name for each set that stands behind several pages."""

from tests.matrix.people import EVERYONE

TEAM_ALL = EVERYONE - {"volunteer"}
ANYONE = EVERYONE
BOARD = frozenset({"president", "secretary"})
BOARD_IT = BOARD | {"it-lead"}
SELLERS = frozenset({"president", "secretary", "companies-lead", "companies"})
PIPELINE = frozenset({"president", "companies-lead"})
READ_SALES = frozenset(
    {
        "president",
        "secretary",
        "treasurer",
        "treasury",
        "treasury-reader",
        "companies-lead",
        "companies",
        "companies-reader",
    }
)
PRICES = frozenset({"president", "secretary", "treasurer", "treasury", "companies-lead"})
COUNTERSIGN = frozenset({"president", "secretary", "treasurer"})
WITHDRAW = frozenset({"president", "treasurer", "companies-lead"})
EXHIBITOR_CARE = frozenset({"president", "secretary", "companies-lead", "companies", "logistics"})
EXHIBITOR_PAPERS = frozenset({"president", "secretary", "companies-lead", "companies", "companies-reader", "logistics"})
EXHIBITOR_FACTS = frozenset(
    {
        "president",
        "secretary",
        "treasurer",
        "treasury",
        "treasury-reader",
        "companies-lead",
        "companies",
        "companies-reader",
        "logistics",
        "communication",
    }
)
PLACE = frozenset({"president", "secretary", "logistics"})
VISITOR_WRITE = frozenset({"president", "secretary", "visitors"})
VISITOR_READ = frozenset({"president", "secretary", "communication", "visitors"})
SEATS = frozenset({"president"})
BADGES_READ = frozenset({"president", "secretary", "communication", "visitors", "it-lead", "it"})
BADGES = frozenset({"president", "secretary", "visitors", "it-lead", "it"})
DOORS = frozenset({"president", "secretary", "logistics", "visitors", "it-lead", "it"})
PAGES = frozenset({"president", "secretary", "communication", "it-lead", "it"})
TREASURY = frozenset({"president", "secretary", "treasurer", "treasury"})
READ_BANK = TREASURY | {"treasury-reader"}
ACTIVITIES = frozenset({"president", "secretary", "activities"})
STAFFING = frozenset({"president", "secretary", "logistics", "visitors"})

WRITERS = TEAM_ALL - {"treasury-reader", "companies-reader"}
