"""A template that somebody typed meets walls: no network, no program, so much time, memory, pages and bytes."""

import subprocess
import sys
from pathlib import Path

import pytest

import parvis.core.typeset_guarded as _module
from parvis.core.sandbox import CALLS, forbid_network
from parvis.core.typeset import Job, TypesettingFailed
from parvis.core.typeset_guarded import DEAD, LARGE, LATE, LONG, _GuardedChild, proved_apart

TITLE = '#set document(title: "x")\n'
TRIES = """
import socket, subprocess, sys
from parvis.core.sandbox import forbid_network
if "wall" in sys.argv:
    assert forbid_network()
def tried(act):
    try:
        act()
    except PermissionError:
        return "refused"
    return "done"
print(tried(socket.socket), tried(lambda: subprocess.run(["true"])), tried(lambda: open("/dev/null").read()))
"""


def _job(folder: Path, template: str) -> Job:
    (folder / "main.typ").write_text(TITLE + template)
    return Job(str(folder), "main.typ", {"paper": "{}"}, (), 1_777_000_000)


@pytest.mark.parametrize(("wall", "said"), [("wall", "refused refused done"), ("none", "done done done")])
def test_behind_the_wall_there_is_no_network_and_no_other_program(wall: str, said: str) -> None:
    done = subprocess.run([sys.executable, "-c", TRIES, wall], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == said


def test_a_machine_without_the_wall_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")

    assert "riscv64" not in CALLS
    assert not forbid_network()


def test_a_proof_has_the_file_its_pages_and_its_places(tmp_path: Path) -> None:
    proof = proved_apart(_job(tmp_path, "= A <here>\n#pagebreak()\nb"), has_pictures=True)

    assert proof.pdf.startswith(b"%PDF")
    assert [picture[:4] for picture in proof.pictures] == [b"\x89PNG", b"\x89PNG"]
    assert proof.places == ["here"]


def test_a_paper_to_keep_needs_no_pictures(tmp_path: Path) -> None:
    proof = proved_apart(_job(tmp_path, "a"), has_pictures=False)

    assert (proof.pictures, proof.places) == ([], [])


@pytest.mark.parametrize(
    "template",
    [
        '#read("/etc/passwd")',
        '#read("../../../../etc/passwd")',
        '#eval("read(\\"/proc/self/environ\\")")',
        '#import "@preview/cetz:0.4.0": canvas',
        '#import ("@" + "preview/cetz:0.4.0"): canvas',
    ],
)
def test_nothing_outside_the_folder_is_read_or_fetched(template: str, tmp_path: Path) -> None:
    with pytest.raises(TypesettingFailed, match=r"file not found|escape the project root|failed to download"):
        proved_apart(_job(tmp_path, template), has_pictures=True)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("#while true {}", "condition is always true"),
        ("#let f(x) = f(x)\n#f(1)", "call depth exceeded"),
        ("#range(400000000).len()", DEAD),
        ("#for a in range(100) [#pagebreak() x]", LONG),
    ],
)
def test_what_would_not_end_or_not_fit_is_stopped(template: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(TypesettingFailed, match=said):
        proved_apart(_job(tmp_path, template), has_pictures=True)

    assert proved_apart(_job(tmp_path, "the next one"), has_pictures=False).pdf


def test_what_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_module, "LONGEST_S", 0.8)

    with pytest.raises(TypesettingFailed, match=LATE):
        proved_apart(
            _job(tmp_path, "#for a in range(100000) { for b in range(100000) { let c = a } }"), has_pictures=False
        )


def test_a_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_module, "MOST_BYTES", 1_000)
    asked = {"root": str(tmp_path), "main": "main.typ", "inputs": {}, "standard": [], "timestamp": 0}
    _job(tmp_path, "a")

    with pytest.raises(TypesettingFailed, match=LARGE):
        _module._proved(asked | {"has_pictures": False})


def test_children_for_typed_templates_make_nothing_else() -> None:
    assert _GuardedChild.module == "parvis.core.typeset_guarded"
