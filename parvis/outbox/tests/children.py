"""Processes of their own for what only a process can show: being killed, being stopped, working at the same time."""

import json
import subprocess
import sys
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


def start(program: str, *arguments: str, **settings: Any) -> subprocess.Popen[str]:
    """Run `program` on the test database with these settings changed, and wait until it says `ready`."""
    changes = json.dumps({"database": str(connection.settings_dict["NAME"]), **settings}, default=str)
    command = [sys.executable, "-c", PROLOGUE + program, changes, *arguments]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3])
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def end(child: subprocess.Popen[str], patience: float = 20) -> int:
    """Wait for the child and tell how it ended."""
    code = child.wait(patience)
    assert child.stdout is not None
    child.stdout.close()
    return code
