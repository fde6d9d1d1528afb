"""Nothing in Parvis fetches an address that somebody typed: there is no request to forge (SSRF).

What it does fetch from is named by whoever runs it, in the environment: a mail server, a mailbox, a time-stamp service.
"""

import ast
from pathlib import Path

import pytest
from django.urls import reverse

import parvis
from parvis.core.markdown import to_html
from tests.attacks.fair import Fair
from tests.attacks.reading import visit

HOME = Path(parvis.__file__).parent
CLIENTS = {
    *("urllib.request", "http.client", "requests", "httpx", "aiohttp", "socket", "ftplib", "telnetlib", "urllib3"),
    *("imaplib", "poplib", "smtplib", "subprocess", "pyhanko.sign.timestamps"),
}
CHILD = "starts this program again as a child, by words of its own"
MAY = {
    "cli/address.py": "looks at its own port",
    "cli/family.py": CHILD,
    "cli/serve.py": "looks at its own port",
    "core/apart.py": CHILD,
    "core/backup/restore.py": CHILD,
    "core/imports/sheets.py": CHILD,
    "core/mailbox.py": "PARVIS_MAILBOX_URL",
    "core/uploads.py": CHILD,
    "core/virus.py": "PARVIS_VIRUS_SCANNER",
    "outbox/backends.py": "PARVIS_MAIL_URL",
    "outbox/post.py": "PARVIS_MAIL_URL",
    "outbox/worker.py": "asks the machine's name",
    "sales/pades.py": "PARVIS_TSA_URL",
}
FORMS = [
    *("http://127.1/", "http://0/", "http://[::ffff:127.0.0.1]/", "http://2130706433/", "http://localhost./"),
    *("gopher://127.0.0.1/", "http://a@127.0.0.1/", "file:///etc/passwd", "//169.254.169.254/latest/", "\\\\evil\\x"),
]


def names_imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"load", "import_module"} and node.args:
            found.add(str(getattr(node.args[0], "value", "")))
    return found


def test_no_module_can_open_an_address() -> None:
    """75: whoever adds a program that fetches (webhooks) resolves, checks and pins the address, and says so here."""
    files = [path for path in HOME.rglob("*.py") if "tests" not in path.parts]
    able = {str(path.relative_to(HOME)) for path in files if names_imported(path) & CLIENTS}

    assert able - set(MAY) == set()
    assert [name for name in MAY if not (HOME / name).exists()] == []
    assert len(files) > 200


@pytest.mark.django_db
@pytest.mark.parametrize("address", FORMS)
def test_an_address_that_was_typed_is_shown_and_never_fetched(here: Fair, address: str) -> None:
    """75: web sites, links in texts and pictures; every socket is closed in these tests."""
    path = reverse("exhibitors:portal_profile", args=["here"])
    words = {"public_name": "Nubelis", "website": address, "description_fr": f"![x]({address}) [y]({address})"}

    assert here.representative.post(path, words).status_code in {302, 422}
    assert visit(here.representative, path).status == 200
    assert "<img" not in to_html(words["description_fr"])
