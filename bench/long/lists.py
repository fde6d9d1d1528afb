"""Lists at 100 000 rows: under 10 SQL statements and 3 times the CPU of a read."""

from functools import partial

from bench.rig.client import Client, Reply, statements
from bench.rig.cost import Case, cpu_of, floor_cases
from bench.rig.fair import a_served_fair
from bench.rig.statements import ASKED
from bench.rig.words import asked, expect

STATEMENTS, RATIO = 10, 3.0
LISTS = {
    "companies": "/team/bench/companies/",
    "companies, last page": "/team/bench/companies/?page=100000",
    "companies, search": "/team/bench/companies/?q=lyon+042",
    "visitors": "/team/bench/visitors/",
    "visitors, last page": "/team/bench/visitors/?page=100000",
    "visitors, search": "/team/bench/visitors/?q=martin+042",
}


def fetch(path: str, client: Client, _number: int) -> Reply:
    return client.get(path)


def main() -> None:
    options = asked(__doc__)
    size, figures = options.size(100_000, 60), []
    with a_served_fair(data=options.data, companies=size, visitors=size) as (fair, server):
        port, session = fair.installation.port, fair.facts["session"]
        cases, made = floor_cases(), {}
        for name, path in LISTS.items():
            reply = Client(port, session=session).get(path, **{ASKED: "1"})
            expect(reply.status == 200, f"{path}: {reply.status}")
            made[name], _written = statements(reply)
            cases.append(Case(name, partial(fetch, path)))
        cpu = cpu_of(port, lambda: fair.web(server), cases, times=options.times(10), session=session)
    for name in LISTS:
        figures.append(f"{name} {made[name]} statements, {cpu[name]:.1f} ms, {cpu[name] / cpu['read']:.1f} x read")
        print(figures[-1], flush=True)
    print(f"lists of {size} rows (under {STATEMENTS} statements, at most {RATIO:g} x read): {'; '.join(figures)}")


if __name__ == "__main__":
    main()
