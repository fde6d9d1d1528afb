"""One of everything that money goes out for: a part of the world of the matrix."""

from parvis.editions.models import Edition
from parvis.treasury.tests.budget_rows import make_line


def spending_of(edition: Edition) -> dict[str, object]:
    line = make_line(edition)
    return {"budget_id": line.version_id, "budget_line_id": line.pk}
