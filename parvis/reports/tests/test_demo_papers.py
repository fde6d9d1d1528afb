"""Every invoice and credit note of the demo is what an outsider would accept, and what the books say."""

from datetime import date

import pytest

from parvis.reports.demo import load_demo
from parvis.treasury.documents import issued_papers
from parvis.treasury.tests.test_accounting import assert_books_agree
from parvis.treasury.tests.test_einvoices import assert_sound

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_every_paper_of_the_demo_is_sound_and_in_the_books() -> None:
    load_demo(seed=1, scale=0.1, today=date(2026, 7, 15))

    papers = issued_papers()
    for paper in papers:
        assert_sound(paper)

    assert {str(paper.number)[0] for paper in papers} == {"A", "F"}
    assert len({group["BT-118"] for paper in papers for group in paper.facts["BG-23"]}) >= 2
    assert_books_agree(date(2024, 1, 1), date(2027, 12, 31))
