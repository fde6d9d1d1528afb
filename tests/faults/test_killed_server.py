"""The server is killed while people register: who was told yes is registered, nobody is half registered."""

import json
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from tests.faults.fair import assert_seats_add_up, open_fair
from tests.installation import Installation, ask, descendants, is_alive, is_listening, wait_until

PEOPLE, SEATS, KILLS = 90, 60, 2


class Crowd:
    """People who each try until they are told yes; the answers by address."""

    def __init__(self, url: str, token: str) -> None:
        self.url = f"{url}/api/v1/registrations"
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.told: dict[str, str] = {}
        self.is_over = threading.Event()

    def come(self, number: int) -> None:
        email = f"person{number}@mail.example"
        while email not in self.told and not self.is_over.is_set():
            try:
                self.register(email)
            except OSError:
                time.sleep(0.05)

    def register(self, email: str) -> None:
        names = {"first_name": "Sam", "last_name": "Petit", "school": "telecom-paris"}
        body = json.dumps({"edition": "forum", "email": email, **names}).encode()
        answer = ask(urllib.request.Request(self.url, body, self.headers), timeout=10)
        assert answer.status in {200, 201}, answer.body
        self.told[email] = answer.json["status"]


def test_a_server_killed_while_people_register_loses_nobody(installation: Installation) -> None:
    open_fair(installation, seats=SEATS)
    token = installation.command("token", "create", "site", "--scope", "registrations:write")["token"]
    crowd = Crowd(f"http://127.0.0.1:{installation.port}", token)

    with ThreadPoolExecutor(6) as threads:
        coming = [threads.submit(crowd.come, number) for number in range(PEOPLE)]
        try:
            for kill in range(1, KILLS + 1):
                with installation.serve() as server:
                    wait_for(crowd, kill * PEOPLE // (KILLS + 1))
                    server.kill()
                known = dict(crowd.told)
                assert_seats_add_up(installation)
                assert set(known) <= registered(installation)
            with installation.serve():
                wait_for(crowd, PEOPLE)
        finally:
            crowd.is_over.set()
        for one in coming:
            one.result()

    assert registered(installation) == set(crowd.told)
    assert list(crowd.told.values()).count("confirmed") == SEATS
    assert_seats_add_up(installation)


def wait_for(crowd: Crowd, number: int) -> None:
    until = time.monotonic() + 60
    while len(crowd.told) < number:
        assert time.monotonic() < until, f"only {len(crowd.told)} of {number} were answered"
        time.sleep(0.01)


def registered(installation: Installation) -> set[str]:
    return {email for (email,) in installation.rows("SELECT email FROM visitors_visitor")}


def test_nothing_runs_on_after_the_first_process_was_killed(installation: Installation) -> None:
    process = installation.begin("run", "--empty")
    assert process.stdout is not None
    lines = [process.stdout.readline().rstrip() for _line in range(4)]
    pids = descendants(process.pid)
    process.kill()
    process.wait()
    process.stdout.close()

    assert lines[1] == f"Parvis is at http://127.0.0.1:{installation.port}/"
    assert lines[3] == f"Set it up at http://127.0.0.1:{installation.port}/setup/"
    wait_until(lambda: not any(is_alive(pid) for pid in pids), 20)
    assert not is_listening(installation.port)
    with installation.serve("--empty") as again:
        assert again.answers()
