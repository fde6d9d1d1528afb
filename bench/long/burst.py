"""Registration opens while the doors scan: how long a scan waits, with the reserve for scans and without it."""

import threading
import time
from dataclasses import dataclass, field
from statistics import quantiles

from bench.registration import csrf_of, form_post
from bench.rig.client import Client
from bench.rig.fair import Fair, a_served_fair
from bench.rig.words import Asked, asked
from bench.scan import scan

SECONDS, SENDERS, PHONES = 20.0, 48, 4
PER_SECOND = 60.0  # sign-ups sent, however many are answered: more than one process can do
PHONE_PAUSE_S = 0.5
NO_RESERVE = {"BENCH_SIGN_UPS_AT_ONCE": "1000"}


@dataclass
class Seen:
    """What came back: seconds of each scan, statuses of sign-ups."""

    scans: list[float] = field(default_factory=list)
    lost_scans: int = 0
    statuses: list[int] = field(default_factory=list)


def sign_up(fair: Fair, seen: Seen, until: float, number: int) -> None:
    """An open loop: one sign-up in its turn whether or not the last one was quick."""
    client, pause = Client(fair.installation.port), SENDERS / PER_SECOND
    csrf = csrf_of(client, "/register/")
    due = time.monotonic() + pause * number / SENDERS
    while due < until:
        time.sleep(max(0.0, due - time.monotonic()))
        try:
            seen.statuses.append(form_post(fair.facts, csrf, client, number).status)
        except OSError:
            seen.statuses.append(0)
        due += pause


def scan_on(fair: Fair, seen: Seen, until: float, number: int) -> None:
    client, count = Client(fair.installation.port), number
    while time.monotonic() < until:
        began = time.perf_counter()
        try:
            is_answered = scan(fair.facts, client, count).status == 200
        except OSError:
            is_answered = False
        seen.scans.append(time.perf_counter() - began)
        seen.lost_scans += not is_answered
        count += PHONES
        time.sleep(PHONE_PAUSE_S)


def burst(options: Asked, **more: str) -> Seen:
    seen, size = Seen(), options.size(1000, 30)
    with a_served_fair(data=options.data, more=more, visitors=size, badges=size) as (fair, _server):
        until = time.monotonic() + (2.0 if options.quick else SECONDS)
        workers = [(sign_up, number) for number in range(SENDERS)] + [(scan_on, number) for number in range(PHONES)]
        threads = [threading.Thread(target=work, args=(fair, seen, until, number)) for work, number in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return seen


def told(name: str, seen: Seen) -> str:
    cuts = quantiles(seen.scans, n=100)
    done, busy = seen.statuses.count(302), seen.statuses.count(503)
    print(
        f"{name}: {len(seen.scans)} scans, p50 {cuts[49] * 1000:.0f} ms, p95 {cuts[94] * 1000:.0f} ms,"
        f" p99 {cuts[98] * 1000:.0f} ms, {seen.lost_scans} not answered;"
        f" sign-ups: {done} done, {busy} told to come back, {len(seen.statuses) - done - busy} others",
        flush=True,
    )
    return f"{name} p99 {cuts[98] * 1000:.0f} ms ({done} sign-ups done)"


def main() -> None:
    options = asked(__doc__)
    without = told("without a reserve", burst(options, **NO_RESERVE))
    with_it = told("with the reserve", burst(options))
    print(f"scan while {PER_SECOND:g} sign-ups a second come in: {with_it}; {without}")


if __name__ == "__main__":
    main()
