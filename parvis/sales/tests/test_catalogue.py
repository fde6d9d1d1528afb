"""The price list: from a file, by hand, and copied forward."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from parvis.core.errors import Refused
from parvis.editions.actions import copy_edition
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, make_actor, make_edition
from parvis.sales import actions
from parvis.sales.models import GeneralTerms, Option, Package, PriceRule
from parvis.sales.queries import current_terms, packages_of
from parvis.sales.terms import articles_of, split_articles
from parvis.sales.tests.factories import make_option, make_package, make_rule, make_signed, make_terms

pytestmark = pytest.mark.django_db
BY = make_actor()
FILE = Path(__file__).parents[3] / "tests" / "data" / "catalogue.json"


def bring_in(edition: Edition, data: bytes | dict[str, Any] | None = None, *, dry_run: bool = False) -> dict[str, Any]:
    if not isinstance(data, bytes):
        data = FILE.read_bytes() if data is None else json.dumps(data).encode()
    result = actions.import_catalogue(data, "catalogue.json", edition=edition, dry_run=dry_run, by=BY, at=NOON)
    return result.as_dict()


def item(**fields: object) -> dict[str, object]:
    return {"code": "B9", "name": "Stand", "price": "10.00", **fields}


def problem_of(edition: Edition, data: dict[str, Any]) -> tuple[str, str]:
    refused = bring_in(edition, data)["refused"]
    assert len(refused) == 1
    return refused[0]["column"], refused[0]["reason"]


def test_the_example_price_list_goes_in_whole() -> None:
    edition = make_edition()

    result = bring_in(edition)

    assert result == {
        "read": 22,
        "created": 22,
        "updated": 0,
        "unchanged": 0,
        "duplicates": [],
        "refused": [],
        "notes": [],
    }
    corner = packages_of(edition).get(code="SU")
    assert (corner.price_cents, corner.stock, corner.only_kinds) == (65_000, 20, ["startup"])
    assert corner.gives["area_dm2"] == 450
    power = Option.objects.get(code="PWR9")
    assert (power.price_cents, power.gives, power.vat_basis_points) == (55_000, {"power_w": 9_000}, 2_000)
    assert Option.objects.get(code="CVLIB").stock is None
    assert list(PriceRule.objects.filter(kind="cancel").order_by("pk").values_list("days_before", "basis_points")) == [
        (60, 3_000),
        (30, 10_000),
    ]
    early = PriceRule.objects.get(kind="early_bird")
    assert (early.until_on, early.basis_points) == (date(2026, 6, 15), -1_000)


def test_a_file_says_windows_tiers_audience_and_texts_and_what_it_does_not_say_stays() -> None:
    edition = make_edition()
    said = {"opens": "2026-02-01", "closes": "30/09/2026", "audience": "team", "text": "Grand\r\nstand", "text_en": ""}

    bring_in(edition, {"packages": [item(**said, tier="sponsor")], "options": [item(code="MEAL", closes="2026-10-01")]})
    bring_in(edition, {"packages": [item(price="20.00")]})

    package, option = packages_of(edition).get(), Option.objects.get()
    assert (package.opens_on, package.closes_on) == (date(2026, 2, 1), date(2026, 9, 30))
    assert (package.tier, package.audience, package.text_fr) == ("sponsor", "team", "Grand\nstand")
    assert (option.opens_on, option.closes_on, option.audience) == (None, date(2026, 10, 1), "all")
    assert bring_in(edition, {"packages": [item(price="20.00", **said)]})["unchanged"] == 1


def test_wrong_windows_tiers_and_audiences_are_told() -> None:
    edition = make_edition()

    def column(**fields: object) -> str:
        return problem_of(edition, {"packages": [item(**fields)]})[0]

    assert column(opens="2026-02-30") == "opens"
    assert column(opens="2026-03-01", closes="2026-02-01") == "closes"
    assert column(tier="platinum") == "tier"
    assert column(audience="press") == "audience"
    assert problem_of(edition, {"packages": [item(tier="gold")]})[1].endswith("Known: partner, sponsor.")


def test_the_same_file_twice_changes_nothing() -> None:
    edition = make_edition()
    bring_in(edition)
    lines = LogEntry.objects.count()

    result = bring_in(edition)

    assert (result["created"], result["updated"], result["unchanged"]) == (0, 0, 22)
    assert LogEntry.objects.count() == lines


def test_a_trial_answers_the_same_and_keeps_nothing() -> None:
    edition = make_edition()

    assert bring_in(edition, dry_run=True)["created"] == 22
    assert not Package.objects.exists()
    assert not LogEntry.objects.exists()


def test_a_changed_file_changes_what_it_names_and_leaves_the_rest() -> None:
    edition = make_edition()
    bring_in(edition)
    data = json.loads(FILE.read_text(encoding="utf-8"))
    data["packages"] = [data["packages"][0] | {"price": "2500.00", "includes": {"meal": 3}}]
    data["options"], data["rules"] = [], []

    result = bring_in(edition, data)

    assert (result["read"], result["updated"]) == (1, 1)
    assert Package.objects.count() == 5
    package = packages_of(edition).get(code="B9")
    assert (package.price_cents, package.gives) == (250_000, {"meal": 3})


def test_an_import_never_takes_below_what_is_sold() -> None:
    contract = make_signed()
    edition = contract.exhibitor.edition
    code = Package.objects.get(edition=edition).code

    assert problem_of(edition, {"packages": [item(code=code, stock=0)]}) == (
        "stock",
        "1 are already sold: the stock cannot be lower.",
    )


@pytest.mark.parametrize(
    ("part", "entry", "column", "words"),
    [
        ("packages", item(includes={"meal": 0}), "", ""),
        ("packages", "B9", "", "not an object"),
        ("packages", item(code="a b"), "code", "1 to 20"),
        ("packages", item(name=" "), "name", "name is needed"),
        ("packages", item(name="x" * 121), "name", "120"),
        ("packages", item(price="1,234"), "price", "not an amount"),
        ("packages", item(price="-1"), "price", "not negative"),
        ("packages", item(price="NaN"), "price", "not an amount"),
        ("packages", item(stock="2.5"), "stock", "whole number"),
        ("packages", item(stock=-1), "stock", "whole number"),
        ("packages", item(stock="many"), "stock", "not a number"),
        ("packages", item(stock=10**12), "stock", "not a number"),
        ("packages", item(vat_rate="120"), "vat_rate", "between 0 and 100"),
        ("packages", item(vat_rate="5.555"), "vat_rate", "between 0 and 100"),
        ("packages", item(only=["giant"]), "only", "“giant” is not known"),
        ("packages", item(only="startup,sme"), "only", "not known"),
        ("packages", item(includes=[]), "", ""),
        ("packages", item(includes={"sofa": 1}), "includes.sofa", "“sofa” is not known"),
        ("packages", item(includes={"meal": 1.5}), "includes.meal", "whole number"),
        ("packages", item(includes={"meal": -1}), "includes.meal", "whole number"),
        ("packages", item(includes="meal"), "includes", "an object"),
        ("rules", {"kind": "magic"}, "kind", "“magic” is not known"),
        ("rules", "early", "kind", "not known"),
        ("rules", {"kind": "class", "company": "giant"}, "company", "“giant” is not known"),
        ("rules", {"kind": "early_bird", "until": "soon", "percent": "-1"}, "until", "not a date"),
        ("rules", {"kind": "early_bird", "until": "2026-06-15", "percent": "-101"}, "percent", "between -100"),
        ("rules", {"kind": "cancel", "days_before": 3, "due_percent": "-1"}, "due_percent", "between 0"),
    ],
)
def test_each_problem_names_its_field_and_the_rest_goes_in(part: str, entry: object, column: str, words: str) -> None:
    edition = make_edition()
    good = {"options": [{"code": "X", "name": "Autre", "price": 3}]}

    result = bring_in(edition, {part: [entry]} | good)

    if not words:  # an empty list, or none of a thing, is no inclusion
        assert result["refused"] == []
        return
    assert [(problem["column"], words in problem["reason"]) for problem in result["refused"]] == [(column, True)]
    assert Option.objects.get().price_cents == 300


def test_an_entry_said_twice_counts_once() -> None:
    result = bring_in(make_edition(), {"packages": [item(), item(price="20.00")]})

    assert result["duplicates"] == [{"row": 2, "of": "B9", "by": "code"}]
    assert Package.objects.get().price_cents == 1_000


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not JSON"),
        (b"PK\x03\x04", "not JSON"),
        (b"[1, 2]", "no packages"),
        (b"{}", "no packages"),
        (b'{"packages": {"a": 1}}', "not a list"),
        (b'{"packages": "\xe9"}', "UTF-8"),
        (b"[" * 200_000, "not a price list"),
        (b" " * 1_000_001, "smaller than 1 MB"),
        (b'{"currency": "GBP", "packages": [1]}', "GBP"),
        (b'{"vat_rate": "x", "packages": [1]}', "vat_rate"),
        (b'{"packages": [' + b"1," * 2_000 + b"1]}", "not a list"),
    ],
)
def test_a_file_that_is_no_price_list_is_refused_whole(data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        bring_in(make_edition(), data)

    assert not Package.objects.exists()


def test_what_an_option_gives_can_be_said_by_hand_when_the_file_does_not_know_its_code() -> None:
    edition = make_edition()
    data = {"options": [{"code": "VR", "name": "Casque", "price": "10"}]}
    bring_in(edition, data)
    option = Option.objects.get()
    actions.save_option(option, gives_kind="screen", by=BY, at=NOON)

    assert bring_in(edition, data)["unchanged"] == 1
    assert Option.objects.get().gives == {"screen": 1}


def test_stock_by_hand_never_falls_below_what_is_sold() -> None:
    package = Package.objects.get(edition=make_signed().exhibitor.edition)

    with pytest.raises(Refused, match="already sold"):
        actions.save_package(package, inclusions={}, stock=0, by=BY, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Package.objects.filter(pk=package.pk).update(stock=0)


def test_saving_the_same_again_leaves_no_line_in_history() -> None:
    edition = make_edition()
    package, rule = make_package(edition, includes={"meal": 2}), make_rule(edition, "cancel", 30, days_before=60)

    actions.save_package(package, inclusions={"meal": 2, "talk": 0}, name_fr=package.name_fr, by=BY, at=NOON)
    actions.save_rule(rule, basis_points=3_000, by=BY, at=NOON)

    assert not LogEntry.objects.exists()


def test_delete_rule_leaves_a_line_in_history() -> None:
    rule = make_rule(make_edition(), "class", -20, company_kind="public")

    actions.delete_rule(rule, by=BY, at=NOON)

    assert not PriceRule.objects.exists()
    assert LogEntry.objects.get().changes == {"rule": ["class -20 %", None]}


def test_publishing_the_same_terms_again_makes_no_version() -> None:
    edition = make_edition()

    assert make_terms(edition) == make_terms(edition)
    newer = actions.publish_terms(edition, text_fr="Neuf", by=BY, at=NOON)

    assert (newer.version, current_terms(edition)) == (2, newer)


def test_the_next_edition_starts_with_the_price_list_and_the_terms() -> None:
    source = make_edition()
    package = make_package(source, "B9", includes={"meal": 2}, sold_count=3)
    make_option(source, "MEAL", sold_count=2)
    make_rule(source, "early_bird", -10, until_on=date(2026, 6, 15))
    make_rule(source, "class", -20, company_kind="public")
    make_terms(source)
    last = actions.publish_terms(source, text_fr="Deux", by=BY, at=NOON)

    target = copy_edition(
        source, slug="next", name="Next", fair_on=source.fair_on + timedelta(days=364), by=BY, at=NOON
    )

    copy = packages_of(target).get()
    assert (copy.code, copy.price_cents, copy.sold_count, copy.gives) == ("B9", package.price_cents, 0, {"meal": 2})
    assert Option.objects.get(edition=target).sold_count == 0
    rules = PriceRule.objects.filter(edition=target).order_by("kind").values_list("kind", "until_on")
    assert list(rules) == [("class", None), ("early_bird", date(2027, 6, 14))]
    terms = GeneralTerms.objects.get(edition=target)
    assert (terms.version, terms.text_fr) == (1, last.text_fr)
    assert packages_of(source).get().gives == {"meal": 2}


def test_an_edition_without_terms_is_copied_without_terms() -> None:
    source = make_edition()

    target = copy_edition(source, slug="next", name="Next", fair_on=source.fair_on, by=BY, at=NOON)

    assert current_terms(target) is None


def test_terms_become_articles_and_paragraphs() -> None:
    text = "Préambule.\n\n# Objet\nLe **forum**\nréunit.\n\n- un\n- deux\n\n##\n\nFin."

    assert split_articles(text) == [
        ("General terms", ["Préambule."]),
        ("Objet", ["Le forum réunit.", "• un", "• deux"]),
        ("General terms", ["Fin."]),
    ]


def test_terms_are_read_in_french_when_there_is_no_english() -> None:
    edition = make_edition()
    terms = make_terms(edition)
    both = actions.publish_terms(edition, text_fr="# Objet", text_en="# Purpose", by=BY, at=NOON)

    assert articles_of(terms, "en")[0].heading == "Objet"
    assert articles_of(both, "en")[0].heading == "Purpose"
