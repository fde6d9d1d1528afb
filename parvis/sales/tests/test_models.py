"""What rows of sales say of themselves, and what the database refuses."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from parvis.editions.tests.factories import make_edition
from parvis.sales.models import Contract, Inclusion, PaperSeries, Quote
from parvis.sales.tests.factories import make_option, make_package, make_rule, make_sent, make_signed, make_terms

pytestmark = pytest.mark.django_db


def test_rows_show_themselves_by_what_a_person_calls_them() -> None:
    edition = make_edition(name="Forum 2026")
    contract = make_signed(edition)

    assert str(contract.quote.lines.get()).startswith("1 x Booth")
    assert str(contract.signature) == "C2026-0001 Grace Martin"
    assert str(make_terms(edition)) == "Forum 2026 v1"
    assert str(Inclusion.objects.get(package__code=make_package(edition, "B9").code, kind="meal")) == "B9 meal 2"
    assert str(make_rule(edition, "class", -20, company_kind="public")) == "class -20 %"
    assert str(PaperSeries.objects.get(prefix="Q2026-")) == "Q2026- 1"


def test_names_are_in_the_reader_s_language_and_french_by_default() -> None:
    package = make_package(make_edition(), name_fr="Stand", name_en="Booth")
    option = make_option(make_edition(), name_fr="Repas")

    with translation.override("en"):
        assert (str(package), str(option)) == ("Booth", "Repas")
    with translation.override("fr"):
        assert str(package) == "Stand"


def test_contracts_are_counted_by_state() -> None:
    edition = make_edition()
    signed = make_signed(edition)
    waiting = make_sent(edition)

    assert list(Contract.objects.in_edition(edition).signed()) == [signed]
    assert list(Contract.objects.in_edition(edition).unsigned()) == []
    assert list(Quote.objects.in_edition(edition).waiting()) == [waiting]


def test_the_database_sells_no_more_than_the_stock() -> None:
    package = make_package(make_edition(), stock=1)

    package.sold_count = 2
    with pytest.raises(IntegrityError), transaction.atomic():
        package.save()


def test_the_database_refuses_a_rule_without_what_it_hangs_on() -> None:
    for kind in ("class", "early_bird", "cancel"):
        with pytest.raises(IntegrityError), transaction.atomic():
            make_rule(make_edition(), kind, -10)
