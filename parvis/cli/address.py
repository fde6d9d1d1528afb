"""Where the server listens: refused in one sentence when it cannot, before anything is started."""

import os
import socket
from dataclasses import dataclass

from parvis import environment
from parvis.core.errors import Refused

HIGHEST_PORT = 65535
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (where to knock when it listens everywhere)


@dataclass(frozen=True)
class Address:
    """Host and port the web process is to bind."""

    host: str
    port: int

    @classmethod
    def wanted(cls, port: int | None) -> "Address":
        """From the word of the command, else from PORT, which the processes started from here read again."""
        given = str(port) if port is not None else os.environ.get("PORT") or "8000"
        if not given.isdecimal() or not 0 < int(given) <= HIGHEST_PORT:
            raise Refused(f"“{given}” is no port: a number from 1 to {HIGHEST_PORT}.", code="environment")
        os.environ["PORT"] = given
        return cls(environment.bind_host(), int(given))

    def refuse_taken(self) -> None:
        """Bind it once to see that it is free; the server's own way would share it with another one."""
        try:
            family = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)[0][0]
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((self.host, self.port))
        except socket.gaierror:
            raise Refused(f"PARVIS_HOST “{self.host}” is no address of this machine.", code="environment") from None
        except PermissionError:
            raise Refused(
                f"Port {self.port} needs rights you do not have: choose one above 1023.", code="port"
            ) from None
        except OSError as error:
            sentence = f"Port {self.port} of {self.host} cannot be used ({error.strerror}): choose another with PORT=."
            raise Refused(sentence, code="port") from None

    def answers(self) -> bool:
        """Whether the web process serves pages. By hand: an HTTP library is half the memory of this process."""
        place = (EVERYWHERE.get(self.host, self.host), self.port)
        try:
            with socket.create_connection(place, timeout=5) as connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                return connection.recv(64).startswith(b"HTTP/1.1 200 ")
        except OSError:
            return False
