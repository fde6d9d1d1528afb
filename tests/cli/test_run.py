"""`parvis run` as people start it, use it and stop it: one server, its worker, and nothing left behind."""

import os
import signal
from pathlib import Path

import pytest

from tests.faults.fair import open_fair
from tests.installation import Installation, Server, command_line, is_alive, is_listening

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


def check_sign_in(server: Server) -> None:
    logins = {login["role"]: login["url"] for login in server.first_lines["logins"]}
    assert list(logins) == ROLES
    assert server.get(logins["Treasury"]).url == f"{server.url}/team/demo/"
    assert server.get(logins["Treasury"]).status == 409  # each link works once
    assert server.get(logins["Exhibitor"]).url == f"{server.url}/exhibitor/demo/"
    assert server.get(logins["Visitor"]).url == f"{server.url}/me/demo/"


def check_static(server: Server) -> None:
    page = server.get("/").body.decode()
    path = page[page.index("/static/css/") :].partition('"')[0]
    answer = server.get(path, **{"Accept-Encoding": "gzip"})
    assert (answer.status, answer.headers["content-encoding"]) == (200, "gzip")
    assert answer.headers["cache-control"] == "max-age=315360000, public, immutable"


@pytest.mark.slow
def test_a_demo_is_built_served_used_and_stopped(installation: Installation) -> None:
    answer = installation.command("demo", "--seed", "3", "--scale", "0.02", "--on", "2027-03-01")
    with installation.serve() as server:
        check_pages(server)
        check_sign_in(server)
        check_static(server)
        assert installation.ask("run")[1]["error"]["code"] == "port"
        pids = server.children()
        lasting = [pid for pid in pids if " -m " not in command_line(pid) or " -P -m " in command_line(pid)]
        assert len(lasting) == 3  # the server, its own child, the worker; papers and checks of them are made apart

        code = server.stop(signal.SIGINT)

    assert sorted(answer) == ["counts", "editions", "logins"]
    fairs = {edition["slug"]: edition["fair_on"] for edition in answer["editions"]}
    assert fairs == {"demo": "2027-03-22", "demo-today": "2027-03-01", "demo-past": "2026-03-22"}
    assert [login["role"] for login in answer["logins"]] == ROLES
    assert (code, [pid for pid in pids if is_alive(pid)]) == (0, [])
    assert "Traceback" not in installation.log.read_text(encoding="utf-8")
    assert not is_listening(installation.port)


@pytest.mark.slow
def test_listening_everywhere_closes_what_only_a_demo_has(installation: Installation) -> None:
    open_fair(installation, seats=1)
    installation.more["PARVIS_HOST"] = "0.0.0.0"  # noqa: S104
    with installation.serve() as server:
        assert server.first_lines == {"url": f"{server.url}/"}
        assert server.get("/").status == 200
        closed = ("/dev/mail/", "/dev/components/", "/accounts/link/abc/")
        assert [server.get(path).status for path in closed] == [404, 404, 404]
        pids = server.children()

        os.kill(server.child("parvis.cli worker"), signal.SIGKILL)  # a child that dies ends the run

        assert server.process.wait(30) == 1
    assert not any(is_alive(pid) for pid in pids)
    assert "The worker process ended by itself (exit code -9)" in installation.log.read_text(encoding="utf-8")


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
