"""The seal of contracts from the shell, and what a PDF proves."""

from pathlib import Path

import pytest
from pytest_django import Settings

from parvis.cli import seals
from parvis.core.uploads import read_stored
from parvis.editions.models import Association, LogEntry
from parvis.editions.tests.factories import NOON, make_edition
from parvis.sales.models import Seal
from parvis.sales.sealing import seal_waiting
from parvis.sales.tests.factories import make_signed
from parvis.sales.tests.trust_service import PASSPHRASE, seal_file
from parvis.treasury.tests.factories import make_issued
from tests.cli.shell import Shell

pytestmark = pytest.mark.django_db


def test_seal_create_makes_one_shows_it_and_replaces_it_only_when_asked(
    shell: Shell, settings: Settings, tmp_path: Path
) -> None:
    settings.KEYS_ROOT = tmp_path
    make_edition()
    assert shell.refused("seal", "show") == "no_seal"

    made = shell.do("seal", "create")

    assert sorted(made) == [
        "authority_key_here",
        "fingerprint",
        "former",
        "is_brought",
        "issuer",
        "owner",
        "valid_from",
        "valid_until",
    ]
    assert (made["authority_key_here"], made["former"], len(made["fingerprint"])) == (True, 0, 95)
    assert shell.do("seal", "show") == made
    assert shell.last_line("seal", "show") == made["fingerprint"]
    assert shell.refused("seal", "create") == "refused"
    assert shell.do("seal", "create", "--replace")["former"] == 1
    verbs = LogEntry.objects.filter(verb__startswith="seal.", actor__kind="system").order_by("pk")
    assert [entry.verb for entry in verbs] == ["seal.created", "seal.renewed"]


def test_seal_use_takes_a_bought_seal_and_never_a_passphrase_on_the_line(
    shell: Shell, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.KEYS_ROOT = tmp_path / "keys"
    make_edition()
    bought, secret = tmp_path / "seal.p12", tmp_path / "passphrase"
    bought.write_bytes(seal_file())
    secret.write_text(f"{PASSPHRASE}\n")
    shell.do("seal", "create")

    assert shell.refused("seal", "use", str(bought), "--passphrase-file", str(secret)) == "refused"
    used = shell.do("seal", "use", str(bought), "--passphrase-file", str(secret), "--replace")

    assert (used["owner"], used["issuer"], used["is_brought"]) == ("Forum des exemples", "Trust Root", True)
    assert (used["former"], shell.do("seal", "show")) == (1, used)
    monkeypatch.setattr(seals, "getpass", lambda _prompt: "guess")
    assert shell.refused("seal", "use", str(bought), "--replace") == "bad_seal"


def test_seal_export_authority_moves_the_key_out_once(shell: Shell, settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_ROOT = tmp_path / "keys"
    make_edition()
    shell.do("seal", "create")

    answer = shell.do("seal", "export-authority", str(tmp_path / "authority.pem"))

    assert answer["file"] == str(tmp_path / "authority.pem")
    assert shell.do("seal", "show")["authority_key_here"] is False
    assert shell.refused("seal", "export-authority", str(tmp_path / "again.pem")) == "refused"


def test_seal_create_before_the_first_set_up_is_refused(shell: Shell) -> None:
    Association.objects.all().delete()

    assert shell.refused("seal", "create") == "no_association"


@pytest.mark.slow
def test_verify_tells_contracts_and_invoices_from_other_files(shell: Shell, tmp_path: Path) -> None:
    contract, invoice = make_signed(), make_issued()
    seal_waiting(at=NOON)
    sealed = read_stored(Seal.objects.get().pdf_path)
    files = {"sealed": sealed, "invoice": read_stored(invoice.pdf_path), "other": b"hello"}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)

    told = {name: shell.do("verify", str(tmp_path / name)) for name in files}

    assert (told["sealed"]["valid"], told["sealed"]["kind"]) == (True, "contract")
    assert told["sealed"]["number"] == contract.number
    assert told["invoice"] | {"reason": ""} == {
        "valid": True,
        "kind": "invoice",
        "number": invoice.number,
        "reason": "",
    }
    other = {"valid": False, "kind": None, "number": None, "reason": "This file is not a PDF."}
    assert told["other"] == other
    assert shell.refused("verify", str(tmp_path / "missing")) == "file"
