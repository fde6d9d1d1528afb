"""Processes of their own for what only a process can show: being killed, being stopped, working at the same time."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

PROLOGUE = """
import json, sys
import django
from django.conf import settings
changes = json.loads(sys.argv[1])
settings.DATABASES["default"]["NAME"] = changes.pop("database")
for name, value in changes.items():
    setattr(settings, name, value)
django.setup()
"""
MAIL_LOOP = """
from datetime import datetime
from parvis.outbox.delivery import deliver_due
print("ready", flush=True)
while deliver_due(20, datetime.fromisoformat(sys.argv[2])).taken:
    pass
"""
WORKER = """
from parvis.outbox.worker import main
print("ready", flush=True)
main()
"""


@contextmanager
def running(program: str, *arguments: str, **settings: Any) -> Iterator[subprocess.Popen[str]]:
    """Run `program` on the test database with these settings changed, from when it says `ready`."""
    changes = json.dumps({"database": str(connection.settings_dict["NAME"]), **settings}, default=str)
    command = [sys.executable, "-c", PROLOGUE + program, changes, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]) as child:
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"
            yield child
        finally:
            child.kill()
