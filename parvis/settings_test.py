"""Settings of the tests: same code, same databases, nothing that leaves the machine."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Each process that runs tests has a folder of its own, gone at its end; the processes it starts find it in theirs.
if "PARVIS_DATA" not in os.environ or os.environ.get("PYTEST_XDIST_WORKER", "") != os.environ.get(
    "PARVIS_TESTED_BY", ""
):
    os.environ["PARVIS_DATA"] = tempfile.mkdtemp(prefix="parvis-test-")
    os.environ["PARVIS_TESTED_BY"] = os.environ.get("PYTEST_XDIST_WORKER", "")
    atexit.register(shutil.rmtree, os.environ["PARVIS_DATA"], ignore_errors=True)
os.environ.setdefault("PARVIS_SECRET_KEY", "only-for-tests-" + "x" * 40)
os.environ["PARVIS_URL"] = "http://testserver"
os.environ["PARVIS_BADGE_HOST"] = "B.PARVIS.EXAMPLE"
os.environ["PARVIS_MODE"] = "demo"

from parvis.core.rates import Rate
from parvis.settings import *  # noqa: F403  (the environment must be set before)
from parvis.settings import DATA, DATABASES, MIDDLEWARE, STORAGES

if not os.environ.get("DATABASE_URL"):
    DATABASES["default"]["TEST"] = {"NAME": str(Path(DATA) / f"test-{os.getpid()}.sqlite3")}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LANGUAGE_CODE = "en"  # sentences are compared in the language they are written in; a test of French asks for it
API_RATES = {name: Rate(name, 100_000, 100) for name in ("token", "device", "address")}  # one process runs every test
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]  # no folder of collected files here
