"""The worker is killed while it sends: no mail leaves twice, and none is forgotten in silence."""

import time
from collections import Counter
from pathlib import Path

from parvis.outbox.tests.sink import Sink, open_sink
from tests.faults.fair import open_fair
from tests.installation import Installation, wait_until

PEOPLE, KILLS = 40, 3


def invite_people(installation: Installation, folder: Path) -> None:
    listed = folder / "people.csv"
    rows = [f"Sam,Petit,sam{number}@mail.example,Télécom Paris" for number in range(PEOPLE)]
    listed.write_text("\n".join(["Prénom,Nom,E-mail,École", *rows]), encoding="utf-8")
    installation.command("import", "visitors", str(listed), "--edition", "forum", "--invite")


def state_of(installation: Installation) -> Counter[str]:
    return Counter(state for (state,) in installation.rows("SELECT state FROM outbox_message"))


def work_until(installation: Installation, sink: Sink, mails: int) -> None:
    """Run the worker until the mail server has taken so many, then kill it."""
    process = installation.begin("worker")
    wait_until(lambda: len(sink.taken) >= mails)
    process.kill()
    process.communicate()


def test_a_worker_killed_again_and_again_sends_nothing_twice(installation: Installation, tmp_path: Path) -> None:
    with open_sink() as sink:
        sink.delay = 0.02
        server = f"smtp://127.0.0.1:{sink.port}"
        installation.more |= {"PARVIS_MODE": "production", "PARVIS_MAIL_URL": server}
        open_fair(installation, seats=PEOPLE)
        invite_people(installation, tmp_path)

        for kill in range(1, KILLS + 1):
            work_until(installation, sink, kill * PEOPLE // (KILLS + 1))
        process = installation.begin("worker")
        wait_until(lambda: state_of(installation)["new"] == 0)
        time.sleep(0.5)
        process.terminate()
        process.communicate(timeout=30)
        copies = Counter(mail["Message-ID"] for mail in sink.mails)

    states = state_of(installation)
    assert process.returncode == 0
    assert set(copies.values()) == {1}
    assert states["sent"] + states["sending"] == PEOPLE
    assert states["sending"] <= KILLS  # in hand at a kill: they wait for their lease, then for a person
    assert installation.rows("SELECT max(attempts_count) FROM outbox_message") == [(1,)]
