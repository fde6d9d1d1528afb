"""The list of companies, the board and its table at 5000 companies: under 10 SQL statements and 3 times a read."""

from functools import partial

from bench.rig.client import Client, Reply, statements
from bench.rig.cost import Case, cpu_of, floor_cases
from bench.rig.fair import a_served_fair
from bench.rig.statements import ASKED
from bench.rig.words import asked, expect

STATEMENTS, RATIO = 10, 3.0
PAGES = {
    "list": "/team/bench/companies/",
    "board": "/team/bench/opportunities/",
    "table": "/team/bench/opportunities/table/",
}


def fetch(path: str, client: Client, _number: int) -> Reply:
    return client.get(path)


def main() -> None:
    options = asked(__doc__)
    size, figures = options.size(5000, 60), []
    with a_served_fair(data=options.data, companies=size, opportunities=size) as (fair, server):
        port, session = fair.installation.port, fair.facts["session"]
        cases, made = floor_cases(), {}
        for name, path in PAGES.items():
            client = Client(port, session=session)
            client.get(path)  # the first look of a minute counts what filters offer
            reply = client.get(path, **{ASKED: "1"})
            expect(reply.status == 200, f"{path}: {reply.status}")
            made[name], _written = statements(reply)
            cases.append(Case(name, partial(fetch, path)))
        cpu = cpu_of(port, lambda: fair.web(server), cases, times=options.times(20), session=session)
    for name in PAGES:
        figures.append(f"{name} {made[name]} statements, {cpu[name]:.1f} ms, {cpu[name] / cpu['read']:.1f} x read")
        print(figures[-1], flush=True)
    print(f"{size} companies (under {STATEMENTS} statements, at most {RATIO:g} x read): {'; '.join(figures)}")


if __name__ == "__main__":
    main()
