"""A member of the team at the pages of a running installation: signs in, sends files, presses buttons."""

import re
import subprocess
import sys
import urllib.error
import urllib.request
import uuid
from http.cookiejar import CookieJar

from tests.installation import Installation

PRESIDENT = """
import django
django.setup()
from django.utils import timezone
from parvis.accounts.tests.factories import make_user
from parvis.editions.models import Edition, Membership
user = make_user("president@forum.example")
Membership.objects.create(
    edition=Edition.objects.get(), user=user, pole="presidency", role="lead", started_at=timezone.now()
)
"""
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Browser:
    """Cookies and the last page; the president of the only edition, once `sign_in` was called."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.url = f"http://127.0.0.1:{installation.port}"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.address = self.page = ""

    def sign_in(self) -> None:
        """By a link of the shell, as a demo gives them."""
        environment = self.installation.environment
        subprocess.run([sys.executable, "-c", PRESIDENT], env=environment, check=True, timeout=60)
        link = self.installation.command("login-link", "president@forum.example")["url"]
        self.go("/" + str(link).split("/", 3)[3])

    def go(self, path: str) -> None:
        self._send(urllib.request.Request(self.url + path))

    def press(self, path: str = "", **fields: str) -> None:
        """Post to the page that is open, or to that path, what its form would send."""
        self.send_file(path, fields=fields)

    def send_file(self, path: str = "", *, file: tuple[str, bytes] | None = None, **more: dict[str, str]) -> None:
        found = TOKEN.search(self.page)
        assert found, self.address
        mark = uuid.uuid4().hex
        fields = {"csrfmiddlewaretoken": found[1], **more.get("fields", {})}
        parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
        if file:
            head = f'name="file"; filename="{file[0]}"\r\nContent-Type: text/csv\r\n\r\n'
            parts.append(head.encode() + file[1])
        lines = [b"--%b\r\nContent-Disposition: form-data; %b\r\n" % (mark.encode(), part) for part in parts]
        body = b"".join(lines) + f"--{mark}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}", "Referer": self.url + "/"}
        self._send(urllib.request.Request(self.url + path if path else self.address, body, headers))

    def _send(self, request: urllib.request.Request) -> None:
        try:
            answer = self.opener.open(request, timeout=120)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{error.code} from {request.full_url}: {error.read()[:400]!r}") from error
        with answer:
            self.address, self.page = answer.url, answer.read().decode()
