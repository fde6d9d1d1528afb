"""An import killed in the middle leaves whole chunks, and the same command goes on after the last of them."""

import shutil
import subprocess
import time

from tests.cli.shell import DATA
from tests.faults.fair import assert_seats_add_up, open_fair
from tests.installation import Installation, wait_until

CHUNK = 500
KILLED_AT = (1, 12)  # papers of the demo


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


def papers(installation: Installation) -> int:
    """Files stored so far: the demo writes its papers while its rows wait for the end of their transaction."""
    return sum(path.is_file() for path in (installation.data / "media").rglob("*"))


def kill_at(wanted: int, process: subprocess.Popen[str], installation: Installation) -> None:
    """Kill it once so many papers are stored."""
    wait_until(lambda: papers(installation) >= wanted or process.poll() is not None, every=0.005)
    assert process.poll() is None, "the demo was whole before it could be killed"
    process.kill()
    process.communicate()


def test_a_demo_killed_while_it_is_built_is_built_anew(installation: Installation) -> None:
    """Killed in its first papers, and again further on: nothing is there, until it is there whole."""
    for wanted in KILLED_AT:
        shutil.rmtree(installation.data / "media", ignore_errors=True)
        kill_at(wanted, installation.begin("demo", "--scale", "0.02"), installation)
        tables = ("editions_edition", "companies_company", "accounts_user", "outbox_message", "treasury_invoice")
        assert [installation.count(table) for table in tables] == [0] * len(tables)

    answer = installation.command("demo", "--scale", "0.02")

    code, again = installation.ask("demo", "--scale", "0.02")
    assert (code, again["error"]["code"]) == (1, "not_empty")
    assert installation.count("editions_edition") == 3
    assert [edition["slug"] for edition in answer["editions"]] == ["demo", "demo-today", "demo-past"]
    assert installation.command("check")["errors"] == []
    assert installation.rows("PRAGMA integrity_check") == [("ok",)]
    assert installation.rows("PRAGMA foreign_key_check") == []
