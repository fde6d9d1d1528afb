"""The sub-commands and their words, as docs/interfaces.md publishes them."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from pathlib import Path

Adder = Callable[..., ArgumentParser]


def parser() -> ArgumentParser:
    """Every sub-command takes --json; a wrong word exits 2 with the usage."""
    root = ArgumentParser(prog="parvis", description="Parvis runs a careers forum end to end.")
    commands = root.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, handler: str, text: str, *, django: bool = True, last: str = "", group: object = None) -> ArgumentParser:
        command: ArgumentParser = (group or commands).add_parser(name, help=text, description=text)  # type: ignore[attr-defined]
        command.add_argument("--json", action="store_true", help="answer with one JSON object")
        command.set_defaults(handler=handler, needs_django=django, last=last)
        return command

    def group(name: str, text: str) -> object:
        return commands.add_parser(name, help=text, description=text).add_subparsers(required=True, metavar="ACTION")

    _serving(add)
    _people(add, group)
    _data(add, group)
    return root


def _serving(add: Adder) -> None:
    run = add("run", "serve.run", "serve, with a worker beside", django=False)
    run.add_argument("--port", type=int)
    run.add_argument("--workers", type=int, default=1, help="web processes; the embedded database likes one")
    run.add_argument("--empty", action="store_true", help="no demo edition: the first-run wizard")
    add("worker", "serve.worker", "background work: mails, tasks, nightly jobs")
    add("init", "setup.init", "prepare the database, and name the first member").add_argument("--mail", default="")
    check = add("check", "setup.check", "look for what would go wrong")
    check.add_argument("--deploy", action="store_true", help="with the questions of a public server")
    demo = add("demo", "fair.demo", "load the demo edition")
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--scale", type=float, default=1.0)
    demo.add_argument("--on", type=date.fromisoformat, help="today in the demo, YYYY-MM-DD")
    demo.add_argument("--reset", action="store_true", help="throw the data of this folder away first")


def _people(add: Adder, group: Callable[[str, str], object]) -> None:
    invite = add("invite", "people.invite", "invite a member", group=group("user", "members"), last="url")
    invite.add_argument("mail")
    invite.add_argument("--pole", required=True)
    invite.add_argument("--role", required=True)
    invite.add_argument("--edition", default="")
    link = add("login-link", "people.login_link", "a one-time sign-in link (demo mode only)", last="url")
    link.add_argument("mail")
    token = add("create", "people.token_create", "a key for a program", group=group("token", "API tokens"), last="token")
    token.add_argument("name")
    token.add_argument("--scope", action="append", required=True)
    token.add_argument("--edition", default="")
    token.add_argument("--days", type=int)
    device = add("enrol", "people.device_enrol", "a phone that scans", group=group("device", "phones"), last="token")
    device.add_argument("name")
    device.add_argument("--place", required=True)
    device.add_argument("--edition", default="")


def _data(add: Adder, group: Callable[[str, str], object]) -> None:
    imports = add("import", "data.import_file", "bring a file in")
    imports.add_argument("kind", choices=["companies", "visitors", "catalogue", "schools"])
    imports.add_argument("file", type=Path)
    imports.add_argument("--edition", default="")
    imports.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
    imports.add_argument("--invite", action="store_true", help="mail the people brought in")
    imports.add_argument("--rejects", type=Path, help="write the rows to correct there")
    export = add("export", "data.export_invoices", "every issued invoice", group=group("invoices", "invoices"))
    export.add_argument("--edition", required=True)
    export.add_argument("--out", type=Path, required=True)
    backup = add("backup", "data.backup", "one file that holds everything")
    backup.add_argument("--out", type=Path)
    add("restore", "data.restore", "bring a backup back").add_argument("file", type=Path)
    edition = group("edition", "the year")
    opening = add("open", "fair.edition_open", "open an edition, or prepare the next one", group=edition)
    opening.add_argument("slug")
    opening.add_argument("--from", dest="source", default="", help="copy this edition forward first")
    opening.add_argument("--name", default="")
    opening.add_argument("--fair-on", type=date.fromisoformat)
    opening.add_argument("--president", default="", help="mail of the next president")
    add("close", "fair.edition_close", "close an edition for good", group=edition).add_argument("slug")
