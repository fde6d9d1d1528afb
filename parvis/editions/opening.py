"""What must be ready before an edition opens: each app answers `opening_asked` with lines about what it owns."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from parvis.editions import signals
from parvis.editions.models import Edition, Membership


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to be ready: where it stands, in a sentence; which pole can put it right, on which page.

    `place` orders the lines of all apps. `page` is the name of an address that takes the edition, or empty: then the
    sentence says what to do. An edition does not open while a line that `blocks` is not done.
    """

    place: int
    key: str
    title: str
    is_done: bool
    sentence: str
    pole: str
    page: str = ""
    blocks: bool = False

    @property
    def state(self) -> str:
        return "done" if self.is_done else "blocking" if self.blocks else "to_do"

    @property
    def pole_name(self) -> str:
        return str(Membership.Pole(self.pole).label)


@dataclass(frozen=True, slots=True)
class Checklist:
    """Every line, in order."""

    lines: list[Line]

    @property
    def done(self) -> list[Line]:
        return [line for line in self.lines if line.is_done]

    @property
    def blocking(self) -> list[Line]:
        return [line for line in self.lines if line.state == "blocking"]

    @property
    def to_do(self) -> list[Line]:
        return [line for line in self.lines if line.state == "to_do"]


def checklist_of(edition: Edition, *, at: datetime) -> Checklist:
    """How ready the edition is now, as every app sees it."""
    answers: list[tuple[Any, Any]] = signals.opening_asked.send(sender=Edition, edition=edition, at=at)
    found: list[Line] = [line for _receiver, lines in answers for line in lines]
    return Checklist(sorted(found, key=lambda line: line.place))
