"""Public pages: drawn anew, from the database at most twice a read, cached or 304 near a page without database."""

from functools import partial

from bench.rig.client import Client, Reply
from bench.rig.cost import Case, cpu_of, floor_cases
from bench.rig.fair import a_served_fair
from bench.rig.words import asked

PAGES = {"home": "", "exhibitors": "exhibitors/", "plan": "plan/", "programme": "programme/"}
RATIO = 2.0


def fetch(path: str, client: Client, _number: int) -> Reply:
    return client.get(path)


def fetch_anew(path: str, client: Client, number: int) -> Reply:
    """A page nobody asked for before: another query is another page."""
    return client.get(f"{path}?n={number}")


def fetch_again(path: str, etag: str, client: Client, _number: int) -> Reply:
    return client.get(path, If_None_Match=etag)


def main() -> None:
    options = asked(__doc__)
    with a_served_fair(data=options.data, demo="" if options.quick else "1") as (fair, server):
        port, slug = fair.installation.port, "bench" if options.quick else "demo"
        cases = floor_cases()
        for name, rest in PAGES.items():
            path = f"/{slug}/{rest}"
            etag = Client(port).get(path).headers.get("etag", "")
            cases += [Case(f"{name} anew", partial(fetch_anew, path)), Case(name, partial(fetch, path))]
            if etag:
                cases.append(Case(f"{name} 304", partial(fetch_again, path, etag), 304))
        cpu = cpu_of(port, lambda: fair.web(server), cases, times=options.times(60))
    for name, cost in cpu.items():
        print(f"{name:<18} {cost:6.2f} ms  {cost / cpu['read']:5.2f} x read", flush=True)
    worst = max(cpu[name] for name in PAGES)
    anew = max(cpu[f"{name} anew"] for name in PAGES)
    print(
        f"public pages: {worst:.2f} ms of CPU, {worst / cpu['read']:.2f} x read (at most {RATIO:g})"
        f" and {worst / cpu['nothing']:.2f} x a page without database; drawn anew at most {anew:.1f} ms"
    )


if __name__ == "__main__":
    main()
