"""One registration, by the public form and by the API: at most twice the CPU of its own INSERTs and UPDATEs."""

import re
from collections.abc import Callable
from functools import partial
from itertools import count
from typing import Any

from bench.rig.client import Client, Reply, statements
from bench.rig.cost import Case, cpu_of, floor_cases
from bench.rig.fair import a_served_fair
from bench.rig.statements import ASKED
from bench.rig.words import asked, expect

RATIO = 2.0
people = count(1)


def form_post(facts: dict[str, Any], csrf: str, client: Client, _number: int, **headers: str) -> Reply:
    fields = {**_person(facts), "csrfmiddlewaretoken": csrf, "language": "fr"}
    return client.post("/register/", fields, Cookie=f"csrftoken={csrf}", **headers)


def api_post(facts: dict[str, Any], token: str, client: Client, _number: int, **headers: str) -> Reply:
    body = {"edition": facts["edition"], **_person(facts)}
    return client.post_json("/api/v1/registrations", body, Authorization=f"Bearer {token}", **headers)


def _person(facts: dict[str, Any]) -> dict[str, str]:
    number = next(people)
    names = {"first_name": "Sam", "last_name": f"Petit {number}", "school": str(facts["school"])}
    return {**names, "email": f"sam{number}@mail.example"}


def csrf_of(client: Client, path: str) -> str:
    """The token of the form, which is the cookie's as well."""
    found = re.search(r"csrftoken=([A-Za-z0-9]+)", client.get(path).headers["set-cookie"])
    return found[1] if found else ""


def main() -> None:
    options = asked(__doc__)
    figures = []
    with a_served_fair(data=options.data) as (fair, server):
        token = fair.installation.command("token", "create", "bench", "--scope", "registrations:write")["token"]
        port = fair.installation.port
        path = "/register/"
        csrf = csrf_of(Client(port), path)
        posts: list[tuple[str, Callable[..., Reply], int]] = [
            ("form", partial(form_post, fair.facts, csrf), 302),
            ("API", partial(api_post, fair.facts, token), 201),
        ]
        written = {}
        for name, post, status in posts:
            reply = post(Client(port), 0, **{ASKED: "1"})
            expect(reply.status == status, reply)
            written[name] = statements(reply)
            print(f"{name}: {written[name][0]} statements, {written[name][1]} of them write", flush=True)
        cases = floor_cases(*sorted({number for _all, number in written.values()}))
        cases += [Case(name, post, status) for name, post, status in posts]
        cpu = cpu_of(port, lambda: fair.web(server), cases, times=options.times(120))
    for name, (_all, number) in written.items():
        floor = cpu[f"write({number})"]
        figures.append(f"{name} {cpu[name]:.2f} ms = {cpu[name] / floor:.2f} x write({number}) of {floor:.2f} ms")
    print(f"registration, CPU (at most {RATIO:g} x): {'; '.join(figures)}")


if __name__ == "__main__":
    main()
