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


def restamped(**job: Any) -> dict[str, Any]:
    """A sealed file with the time stamp it lacks (`pades.restamp`). Raises ChildFailed."""
    answer: dict[str, Any] = json.loads(SealChild.answer({"do": "restamp", **job}, seconds=LONGEST_S))
    return answer


def time_service_problem(url: str) -> str:
    """Why the time stamp service does not answer; nothing when it does. Raises ChildFailed."""
    return str(json.loads(SealChild.answer({"do": "probe", "tsa": url}, seconds=LONGEST_S))["problem"])


def verified(**job: Any) -> dict[str, Any]:
    """What the seals of a file say (`pades.verify`). Raises ChildFailed."""
    answer: dict[str, Any] = json.loads(SealChild.answer({"do": "verify", **job}, seconds=LONGEST_S))
    return answer
