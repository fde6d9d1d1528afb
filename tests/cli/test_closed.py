"""A closed edition is read-only for the shell too: refused with a word, and not a row is written."""

import pytest

from parvis.companies.models import Company, Opportunity
from parvis.editions.models import Edition, FileImport, LogEntry, Membership
from parvis.editions.tests.factories import make_edition
from parvis.outbox.models import Message
from parvis.sales.models import Package
from parvis.visitors.models import Registration
from tests.cli.shell import DATA, Shell

pytestmark = pytest.mark.django_db
WRITTEN = (Company, Opportunity, Package, Registration, Membership, FileImport, Message, LogEntry)
WRITES = {
    "companies": ["import", "companies", str(DATA / "companies.csv")],
    "visitors": ["import", "visitors", str(DATA / "visitors.csv")],
    "catalogue": ["import", "catalogue", str(DATA / "catalogue.json")],
    "member": ["user", "invite", "new@team.example", "--pole", "it", "--role", "member"],
    "phone": ["device", "enrol", "Phone 1", "--place", "door-a"],
}


@pytest.mark.parametrize("words", WRITES.values(), ids=WRITES)
def test_nothing_is_written_into_a_closed_edition(shell: Shell, words: list[str]) -> None:
    edition = make_edition(state=Edition.State.CLOSED)

    code, answer = shell.ask(*words, "--edition", edition.slug)

    assert (code, answer["error"]["code"]) == (1, "edition_closed")
    assert [model.__name__ for model in WRITTEN if model.objects.exists()] == []


def test_the_same_goes_into_an_open_edition(shell: Shell) -> None:
    edition = make_edition()

    shell.do(*WRITES["companies"], "--edition", edition.slug)

    assert Opportunity.objects.filter(edition=edition).count() == Company.objects.count() == 95
