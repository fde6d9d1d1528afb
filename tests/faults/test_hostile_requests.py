"""A running server under hostile requests, and every form of the team filled with what nobody types."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.attacks.conftest import fairs, here
from tests.attacks.fair import Fair
from tests.attacks.test_forms import filled_forms
from tests.installation import Installation, Server

__all__ = ["fairs", "here"]
IDLE, SLOW = 500, 20


@contextmanager
def line_to(server: Server) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", server.installation.port), timeout=20) as line:
        yield line


def answer_to(server: Server, request: bytes) -> bytes:
    """The first line that the server answers; nothing when it hangs up."""
    with line_to(server) as line:
        try:
            line.sendall(request)
            return line.recv(4096).partition(b"\r\n")[0]
        except OSError:
            return b""


def post(*headers: bytes, body: bytes = b"") -> bytes:
    return b"\r\n".join([b"POST /register/ HTTP/1.1", b"Host: 127.0.0.1", *headers, b"", body])


REQUESTS = {
    "two thousand headers": post(*(b"X-%d: 1" % number for number in range(2000))),
    "one header two thousand times": post(*[b"X-A: 1"] * 2000),
    "a cookie of 64 KB": post(b"Cookie: a=" + b"b" * 65_536, b"Content-Length: 0"),
    "a header of 1 MB": post(b"X-A: " + b"b" * 1_000_000),
    "a path of 100 KB": b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "chunked and a length": post(b"Transfer-Encoding: chunked", b"Content-Length: 4", body=b"0\r\n\r\nGET /x"),
    "two lengths": post(b"Content-Length: 4", b"Content-Length: 5", body=b"a=b&c"),
    "a length that is none": post(b"Content-Length: -1"),
    "a chunk without size": post(b"Transfer-Encoding: chunked", body=b"zz\r\n"),
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
    "another host": b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a whole address": b"GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "trace": b"TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Secret: echo\r\n\r\n",
    "connect": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00" * 50,
}


def test_no_request_stops_the_server(installation: Installation) -> None:
    """33, 34, 81, on the wire: each is answered or hung up on, none by a failure, and the next one is served."""
    with installation.serve("--empty") as server:
        answers = {name: answer_to(server, request) for name, request in REQUESTS.items()}
        assert server.answers()

    failed = {
        name: line for name, line in answers.items() if b" 5" in line[8:11] or (b" 200" in line and "host" in name)
    }
    assert failed == {}
    assert "Traceback" not in installation.log.read_text(encoding="utf-8")


def test_idle_and_slow_lines_do_not_keep_others_out(installation: Installation) -> None:
    """89: five hundred lines that say nothing, and twenty that send a body one byte at a time."""
    with installation.serve("--empty") as server, ExitStack() as stack:
        idle = [stack.enter_context(line_to(server)) for _number in range(IDLE)]
        slow = [stack.enter_context(line_to(server)) for _number in range(SLOW)]
        for line in slow:
            line.sendall(post(b"Content-Type: application/x-www-form-urlencoded", b"Content-Length: 1000"))
        for _byte in range(3):
            for line in slow:
                line.sendall(b"a")
        began = time.monotonic()
        answers = [server.get(path).status for path in ("/readyz", "/accounts/login/") * 5]  # both ask the database

        assert answers == [200] * 10
        assert time.monotonic() - began < 10
        assert len(idle) == IDLE


@pytest.mark.django_db
def test_a_form_of_the_team_takes_anything_typed_or_says_why_not(here: Fair) -> None:
    """29-32: the longer half of tests/attacks/test_forms.py."""
    statuses = filled_forms(here, here.personas[:1], 1)

    assert [(action, status) for action, status in statuses if status >= 500] == []
    assert len({action for action, _status in statuses}) > 40
