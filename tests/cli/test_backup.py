"""A backup made by one installation comes back in another, row for row and file for file."""

import hashlib
from pathlib import Path

import pytest
from pytest_django import Settings

from parvis.cli.lock import hold
from tests.cli.shell import DATA, Shell
from tests.installation import Installation


def files_of(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.slow
def test_a_backup_is_restored_into_another_folder(installation: Installation, tmp_path: Path) -> None:
    source = installation
    source.command("import", "companies", str(DATA / "companies.csv"))  # which keeps a file: the rows to correct
    (tmp_path / "elsewhere").mkdir()
    target = Installation(tmp_path / "elsewhere")

    made = source.command("backup", "--out", str(tmp_path / "parvis.zip"))
    restored = target.command("restore", made["file"])
    path = Path(made["file"])
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    spoil(path)
    code, refusal = target.ask("restore", str(path))

    assert sorted(made) == sorted(restored) == ["bytes", "file", "rows", "sha256"]
    assert made["sha256"] == restored["sha256"] == digest
    assert made["rows"] == restored["rows"]
    assert target.count("companies_company") == made["rows"]["companies_company"] == 95
    assert target.count("editions_logentry") == made["rows"]["editions_logentry"] > 0
    assert files_of(source.data / "media") == files_of(target.data / "media") != {}
    assert files_of(source.data / "keys") == files_of(target.data / "keys") != {}
    assert (code, refusal["error"]["code"]) == (1, "backup_damaged")


def spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 400] = bytes(400)  # more than any header between two files, so some file is hit
    path.write_bytes(content)


@pytest.mark.django_db(transaction=True)
def test_production_writes_no_backup_that_opens_everything_unless_told_to(
    shell: Shell, settings: Settings, tmp_path: Path
) -> None:
    settings.MODE, settings.DATA, settings.KEYS_ROOT = "production", tmp_path, tmp_path / "keys"
    settings.KEYS_ROOT.mkdir()
    (settings.KEYS_ROOT / "secret.key").write_text(settings.SECRET_KEY)
    made = tmp_path / "parvis.zip"

    assert shell.refused("backup", "--out", str(made)) == "keys_in_clear"
    assert not made.exists()
    assert shell.do("backup", "--out", str(made), "--keys-in-clear")["file"] == str(made)
    settings.BACKUP_PASSPHRASE = "four words that nobody says"
    assert shell.do("backup", "--out", str(made))["file"] == str(made)


@pytest.mark.django_db
def test_nothing_is_replaced_under_a_running_server(shell: Shell, settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path
    with hold(tmp_path):
        assert shell.refused("restore", str(tmp_path / "parvis.zip")) == "in_use"
        assert shell.refused("demo", "--reset") == "in_use"
    with hold(tmp_path, is_alone=True):
        assert shell.refused("init") == "in_use"
    assert shell.refused("restore", str(tmp_path / "none.zip")) == "backup_damaged"
