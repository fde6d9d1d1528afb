"""How much CPU a request costs: the same cases in several rounds, the median of each."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median

from bench.rig.client import Client, Reply
from bench.rig.processes import cpu_seconds
from bench.rig.words import expect

ROUNDS = 5
WARM_UP = 40
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")  # what the system counts CPU in


@dataclass(frozen=True)
class Case:
    """One kind of request; `ask(client, number)` sends the number-th of them, which answers `status`."""

    name: str
    ask: Callable[[Client, int], Reply]
    status: int = 200


def cpu_of(
    port: int, pids: Callable[[], Iterable[int]], cases: list[Case], *, times: int = 200, session: str = ""
) -> dict[str, float]:
    """Milliseconds of CPU (user and system, all server processes) of one request, for each case.

    What is less than the clock can tell counts as one tick of it.
    """
    client, numbers = Client(port, session=session), iter(range(10**9))

    def send(case: Case, count: int) -> None:
        for _time in range(count):
            reply = case.ask(client, next(numbers))
            expect(reply.status == case.status, f"{case.name} {reply.status} {reply.body[:400]!r}")

    for case in cases:
        send(case, min(WARM_UP, times))
    known = list(pids())
    spent: dict[str, list[float]] = {case.name: [] for case in cases}
    for _round in range(ROUNDS):
        for case in cases:
            before = cpu_seconds(known)
            send(case, times)
            spent[case.name].append((cpu_seconds(known) - before) * 1000 / times)
    return {name: max(median(values), TICK_MS / times) for name, values in spent.items()}


def floor_cases(*writes: int) -> list[Case]:
    """The floors of this server: no database, one read, and so many INSERTs in one commit."""
    cases = [
        Case("nothing", lambda client, _n: client.get("/floor/nothing/")),
        Case("read", lambda client, n: client.get(f"/floor/read/{n % 1000 + 1}/")),
    ]
    return cases + [_write(count) for count in writes]


def _write(count: int) -> Case:
    return Case(f"write({count})", lambda client, _n: client.ask("POST", f"/floor/write/{count}/"))
