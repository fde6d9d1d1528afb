"""A template reads its own folder and nothing else, and can be stopped."""

import signal
from pathlib import Path

import pytest

import parvis.core.typeset as _module
from parvis.core.typeset import Job, TypesettingFailed, _Child, typeset, typeset_apart


def _job(folder: Path, template: str) -> Job:
    root = folder / "root"
    root.mkdir()
    (root / "main.typ").write_text(template)
    return Job(str(root), "main.typ", {"paper": "{}"}, (), 1_777_000_000)


def test_typeset_is_the_same_bytes_here_and_apart(tmp_path: Path) -> None:
    job = _job(tmp_path, "= Hello")

    assert typeset(job) == typeset_apart(job, seconds=30)


@pytest.mark.parametrize(
    "template",
    [
        '#read("/../secret.txt")',
        '#read("../secret.txt")',
        '#read("/etc/passwd")',
        '#image("file:///etc/passwd")',
        '#import "@preview/cetz:0.4.0": canvas',
        '#import "@local/thing:1.0.0": x',
        "#sys.inputs.missing",
    ],
)
def test_typeset_refuses_what_lies_outside_its_folder(template: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")

    with pytest.raises(TypesettingFailed):
        typeset(_job(tmp_path, template))


def test_typeset_apart_ends_a_template_that_never_ends(tmp_path: Path) -> None:
    job = _job(tmp_path, "#for a in range(100000) { for b in range(100000) { let c = a * b } }")

    with pytest.raises(TypesettingFailed, match="not done"):
        typeset_apart(job, seconds=1)


def test_typeset_apart_tells_what_the_compiler_said(tmp_path: Path) -> None:
    with pytest.raises(TypesettingFailed, match="unknown variable"):
        typeset_apart(_job(tmp_path, "#nothing"), seconds=30)


def test_one_child_makes_paper_after_paper_and_is_ended_when_it_rests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _Child.end_all()
    monkeypatch.setattr(_module, "IDLE_S", 0.2)
    job = _job(tmp_path, "= Hello")
    typeset_apart(job, seconds=30)
    (first,) = _Child._resting
    typeset_apart(job, seconds=30)
    (second,) = _Child._resting

    assert first is second
    first.process.wait(30)
    assert first.process.returncode == -signal.SIGKILL
    assert _Child._resting == []


def test_a_child_that_died_resting_is_replaced(tmp_path: Path) -> None:
    job = _job(tmp_path, "= Hello")
    typeset_apart(job, seconds=30)
    _Child._resting[-1].process.kill()
    _Child._resting[-1].process.wait()

    assert typeset_apart(job, seconds=30).startswith(b"%PDF")


def test_a_child_that_dies_at_work_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = _Child()
    child.process.kill()
    child.process.wait()
    monkeypatch.setattr(_Child, "taken", lambda: child)

    with pytest.raises(TypesettingFailed, match="died"):
        typeset_apart(_job(tmp_path, "= Hello"), seconds=30)


def test_a_child_whose_parent_is_gone_ends() -> None:
    child = _Child()
    child.words.close()

    assert child.process.wait(30) == 0
    child.end()
