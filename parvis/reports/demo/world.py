"""What every chapter of the demo shares: the day, the size, the dice, the calendar, the people who act."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from parvis.accounts.models import User
from parvis.core.actor import Actor, ActorKind
from parvis.core.dates import local_moment
from parvis.editions.models import Edition
from parvis.reports.demo.calendar import Act, Calendar
from parvis.reports.demo.names import People


@dataclass
class World:
    """`today` is T; `editions` and `users` fill as their acts are done."""

    seed: int
    scale: float
    today: date
    calendar: Calendar = field(default_factory=Calendar)
    editions: dict[str, Edition] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    sectors: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.people = People(self.dice("people"))

    def dice(self, part: str) -> Random:
        """Chances of one part, the same whatever the other parts do."""
        return Random(f"{self.seed}:{part}")  # noqa: S311  (invented data, no secret)

    def count(self, whole: int) -> int:
        """So many at scale 1, in proportion at another, never none."""
        return max(1, round(whole * self.scale))

    def moment(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """That hour of T + days, in the fair's time zone."""
        return local_moment(self.today + timedelta(days=days), time(hour, minute))

    def plan(self, days: int, act: Act, hour: int = 9) -> None:
        """Do it on T + days at that hour."""
        self.calendar.plan(self.moment(days, hour), act)

    def actor(self, name: str) -> Actor:
        """A member of the team as history knows them."""
        user = self.users[name]
        return Actor(ActorKind.MEMBER, str(user.pk), str(user))
