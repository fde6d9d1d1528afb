"""A scan of an enrolled phone: at most 8 SQL statements, and twice the CPU of one INSERT."""

from functools import partial
from typing import Any
from uuid import uuid4

from bench.rig.client import Client, Reply, statements
from bench.rig.cost import Case, cpu_of, floor_cases
from bench.rig.fair import a_served_fair
from bench.rig.statements import ASKED
from bench.rig.words import asked, expect

STATEMENTS, RATIO, PATH = 8, 2.0, "/api/v1/scans"


def scan(facts: dict[str, Any], client: Client, number: int, **headers: str) -> Reply:
    badges = facts["badges"]
    event = {"id": str(uuid4()), "place": "door-a", "kind": "entry", "badge": badges[number % len(badges)]}
    return client.post_json(PATH, {"events": [event]}, Authorization=f"Bearer {facts['device']}", **headers)


def main() -> None:
    options = asked(__doc__)
    count = options.size(2500, 40)
    with a_served_fair(data=options.data, visitors=count, badges=count) as (fair, server):
        port = fair.installation.port
        first = scan(fair.facts, Client(port), count - 1, **{ASKED: "1"})
        expect(b'"ok"' in first.body, first.body)
        made, _written = statements(first)
        print(f"first entry of a badge: {made} statements", flush=True)
        cases = [*floor_cases(1), Case("scan", partial(scan, fair.facts))]
        cpu = cpu_of(port, lambda: fair.web(server), cases, times=options.times(300))
    ratio = cpu["scan"] / cpu["write(1)"]
    print(
        f"scan: {made} statements (at most {STATEMENTS}), {cpu['scan']:.2f} ms of CPU,"
        f" {ratio:.2f} x write(1) of {cpu['write(1)']:.2f} ms (at most {RATIO:g})"
    )


if __name__ == "__main__":
    main()
