"""The coverage gate says which file falls short, and by what."""

from tools.coverage_gate import Gate, Measure, failures, overall_percent

GATE = Gate(overall_percent=90, full_percent=100, full=("*/actions.py",))


def test_a_file_that_must_be_full_and_is_not_is_named() -> None:
    measures = [Measure("parvis/sales/actions.py", 19, 20, "12->14"), Measure("parvis/sales/forms.py", 19, 20, "7")]

    assert failures(GATE, measures) == [
        "parvis/sales/actions.py: 95.0 % of lines and branches, 100 % asked; missing 12->14"
    ]


def test_an_overall_figure_below_the_gate_is_named() -> None:
    assert failures(GATE, [Measure("parvis/sales/forms.py", 8, 10, "7, 8")]) == ["overall: 80.0 %, 90 % asked"]


def test_a_project_without_a_line_is_covered() -> None:
    assert overall_percent([]) == 100.0
