"""Settings of the measured server: those of every installation, and the floors beside the pages."""

from parvis.settings import *  # noqa: F403
from parvis.settings import BASE_DIR, MIDDLEWARE, TEMPLATES

ROOT_URLCONF = "bench.rig.urls"
MIDDLEWARE = ["bench.rig.statements.StatementsMiddleware", *MIDDLEWARE]
TEMPLATES = [{**TEMPLATES[0], "DIRS": [str(BASE_DIR / "bench/rig/templates")]}]
