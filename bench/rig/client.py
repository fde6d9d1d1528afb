"""A client of one connection, so that each request costs the server what it costs and no more."""

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bench.rig.statements import ASKED


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """Keeps its connection; `session` signs it in."""

    def __init__(self, port: int, *, session: str = "") -> None:
        self.port = port
        self.usual = {"Accept-Language": "en", **({"Cookie": f"sessionid={session}"} if session else {})}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            self.connection.request(method, path, body or None, {**self.usual, **named})
            answer = self.connection.getresponse()
            return Reply(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        except BaseException:
            self.connection.close()
            raise

    def get(self, path: str, **headers: str) -> Reply:
        return self.ask("GET", path, b"", **headers)

    def post(self, path: str, fields: dict[str, Any], **headers: str) -> Reply:
        form = urlencode(fields, doseq=True).encode()
        return self.ask("POST", path, form, Content_Type="application/x-www-form-urlencoded", **headers)

    def post_json(self, path: str, body: object, **headers: str) -> Reply:
        return self.ask("POST", path, json.dumps(body).encode(), Content_Type="application/json", **headers)


def statements(reply: Reply) -> tuple[int, int]:
    """Of a reply that was counted: all statements, and those that insert or update."""
    return int(reply.headers[ASKED.lower()]), int(reply.headers[f"{ASKED.lower()}-written"])
