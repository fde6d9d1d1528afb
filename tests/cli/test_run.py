"""`parvis run` as people start it, use it and stop it: one server, its worker, and nothing left behind."""

import os
import signal
import socket
from pathlib import Path

import pytest

from tests.installation import Installation, Server, is_alive, wait_until

ROLES = [
    *("Presidency", "Company relations", "Treasury", "Logistics", "Visitors", "Communication"),
    *("Door volunteer", "Exhibitor", "Visitor"),
]


def check_pages(server: Server) -> None:
    assert server.get("/").status == 200
    assert server.get("/healthz").json == {"status": "ok"}
    assert server.get("/readyz").json == {"status": "ok", "database": "ok"}
    assert server.get("/api/v1/openapi.json").json["openapi"].startswith("3.")
    assert server.get("/dev/mail/").status == 200


def check_sign_in(server: Server, installation: Installation) -> None:
    logins = {login["role"]: login["url"] for login in server.first_lines["logins"]}
    assert list(logins) == ROLES
    assert server.get(logins["Treasury"]).url == f"{server.url}/team/demo-today/"
    assert server.get(logins["Treasury"]).status == 409  # each link works once
    link = installation.command("login-link", "grace@demo.example")["url"]
    assert server.get(link).status == 200


def check_static(server: Server) -> None:
    page = server.get("/").body.decode()
    path = page[page.index("/static/css/") :].partition('"')[0]
    answer = server.get(path, **{"Accept-Encoding": "gzip"})
    assert (answer.status, answer.headers["content-encoding"]) == (200, "gzip")
    assert answer.headers["cache-control"] == "max-age=315360000, public, immutable"


def test_a_demo_is_served_used_and_stopped(demo_installation: Installation, tmp_path: Path) -> None:
    installation = demo_installation
    with installation.serve() as server:
        check_pages(server)
        check_sign_in(server, installation)
        check_static(server)
        assert installation.ask("run")[1]["error"]["code"] == "port"
        assert installation.ask("demo", "--reset")[1]["error"]["code"] == "in_use"
        backup = installation.command("backup", "--out", str(tmp_path / "parvis.zip"))
        assert installation.ask("restore", backup["file"])[1]["error"]["code"] == "in_use"
        pids = server.children()
        assert len(pids) == 3  # the server, its own child, the worker

        code = server.stop(signal.SIGINT)

    assert (code, [pid for pid in pids if is_alive(pid)]) == (0, [])
    assert "Traceback" not in installation.log.read_text(encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", installation.port))


def test_listening_everywhere_closes_what_only_a_demo_has(demo_installation: Installation) -> None:
    installation = demo_installation
    link = installation.command("login-link", "ada@demo.example")["url"]
    installation.more["PARVIS_HOST"] = "0.0.0.0"  # noqa: S104
    with installation.serve() as server:
        assert "logins" not in server.first_lines
        assert server.get("/").status == 200
        assert [server.get(path).status for path in ("/dev/mail/", "/dev/components/", link)] == [404, 404, 404]
        assert installation.ask("login-link", "ada@demo.example")[1]["error"]["code"] == "not_a_demo"
        pids = server.children()

        os.kill(server.child("parvis.cli worker"), signal.SIGKILL)  # a child that dies ends the run

        assert server.process.wait(30) == 1
    assert not any(is_alive(pid) for pid in pids)
    assert "The worker process ended by itself (exit code -9)" in installation.log.read_text(encoding="utf-8")


def test_an_empty_installation_begins_with_the_wizard(installation: Installation) -> None:
    process = installation.begin("run", "--empty")
    assert process.stdout is not None
    lines = [process.stdout.readline().rstrip() for _line in range(4)]
    try:
        assert lines[1] == f"Parvis is at http://127.0.0.1:{installation.port}/"
        assert lines[3] == f"Set it up at http://127.0.0.1:{installation.port}/setup/"
    finally:
        process.kill()  # and the children, told by the kernel, end by themselves
        process.wait()
        process.stdout.close()
    wait_until(lambda: not is_listening(installation.port))


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"PORT": "eighty"}, "environment"),
        ({"PARVIS_HOST": "no.such.host.invalid"}, "environment"),
        ({"DATABASE_URL": "mysql://somewhere/else"}, "environment"),
        ({"DATABASE_URL": "postgres://nobody@127.0.0.1:9/none"}, "database"),
    ],
)
def test_an_environment_it_cannot_use_is_said_in_one_sentence(
    installation: Installation, more: dict[str, str], code: str
) -> None:
    installation.more |= more

    exit_code, answer = installation.ask("run")

    assert (exit_code, answer["error"]["code"]) == (1, code)


def test_commands_before_the_first_set_up_say_how_to_begin(tmp_path: Path) -> None:
    code, answer = Installation(tmp_path).ask("token", "create", "desk", "--scope", "badges:read")

    assert (code, answer["error"]["code"]) == (1, "not_set_up")
    assert "parvis init" in answer["error"]["detail"]
