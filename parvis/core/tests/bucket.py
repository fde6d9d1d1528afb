"""A bucket in this process: as much of S3 as Parvis asks for, over real HTTP, with no look at signatures."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape


@dataclass
class Bucket:
    """What lies in it, and what was asked of it."""

    address: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)  # method, path, Authorization
    is_closed: bool = False


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # which answers `Expect: 100-continue`; clients of an older server wait a second
    bucket: Bucket

    def do_PUT(self) -> None:
        size = int(self.headers["Content-Length"])
        data = self.rfile.read(size)
        if self._may():
            self.bucket.objects[self._key()] = data
            self._say(200)

    def do_GET(self) -> None:
        if not self._may():
            return
        asked = parse_qs(urlsplit(self.path).query)
        if "prefix" in asked or "delimiter" in asked:
            self._say(200, self._listing(asked.get("prefix", [""])[0]).encode())
        elif self._key() in self.bucket.objects:
            self._say(200, self.bucket.objects[self._key()])
        else:
            self._say(404)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        if self._may():
            self.bucket.objects.pop(self._key(), None)
            self._say(204)

    def log_request(self, *_words: object) -> None:
        pass

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/media/")

    def _may(self) -> bool:
        self.bucket.asked.append((self.command, self.path, self.headers["Authorization"]))
        if self.bucket.is_closed:
            self._say(403)
        return not self.bucket.is_closed

    def _listing(self, prefix: str) -> str:
        below = [key.removeprefix(prefix) for key in sorted(self.bucket.objects) if key.startswith(prefix)]
        folders = sorted({rest.partition("/")[0] for rest in below if "/" in rest})
        files = [f"<Contents><Key>{escape(prefix + rest)}</Key></Contents>" for rest in below if "/" not in rest]
        inner = [f"<CommonPrefixes><Prefix>{escape(prefix + name)}/</Prefix></CommonPrefixes>" for name in folders]
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{''.join(files + inner)}</ListBucketResult>"

    def _say(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", '"whole"')
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def open_bucket() -> Iterator[Bucket]:
    """The bucket `media`, until the block ends."""
    bucket = Bucket()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"bucket": bucket}))
    bucket.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield bucket
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
