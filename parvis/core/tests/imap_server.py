"""A small IMAP server (RFC 3501) for tests, on this machine: one folder, one account, what `core.mailbox` asks."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from parvis.core.mailbox import MailboxAddress

USER, PASSWORD = "log@forum.example", "pass word"


@dataclass
class Folder:
    """The mails of the folder by their number, and the numbers its server counts with."""

    port: int = 0
    validity: int = 7
    mails: dict[int, bytes] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)

    @property
    def address(self) -> MailboxAddress:
        return MailboxAddress("127.0.0.1", self.port, USER, PASSWORD, is_tls=False)

    def deliver(self, *mails: bytes) -> None:
        for mail in mails:
            self.mails[max(self.mails, default=0) + 1] = mail


class Session(socketserver.StreamRequestHandler):
    """One connection: a line asked, lines answered."""

    folder: Folder

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            tag, _space, asked = line.partition(" ")
            done = self._answer(asked)
            self._say(f"{tag} {done}")
            if asked == "LOGOUT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _answer(self, asked: str) -> str:
        word = asked.split()[0]
        if word == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1")
        elif word == "LOGIN":
            return "OK in" if asked == f'LOGIN {USER} "{PASSWORD}"' else "NO [AUTHENTICATIONFAILED] wrong"
        elif word == "EXAMINE":
            return self._examine(asked)
        elif asked.startswith("UID SEARCH"):
            self._search(asked)
        elif asked.startswith("UID FETCH"):
            self._fetch(asked)
        elif word == "LOGOUT":
            self._say("* BYE")
        return "OK done"

    def _examine(self, asked: str) -> str:
        if asked != 'EXAMINE "INBOX"':
            return "NO no such folder"
        self._say(f"* {len(self.folder.mails)} EXISTS")
        self._say(f"* OK [UIDVALIDITY {self.folder.validity}] valid")
        self._say(f"* OK [UIDNEXT {max(self.folder.mails, default=0) + 1}] next")
        return "OK [READ-ONLY] open"

    def _search(self, asked: str) -> None:
        first = int(asked.split()[-1].split(":")[0])
        last = max(self.folder.mails, default=0)
        # n:* names the last mail even when its number is below n
        found = [uid for uid in self.folder.mails if uid >= first] or ([last] if last else [])
        self._say("* SEARCH " + " ".join(map(str, found)))

    def _fetch(self, asked: str) -> None:
        _uid, _fetch, number, what = asked.split(" ", 3)
        data = self.folder.mails[int(number)]
        self.folder.fetched.append(what)
        part = re.search(r"BODY\.PEEK\[\]<0\.(\d+)>", what)
        if part is None:
            self._say(f"* 1 FETCH (UID {number} RFC822.SIZE {len(data)})")
            return
        cut = data[: int(part[1])]
        self.wfile.write(f"* 1 FETCH (UID {number} BODY[]<0> {{{len(cut)}}}\r\n".encode() + cut + b")\r\n")


@contextmanager
def imap_server() -> Iterator[Folder]:
    folder = Folder()
    handler = type("OneSession", (Session,), {"folder": folder})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        folder.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield folder
        finally:
            server.shutdown()
