"""The sub-commands and their words, as docs/interfaces.md publishes them."""

from argparse import ArgumentParser
from datetime import date, time
from enum import Enum
from pathlib import Path
from typing import Any

# What runs by itself or makes data speaks the installation's language, not the shell's.
OWN_LANGUAGE = {"serve.worker", "prepare.prepare", "demo.demo"}


ALL_IS_WELL = "All is well: nothing to put right."


def doors_of_day(text: str) -> tuple[date, time, time]:
    """A day of the fair, when its doors open and when they close. Raises ValueError."""
    day, opens, closes = text.split(",")
    return date.fromisoformat(day), time.fromisoformat(opens), time.fromisoformat(closes)


class WrongUse(Exception):
    """Words that do not go together; the sentence is shown with the usage, and the exit code is 2."""


class Needs(Enum):
    """What must be there before a sub-command can start."""

    NOTHING = "nothing"
    SETTINGS = "settings"
    DATABASE = "database"


class Commands:
    """The sub-commands of one parser."""

    def __init__(self, parser: ArgumentParser, metavar: str) -> None:
        self._commands: Any = parser.add_subparsers(required=True, metavar=metavar)

    def add(
        self,
        name: str,
        handler: str,
        text: str,
        *,
        needs: Needs = Needs.DATABASE,
        last: str = "",
        none: str = "",
        is_hidden: bool = False,
    ) -> ArgumentParser:
        """A sub-command answered by `handler` (module.function).

        `last` is what it prints alone on the last line, `none` the sentence for people when there is nothing to list.
        """
        words = {"description": text} if is_hidden else {"description": text, "help": text}
        command: ArgumentParser = self._commands.add_parser(name, **words)
        command.add_argument("--json", action="store_true", help="answer with one JSON object")
        command.set_defaults(handler=handler, needs=needs, last=last, none=none)
        return command

    def group(self, name: str, text: str) -> "Commands":
        return Commands(self._commands.add_parser(name, help=text, description=text), "ACTION")


def parser() -> ArgumentParser:
    """Every sub-command takes --json; a wrong word exits 2 with the usage."""
    root = ArgumentParser(prog="parvis", description="Parvis runs a careers forum end to end.")
    commands = Commands(root, "COMMAND")
    _serving(commands)
    _setting_up(commands)
    _people(commands)
    _files(commands)
    _seals(commands)
    _year(commands.group("edition", "the year"))
    return root


def _serving(commands: Commands) -> None:
    run = commands.add("run", "serve.run", "serve, with a worker beside", needs=Needs.NOTHING)
    run.add_argument("--port", type=int, help="instead of PORT")
    run.add_argument("--workers", type=int, default=1, help="web processes; the embedded database likes one")
    run.add_argument("--no-worker", action="store_true", help="web only; start `parvis worker` by itself")
    run.add_argument("--empty", action="store_true", help="no demo edition: the first-run wizard")
    commands.add("worker", "serve.worker", "background work: mails, tasks, nightly jobs")
    prepare = commands.add("prepare", "prepare.prepare", "what run does first", needs=Needs.SETTINGS, is_hidden=True)
    prepare.add_argument("--empty", action="store_true")


def _setting_up(commands: Commands) -> None:
    init = commands.add("init", "setup.init", "prepare the database, and name the first member", needs=Needs.SETTINGS)
    init.add_argument("--mail", default="", help="who presides the first edition")
    init.add_argument("--association", default="Association")
    init.add_argument("--name", default="", help="of the first edition")
    init.add_argument("--slug", default="", help="its address")
    init.add_argument("--fair-on", type=date.fromisoformat, help="YYYY-MM-DD")
    init.add_argument("--opens", type=time.fromisoformat, help="the doors on the fair day, HH:MM")
    init.add_argument("--closes", type=time.fromisoformat, help="HH:MM")
    init.add_argument("--day", type=doors_of_day, action="append", default=[], help="one more: 2027-10-20,09:00,17:30")
    check = commands.add("check", "setup.check", "look for what would go wrong", needs=Needs.SETTINGS, none=ALL_IS_WELL)
    check.add_argument("--deploy", action="store_true", help="with the questions of a public server")
    closing = commands.add(
        "maintenance", "maintenance.maintenance", "close the site for a while, or open it", needs=Needs.NOTHING
    )
    closing.add_argument("switch", choices=["on", "off"])
    closing.add_argument("--message", default="", help="shown to those who come, as it is")
    demo = commands.add("demo", "demo.demo", "load the demo edition", needs=Needs.SETTINGS)
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--scale", type=float, default=1.0)
    demo.add_argument("--on", type=date.fromisoformat, help="today in the demo, YYYY-MM-DD")
    demo.add_argument("--reset", action="store_true", help="throw the data of this folder away first")


def _people(commands: Commands) -> None:
    users = commands.group("user", "members")
    invite = users.add("invite", "people.invite", "invite a member", last="url")
    invite.add_argument("mail")
    invite.add_argument("--pole", required=True)
    invite.add_argument("--role", required=True)
    invite.add_argument("--edition", default="")
    lost = users.add("forget-factor", "people.forget_factor", "take away a lost second factor", last="mail")
    lost.add_argument("mail")
    link = commands.add("login-link", "people.login_link", "a one-time sign-in link (demo mode only)", last="url")
    link.add_argument("mail")
    tokens = commands.group("token", "keys of programs")
    token = tokens.add("create", "people.token_create", "a key for a program", last="token")
    token.add_argument("name")
    token.add_argument("--scope", action="append", required=True, help="<resource>:read or <resource>:write")
    token.add_argument("--edition", default="")
    token.add_argument("--days", type=int, help="how long it lives; for ever without")
    listing = "keys of programs, newest first; never the secret"
    owner = token.add_mutually_exclusive_group()
    owner.add_argument("--owner", default="", metavar="MAIL", help="the member with whose mandate it ends")
    owner.add_argument("--system", action="store_true", help="it belongs to the installation, no mandate ends it")
    tokens.add("list", "people.token_list", listing, none="No key was ever made.")
    ended = tokens.add("revoke", "people.token_revoke", "end a key at once", last="id")
    ended.add_argument("id", type=int, help="as `token list` says it")
    device = commands.group("device", "phones").add("enrol", "people.device_enrol", "a phone that scans", last="token")
    device.add_argument("name")
    device.add_argument("--place", required=True)
    device.add_argument("--edition", default="")


def _files(commands: Commands) -> None:
    imports = commands.add("import", "data.import_file", "bring a file in")
    imports.add_argument("kind", choices=["companies", "visitors", "catalogue", "schools"])
    imports.add_argument("file", type=Path)
    imports.add_argument("--edition", default="")
    imports.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
    imports.add_argument("--invite", action="store_true", help="mail the visitors brought in")
    imports.add_argument("--rejects", type=Path, help="write the rows to correct there")
    invoices = commands.group("invoices", "invoices and credit notes")
    export = invoices.add("export", "data.export_invoices", "the PDF of every issued one")
    export.add_argument("--edition", required=True)
    export.add_argument("--out", type=Path, required=True)
    backup = commands.add("backup", "data.backup", "one file that holds everything")
    backup.add_argument("--out", type=Path)
    backup.add_argument("--keys-in-clear", action="store_true", help="though no passphrase locks the keys in it")
    restore = commands.add("restore", "data.restore", "bring a backup back", needs=Needs.SETTINGS)
    restore.add_argument("file", type=Path)


def _seals(commands: Commands) -> None:
    seal = commands.group("seal", "the seal on signed contracts")
    create = seal.add("create", "seals.seal_create", "make the seal, or another one", last="fingerprint")
    create.add_argument("--replace", action="store_true", help="although there is one; what it sealed stays valid")
    use = seal.add("use", "seals.seal_use", "seal with a certificate bought elsewhere", last="fingerprint")
    use.add_argument("file", type=Path, help="PKCS#12 (.p12, .pfx) with key, certificate and its chain")
    use.add_argument("--passphrase-file", type=Path, help="what opens the file; else it is asked")
    use.add_argument("--replace", action="store_true", help="although there is a seal; what it sealed stays valid")
    seal.add("show", "seals.seal_show", "the seal in use", last="fingerprint")
    out = seal.add("export-authority", "seals.seal_export_authority", "keep the authority offline", last="passphrase")
    out.add_argument("file", type=Path, help="a file that does not exist yet")
    verify = commands.add("verify", "seals.verify_file", "is this signed contract or invoice ours, and whole?")
    verify.add_argument("file", type=Path)


def _year(edition: Commands) -> None:
    opening = edition.add("open", "fair.edition_open", "open an edition, or prepare the next one")
    opening.add_argument("slug")
    opening.add_argument("--from", dest="source", default="", help="make it as a copy of this edition")
    opening.add_argument("--name", default="")
    opening.add_argument("--fair-on", type=date.fromisoformat, help="YYYY-MM-DD")
    opening.add_argument("--president", default="", help="mail of the next president")
    edition.add("close", "fair.edition_close", "close an edition for good").add_argument("slug")
