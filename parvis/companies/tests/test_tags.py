"""Tags of companies, and IBANs with their check."""

from typing import Any

import pytest
from django.urls import reverse

from parvis.companies import actions
from parvis.companies.identifiers import BadNumber, check_iban
from parvis.companies.models import (
    Company,
    CompanyMerge,
    CompanyTag,
    Interest,
    MailTemplate,
    SalesTarget,
    StepFeed,
)
from parvis.companies.tests.factories import make_company
from parvis.core.errors import Refused
from parvis.editions.tests.factories import NOON, client_in, make_actor, make_edition, make_member

pytestmark = pytest.mark.django_db
BY: dict[str, Any] = {"by": make_actor(), "at": NOON}


def test_tags_are_set_written_one_way_and_taken_away() -> None:
    one, two = make_company(), make_company()

    assert actions.set_tags(one, ["Alumni", " sponsor  2024", ""], **BY) == ["Alumni", "sponsor 2024"]
    assert actions.set_tags(two, ["alumni"], **BY) == ["Alumni"]
    assert actions.set_tags(one, ["Alumni"], **BY) == ["Alumni"]
    assert actions.set_tags(one, ["Alumni"], **BY) == ["Alumni"]
    with pytest.raises(Refused, match="12 tags at most"):
        actions.set_tags(one, map(str, range(13)), **BY)
    with pytest.raises(Refused, match="40 letters"):
        actions.set_tags(one, ["x" * 41], **BY)


def test_the_form_sets_tags_and_the_list_finds_them() -> None:
    edition = make_edition()
    client, words = client_in(edition), {"name": "Nubelis", "kind": "sme", "country": "FR", "tags": "alumni, sponsor"}

    client.post(reverse("companies:company_new", args=[edition.slug]), words)
    company = Company.objects.get()
    make_company("Other")
    client.post(reverse("companies:company_edit", args=[edition.slug, company.pk]), words | {"tags": "alumni"})
    listed = client.get(reverse("companies:company_list", args=[edition.slug]), {"tag": "alumni"}).content.decode()

    assert list(CompanyTag.objects.values_list("name", flat=True)) == ["alumni"]
    assert "Nubelis" in listed
    assert ">Other</a>" not in listed


def test_an_iban_is_cleaned_and_checked() -> None:
    assert check_iban("fr76 3000 6000 0112 3456 7890 189") == "FR7630006000011234567890189"
    with pytest.raises(BadNumber, match="check the rest"):
        check_iban("FR7630006000011234567890188")
    with pytest.raises(BadNumber, match="a country, two digits"):
        check_iban("30006000011234567890189")
    for right in ("FR1420041010050500013M02606", "MC5811222000010123456789030", "DE89370400440532013000"):
        assert check_iban(right) == right
    for wrong in ("FR2520041010050500013M02699", "FR0630006000011234567890188", "MC3111222000010123456789031"):
        with pytest.raises(BadNumber, match="RIB key"):
            check_iban(wrong)
    with pytest.raises(Refused, match="check the rest"):
        actions.create_company(name="Nubelis", iban="FR7630006000011234567890188", **BY)


def test_rows_say_what_they_are() -> None:
    edition, user = make_edition(), make_member(make_edition()).user
    one, two = make_company("One"), make_company("Two")
    rows = [
        CompanyTag(company=one, name="alumni"),
        SalesTarget(edition=edition, owner=user, month=NOON.date(), amount_cents=5),
        StepFeed(user=user, created_at=NOON),
        CompanyMerge(kept=one, gone=two),
        Interest(name="One", created_at=NOON),
        MailTemplate(name="First mail"),
    ]

    assert [str(row) for row in rows] == [
        *("alumni", f"{user} 2026-09 5", f"{user} 2026-09-15", "Two = One", "One 2026-09-15", "First mail")
    ]
