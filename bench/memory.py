"""Memory of `parvis run`, web and worker, after load: 200 MiB on SQLite, 320 MiB with the processes of PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import chain

from bench.registration import csrf_of, form_post
from bench.rig.client import Client
from bench.rig.fair import Fair, a_served_fair
from bench.rig.processes import memory_mib, shared_mib
from bench.rig.words import asked
from bench.scan import scan
from tests.installation import Server, command_line

LIMIT, LIMIT_POSTGRES, THREADS = 200, 320, 4
PAGES = ("/", "/exhibitors/", "/plan/", "/programme/", "/register/")
TEAM = ("", "companies/", "visitors/", "badges/", "live/", "history/")


def load(fair: Fair, times: int, _thread: int) -> None:
    """What a day asks for: public pages, sign-ups, scans, lists of the team."""
    visitor, member = Client(fair.installation.port), Client(fair.installation.port, session=fair.facts["session"])
    csrf = csrf_of(visitor, "/register/")
    for number in range(times):
        visitor.get(PAGES[number % len(PAGES)])
        form_post(fair.facts, csrf, visitor, number)
        scan(fair.facts, visitor, number)
        member.get(f"/team/bench/{TEAM[number % len(TEAM)]}")


def parvis(server: Server) -> dict[str, list[int]]:
    """Its processes by what they do."""
    named: dict[str, list[int]] = {"run": [server.process.pid]}
    for pid in server.children():
        named.setdefault("worker" if "parvis.cli worker" in command_line(pid) else "web", []).append(pid)
    return named


def main() -> None:
    options = asked(__doc__)
    size = options.size(3000, 30)
    with a_served_fair(data=options.data, visitors=size, badges=size, companies=size) as (fair, server):
        print(f"at rest   {memory_mib(chain(*parvis(server).values())):6.1f} MiB", flush=True)
        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(partial(load, fair, options.times(150)), range(THREADS)))
        parts = {name: memory_mib(pids) for name, pids in parvis(server).items()}
        for name, size_mib in parts.items():
            print(f"{name:<9} {size_mib:6.1f} MiB", flush=True)
        backends = fair.backends()
        private = memory_mib(backends, "Private_Clean", "Private_Dirty")
        shared = shared_mib(backends)
    total = sum(parts.values())
    if backends:
        print(
            f"memory after load: {total + private:.0f} MiB with PostgreSQL (at most {LIMIT_POSTGRES}):"
            f" Parvis {total:.0f},"
            f" {len(backends)} backends {private:.0f} private; shared buffers apart: {shared:.0f} MiB mapped"
        )
    else:
        print(f"memory after load: {total:.0f} MiB of PSS on SQLite, web and worker (at most {LIMIT})")


if __name__ == "__main__":
    main()
