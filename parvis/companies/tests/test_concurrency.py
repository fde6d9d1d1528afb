"""Two files at once make no company twice."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from parvis.companies.actions import imports
from parvis.companies.models import Company, Contact, HeldRow, Opportunity
from parvis.companies.tests.factories import DATA, bring_in
from parvis.core.imports import ImportResult
from parvis.editions.tests.factories import make_edition

pytestmark = pytest.mark.django_db(transaction=True)
REAL = (DATA / "companies.csv").read_bytes()


def test_two_imports_of_one_file_at_once_make_each_company_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "CHUNK", 20)  # so that they take turns
    edition = make_edition()

    def one(_place: int) -> ImportResult:
        try:
            return bring_in(REAL, edition)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results: list[Any] = list(pool.map(one, range(2)))

    assert sum(result.created for result in results) == 95
    assert [len(result.duplicates) for result in results] == [6, 6]
    assert (Company.objects.count(), Contact.objects.count()) == (95, 95)
    assert (HeldRow.objects.count(), Opportunity.objects.count()) == (6, 95)
