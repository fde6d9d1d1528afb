"""An import killed in the middle leaves whole chunks, and the same command goes on after the last of them."""

import subprocess
import time

from tests.cli.shell import DATA
from tests.faults.fair import assert_seats_add_up, open_fair
from tests.installation import Installation

CHUNK = 500


def kill_after(process: subprocess.Popen[str], installation: Installation, rows: int) -> None:
    """Kill it as soon as so many registrations are there."""
    while process.poll() is None and installation.count("visitors_registration") < rows:
        time.sleep(0.005)
    process.kill()
    process.communicate()


def test_an_import_killed_twice_registers_each_person_once(installation: Installation) -> None:
    installation.command("import", "schools", str(DATA / "schools.csv"))
    open_fair(installation, seats=1000)
    words = ["import", "visitors", str(DATA / "visitors.csv"), "--edition", "forum"]
    seen = []
    for rows in (1, CHUNK + 1):
        kill_after(installation.begin(*words), installation, rows)
        seen.append(installation.count("visitors_registration"))
        assert_seats_add_up(installation)

    answer = installation.command(*words)

    assert {rows % CHUNK for rows in seen} <= {0, 1240 % CHUNK}
    assert 0 < seen[0] <= seen[1]
    assert (answer["read"], answer["created"], answer["unchanged"]) == (1240, 1240, 0)
    assert installation.count("visitors_registration", "status = 'confirmed'") == 1000
    assert installation.rows("SELECT state, done_count FROM editions_fileimport") == [("done", 1240)]
    assert_seats_add_up(installation)


def test_a_demo_killed_while_it_is_built_is_built_anew(installation: Installation) -> None:
    process = installation.begin("demo", "--scale", "0.02")
    time.sleep(3)
    process.kill()
    process.communicate()

    assert installation.count("editions_edition") in {0, 3}
    if installation.count("editions_edition") == 0:
        installation.command("demo", "--scale", "0.02")
    assert installation.count("editions_edition") == 3
    assert installation.rows("PRAGMA integrity_check") == [("ok",)]
