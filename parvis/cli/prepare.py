"""Before serving: the database is up to date, static files are in place, a demo has its edition.

A process of its own, so that the one that watches server and worker stays small. Each step looks first whether
there is anything to do: the second start takes no longer than the look.
"""

import hashlib
import os
import sys
from pathlib import Path

import django
from django.core.management import call_command
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.settings")
django.setup()

from django.conf import settings  # noqa: E402  (after the set-up above)

from parvis.cli.places import static_files  # noqa: E402
from parvis.core.checks import refuse_unsafe_start  # noqa: E402
from parvis.core.errors import Refused  # noqa: E402
from parvis.core.messages import compile_all  # noqa: E402


def prepare_database() -> None:
    """Apply the migrations that are missing and make the cache table."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def prepare_static() -> None:
    """Collect the static files under hashed names, if any of them changed."""
    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    mark = hashlib.sha256("\n".join(static_files()).encode()).hexdigest()
    if not stamp.exists() or stamp.read_text() != mark:
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(mark)


def prepare_messages() -> None:
    """Compile the translations where setup has not."""
    sources = Path(settings.BASE_DIR, "parvis").glob("*/locale/*/LC_MESSAGES/django.po")
    if any(not path.with_suffix(".mo").exists() for path in sources):
        compile_all()


def main() -> int:
    try:
        prepare_messages()
        prepare_database()
        prepare_static()
        for warning in refuse_unsafe_start():
            print(f"Warning: {warning}", file=sys.stderr)
        from parvis.cli import welcome  # noqa: PLC0415  (reads the database, which exists only now)

        welcome.greet(is_empty="--empty" in sys.argv, at=timezone.now())
    except Refused as refused:
        print(refused.message, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
