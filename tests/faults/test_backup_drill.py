"""The drill of docs/operations.md: a backup while people register, brought back on another machine, compared."""

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.fair import assert_seats_add_up, open_fair
from tests.installation import Installation, wait_until

WRITERS, PASSPHRASE = 4, "four words that nobody says"
# What a restore changes on purpose: nothing waits to be sent, no one-time link is open.
CHANGED = {"outbox_message", "django_tasks_database_dbtaskresult", "accounts_invitation", "accounts_loginlink"}
WRITER = """
import sys
from pathlib import Path
import django
django.setup()
from django.utils import timezone
from parvis.accounts.tests.factories import make_school
from parvis.core.actor import Actor
from parvis.editions.models import Edition
from parvis.visitors.actions import register_visitors
from parvis.visitors.entries import Entry
name, stop = sys.argv[1], Path(sys.argv[2])
edition, number = Edition.objects.get(), 0
while not stop.exists():
    number += 1
    email = f"{name}-{number}@mail.example"
    entry = Entry(email=email, school="telecom-paris", first_name="Sam", last_name="Petit", language="en")
    register_visitors(edition, [entry], source="api", by=Actor.system("drill"), at=timezone.now())
    print(email, flush=True)
"""


BADGE = """
import sys
import django
django.setup()
from django.utils import timezone
from parvis.checkin.actions import issue_badge
from parvis.checkin.documents import badge_text
from parvis.core.actor import Actor
from parvis.editions.models import Edition
from parvis.visitors.actions import register_visitors
from parvis.visitors.entries import Entry
from parvis.visitors.models import Registration
words = {"by": Actor.system("drill"), "at": timezone.now()}
entry = Entry(email=sys.argv[1], school="telecom-paris", first_name="Sam", last_name="Petit", language="en")
register_visitors(Edition.objects.get(), [entry], source="api", **words)
print(badge_text(issue_badge(Registration.objects.get(visitor__email=sys.argv[1]), **words)))
"""
SEAL = """
import django
django.setup()
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from parvis.sales.seal_keys import read_keys
keys = read_keys()
private = load_pem_private_key(keys.private_key(), None)
print("the seal's own key" if private.public_key() == keys.leaf.public_key() else "another key")
"""
VERIFY = """
import sys
import django
django.setup()
from parvis.checkin.models import Badge, BadgeKey
from parvis.checkin.token import read_code, verify
for printed in sys.argv[1:]:
    signed = read_code(printed)
    key = BadgeKey.objects.get(edition__number=signed.claim.edition, key_id=signed.claim.key_id)
    badge = Badge.objects.get(random_hex=signed.claim.random_hex)
    print(badge.registration.visitor.email, verify(signed, bytes(key.public_key)))
"""


def run(installation: Installation, script: str, *words: str) -> str:
    """What a process of this installation prints."""
    command = [sys.executable, "-c", script, *words]
    done = subprocess.run(command, env=installation.environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@contextmanager
def writers(installation: Installation) -> Iterator[list[Path]]:
    """Processes that register people and note each address once it is committed."""
    stop = installation.folder / "stop"
    notes = [installation.folder / f"writer-{number}" for number in range(WRITERS)]
    running = []
    for path in notes:
        with path.open("w") as file:
            command = [sys.executable, "-c", WRITER, path.name, str(stop)]
            running.append(subprocess.Popen(command, env=installation.environment, stdout=file))
    try:
        yield notes
    finally:
        stop.touch()
        codes = [process.wait(60) for process in running]
    assert codes == [0] * WRITERS


def acknowledged(notes: list[Path]) -> set[str]:
    return {line for path in notes for line in path.read_text().splitlines()}


def hashes(archive: Path) -> dict[str, str]:
    """SHA-256 of every table and file, as the manifest says and the restore proved."""
    with zipfile.ZipFile(archive) as zip_file:
        files = json.loads(zip_file.read("manifest.json"))["files"]
    return {name: entry["sha256"] for name, entry in files.items() if not name.startswith("keys/")}


def test_a_backup_under_writers_comes_back_whole_elsewhere(installation: Installation, tmp_path: Path) -> None:
    source, archive = installation, tmp_path / "parvis.zip"
    source.more["PARVIS_BACKUP_PASSPHRASE"] = PASSPHRASE
    open_fair(source, seats=100_000)
    (source.data / "media").mkdir(exist_ok=True)
    (source.data / "media" / "logo.png").write_bytes(bytes(range(256)) * 400)
    printed = run(source, BADGE, "badge-1@mail.example")
    seal = source.command("seal", "create")
    with writers(source) as notes:
        wait_until(lambda: all(len(acknowledged([path])) > 5 for path in notes))
        before = acknowledged(notes)
        made = source.command("backup", "--out", str(archive))
        assert len(acknowledged(notes)) > len(before)  # nobody waited for the backup

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    target = Installation(elsewhere, dict(source.more))
    restored = target.command("restore", str(archive))

    assert restored["rows"] == made["rows"]
    assert {table: target.count(f'"{table}"') for table in made["rows"]} == made["rows"]
    mails = {mail for (mail,) in target.rows("SELECT email FROM visitors_visitor")}
    assert before <= mails <= acknowledged(notes) | in_hand(mails)
    assert_seats_add_up(target)
    again = target.command("backup", "--out", str(tmp_path / "again.zip"))
    assert again["rows"] == made["rows"]
    same = {f"rows/{table}.jsonl" for table in CHANGED}
    assert {k: v for k, v in hashes(archive).items() if k not in same} == {
        k: v for k, v in hashes(tmp_path / "again.zip").items() if k not in same
    }
    assert stored(target) == stored(source) != {}
    check_keys(source, target, archive)
    assert target.command("seal", "show") == seal
    assert run(target, SEAL) == "the seal's own key"  # the private one, which the secret key opens
    new = run(target, BADGE, "badge-2@mail.example")  # signed by the private key that came back
    assert run(target, VERIFY, printed, new).splitlines() == ["badge-1@mail.example True", "badge-2@mail.example True"]


def stored(installation: Installation) -> dict[str, str]:
    """SHA-256 of each stored file."""
    folder = installation.data / "media"
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def in_hand(mails: set[str]) -> set[str]:
    """The last one of each writer may be committed without having been noted when the backup begins."""
    last: dict[str, int] = {}
    for mail in mails:
        name, _dash, number = mail.partition("@")[0].rpartition("-")
        last[name] = max(last.get(name, 0), int(number))
    return {f"{name}-{number}@mail.example" for name, number in last.items()}


def check_keys(source: Installation, target: Installation, archive: Path) -> None:
    """The same keys on both machines, and nowhere in the archive."""
    secret = (source.data / "keys" / "secret.key").read_bytes()
    assert (target.data / "keys" / "secret.key").read_bytes() == secret
    with zipfile.ZipFile(archive) as zip_file:
        assert all(secret not in zip_file.read(name) for name in zip_file.namelist())
    assert target.command("check")["errors"] == []
    target.more["PARVIS_BACKUP_PASSPHRASE"] = "another"
    code, refusal = target.ask("restore", str(archive))
    assert (code, refusal["error"]["code"]) == (1, "passphrase")
    assert (target.data / "keys" / "secret.key").read_bytes() == secret
