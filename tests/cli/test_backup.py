"""A backup made by one installation comes back in another, row for row and file for file."""

import hashlib
from pathlib import Path

from tests.cli.shell import DATA
from tests.installation import Installation


def files_of(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_backup_is_restored_into_another_folder(demo_installation: Installation, tmp_path: Path) -> None:
    source = demo_installation
    source.command("import", "companies", str(DATA / "companies.csv"), "--edition", "demo")
    (tmp_path / "elsewhere").mkdir()
    target = Installation(tmp_path / "elsewhere")

    made = source.command("backup", "--out", str(tmp_path / "parvis.zip"))
    restored = target.command("restore", made["file"])
    again = target.command("backup")

    assert sorted(made) == ["bytes", "file", "rows", "sha256"]
    assert made["sha256"] == restored["sha256"] == hashlib.sha256(Path(made["file"]).read_bytes()).hexdigest()
    assert made["rows"] == restored["rows"] == again["rows"]
    assert made["rows"]["companies_company"] > 95
    assert files_of(source.data / "media") == files_of(target.data / "media") != {}
    assert files_of(source.data / "keys") == files_of(target.data / "keys") != {}
    assert target.count("treasury_invoice") == made["rows"]["treasury_invoice"] > 0
    assert Path(again["file"]).parent == target.data / "backups"


def test_a_damaged_backup_is_refused_and_changes_nothing(installation: Installation, tmp_path: Path) -> None:
    installation.command("import", "schools", str(DATA / "schools.csv"))
    made = Path(installation.command("backup", "--out", str(tmp_path / "parvis.zip"))["file"])
    content = bytearray(made.read_bytes())
    content[len(content) // 2] ^= 0xFF
    made.write_bytes(content)

    code, answer = installation.ask("restore", str(made))

    assert (code, answer["error"]["code"]) == (1, "backup_damaged")
    assert installation.count("accounts_school") == 11
