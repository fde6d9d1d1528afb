"""The child process that makes and reads seals, as its parent sees it (`core.apart`)."""

import json
from typing import Any

from parvis.core.apart import Child

LONGEST_S = 60.0


class SealChild(Child):
    module = "parvis.sales.pades"


def sealed(**job: Any) -> dict[str, Any]:
    """One more seal on a file (`pades.seal`). Raises ChildFailed."""
    answer: dict[str, Any] = json.loads(SealChild.answer({"do": "seal", **job}, seconds=LONGEST_S))
    return answer


def verified(**job: Any) -> dict[str, Any]:
    """What the seals of a file say (`pades.verify`). Raises ChildFailed."""
    answer: dict[str, Any] = json.loads(SealChild.answer({"do": "verify", **job}, seconds=LONGEST_S))
    return answer
