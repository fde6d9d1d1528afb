"""The web process starts light: heavy libraries load in the worker, in a child process or at first use."""

import json
import os
import subprocess
import sys
from pathlib import Path

HEAVY = {"ortools", "scipy", "pandas", "saxonche", "pyhanko", "facturx", "typst", "pikepdf"}
HEAVY |= {"storages", "boto3", "PIL", "markdown_it"}
START = """
import json, sys
import parvis.wsgi
from django.urls import get_resolver
list(get_resolver().reverse_dict)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def test_the_web_process_starts_without_heavy_libraries(tmp_path: Path) -> None:
    environment = {**os.environ, "PARVIS_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "parvis.settings"}
    environment.pop("DATABASE_URL", None)

    answer = subprocess.run(
        [sys.executable, "-c", START], env=environment, capture_output=True, text=True, check=True, timeout=60
    )

    assert set(json.loads(answer.stdout.splitlines()[-1])) & HEAVY == set()
