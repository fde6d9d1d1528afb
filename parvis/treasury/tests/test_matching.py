"""Which invoices a bank line answers: pure rules."""

import pytest

from parvis.treasury.matching import Owed, named_numbers, proposals

ONE = Owed(1, "F2026-0001", 288_000, 10, "Nubelis SAS", 1)
TWO = Owed(2, "F2026-0002", 120_000, 20, "Élan Conseil", 1)
TWIN = Owed(3, "F2026-0003", 50_000, 20, "Élan Conseil", 1)
OLD = Owed(4, "F2025-0009", 99_000, 30, "Vieux Groupe", 2)
ALL = [ONE, TWO, TWIN, OLD]


def found(label: str, cents: int, payer: str = "") -> list[tuple[str, str, int]]:
    return [(p.kind.key, p.posted, p.left_cents) for p in proposals(label, payer, cents, ALL, edition_id=1)]


@pytest.mark.parametrize(
    "text",
    ["F2026-0001", "VIR f2026-0001.", "FACT F 2026/0001", "REF:F20260001", "F-2026-0001", "F2026 0001 F2026-0001"],
)
def test_numbers_are_found_as_people_write_them(text: str) -> None:
    assert named_numbers(text) == ["F2026-0001"]


@pytest.mark.parametrize("text", ["F2026-00011234567", "XF2026-0001", "2026-0001", "20260914", "F1999-0001"])
def test_other_figures_are_no_invoice(text: str) -> None:
    assert named_numbers(text) == []


def test_number_and_amount_agree() -> None:
    assert found("F2026-0001", 288_000) == [("exact", "1:288000", 0)]
    assert found("F2026-0001 et F2026-0002", 408_000) == [("exact", "1:288000 2:120000", 0)]
    assert found("F2025-0009", 99_000) == [("exact", "4:99000", 0)], "of another edition, by its number alone"


def test_a_number_that_is_not_owed_makes_nothing_exact() -> None:
    assert found("F2026-0001 F2026-0777", 288_000) == [("suggested", "1:288000", 0)]
    assert found("F2026-0777", 288_000) == []


def test_less_or_more_than_what_is_due() -> None:
    assert found("F2026-0001", 287_000) == [("partial", "1:287000", 0)]
    assert found("F2026-0001 F2026-0002", 300_000) == [("partial", "1:288000 2:12000", 0)]
    assert found("F2026-0001 F2026-0002", 288_000) == [("partial", "1:288000", 0)]
    assert found("F2026-0001", 290_000) == [("overpaid", "1:288000", 2_000)]


def test_without_a_number_payer_and_amount_suggest() -> None:
    assert found("VIREMENT NUBELIS", 288_000) == [("suggested", "1:288000", 0)]
    assert found("VIREMENT", 288_000, payer="NUBELIS S.A.S") == [("suggested", "1:288000", 0)]
    assert found("elan conseil stand", 170_000) == [("suggested", "2:120000 3:50000", 0)], "grouped"
    assert found("NUBELIS frais", 286_500) == [("partial", "1:286500", 0)], "short by bank fees"
    assert found("NUBELIS", 290_000) == [("overpaid", "1:288000", 2_000)]


def test_the_amount_alone_is_the_weakest_proposal() -> None:
    assert found("VIR RECU", 288_000) == [("amount", "1:288000", 0)]
    assert found("VIR RECU", 99_000) == [], "another edition is not guessed at"
    assert found("VIR RECU", 1) == []
