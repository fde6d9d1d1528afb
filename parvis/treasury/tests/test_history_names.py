"""History calls things as people do: papers by their number, places by what is painted on the floor."""

import pytest

from parvis.editions.history import record
from parvis.editions.history_words import in_words
from parvis.editions.tests.factories import NOON, client_in, make_actor
from parvis.sales.models import Quote
from parvis.treasury.tests.factories import make_billing_edition, make_draft, make_issued

pytestmark = pytest.mark.django_db


def test_papers_are_called_by_their_number_and_drafts_by_that_of_their_row() -> None:
    edition = make_billing_edition()
    issued, draft = make_issued(edition), make_draft(edition)
    contract = issued.contract
    assert contract is not None
    Quote.objects.filter(pk=contract.quote_id).update(version=2)
    rows = [issued, draft, contract, contract.quote]
    entries = [record("edition.changed", row, by=make_actor(), at=NOON, edition=edition) for row in rows]

    told = [line.about for line in in_words(entries, edition.slug, sees_amounts=True)]

    assert told == [
        f"invoice {issued.number}",
        f"invoice {draft.pk}",  # no number yet
        f"contract {contract.number}",
        f"quote {contract.quote.number} v2",
    ]
    page = client_in(edition, pole="presidency", role="lead").get(f"/team/{edition.slug}/history/", {"export": "csv"})
    assert f",invoice,{issued.number}," in page.text
