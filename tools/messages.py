"""Translations without gettext's binaries: `compile`, `check [app…]`, `missing APP` (stubs for its `.po` file)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from parvis.core import message_check
from parvis.core.messages import PARVIS, BadCatalogue, compile_all


def _check(apps: list[str]) -> int:
    problems = [line for line in message_check.check() if not apps or line.split("/", 1)[0] in apps]
    for line in problems:
        print(line)
    print(f"{len(problems)} problem(s) in the translations" if problems else "Translations are complete.")
    return 1 if problems else 0


def _missing(apps: list[str]) -> int:
    together, _ = message_check.read_all()
    for app in apps:
        for found in message_check.missing(PARVIS / app, together):
            print(message_check.stub(found))
    return 0


def main(arguments: list[str]) -> int:
    """Run one command; the exit code says whether something is wrong."""
    try:
        match arguments:
            case ["compile"]:
                print(f"{len(compile_all())} catalogue(s) compiled")
                return 0
            case ["check", *apps]:
                return _check(apps)
            case ["missing", *apps] if apps:
                return _missing(apps)
    except BadCatalogue as error:
        print(error)
        return 1
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
