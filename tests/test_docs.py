"""The documents keep up with the code."""

import ast
import re
from argparse import ArgumentParser, _SubParsersAction
from typing import Any

from django.apps import apps
from django.urls import resolve

from parvis.api import api
from parvis.cli.words import parser
from tests.source import FLOOR_OF, PARVIS, ROOT, python_sources, tracked_files


def test_architecture_names_every_signal() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    signals = {
        target.id
        for source in python_sources()
        if source.app in FLOOR_OF and not source.is_test
        for node in source.tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if isinstance(node.value.func, ast.Name) and node.value.func.id == "Signal"
        for target in node.targets
        if isinstance(target, ast.Name)
    }

    assert {signal for signal in signals if not re.search(rf"\b{signal}\b", page)} == set()


def test_the_example_environment_names_every_variable() -> None:
    asked = set(re.findall(r'"((?:PARVIS_|DATABASE_)[A-Z0-9_]+|PORT)"', (PARVIS / "environment.py").read_text("utf-8")))

    named = set(re.findall(r"^#? ?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))

    assert asked - named == set()


def test_handing_over_says_until_when_each_row_is_kept() -> None:
    section = (ROOT / "docs" / "handover.md").read_text("utf-8").partition("## What is deleted when")[2]
    lines = [line for line in section.partition("\n## ")[0].splitlines() if line.startswith("| ")]
    named = [name for line in lines for name in re.findall(r"`(\w+)`", line)]
    kept = [model for model in apps.get_models() if model.__module__.startswith("parvis.")]
    kept = [model for model in kept if any(field.name == "keep_until" for field in model._meta.fields)]

    assert sorted(named) == sorted(model.__name__ for model in kept)


INTERFACES = (ROOT / "docs" / "interfaces.md").read_text("utf-8")
SHELL, HTTP = INTERFACES.split("## The demo")[0], INTERFACES.split("## HTTP")[1]


def sub_commands(parser: ArgumentParser, before: str = "") -> dict[str, ArgumentParser]:
    """What can be typed after `parvis`, without what only `parvis run` starts."""
    found: dict[str, ArgumentParser] = {}
    for group in (action for action in parser._actions if isinstance(action, _SubParsersAction)):
        shown = {choice.dest for choice in group._choices_actions}
        for name, command in group.choices.items():
            if name in shown:
                below = sub_commands(command, f"{before}{name} ")
                found |= below or {f"{before}{name}": command}
    return found


def test_the_published_sub_commands_are_those_of_the_shell() -> None:
    cells = [line.split("|")[1] for line in SHELL.replace(r"\|", " or ").splitlines() if line.startswith("| ")]
    named = [word for cell in cells if "later" not in cell for word in re.findall(r"`(?:parvis )([a-z][^`]*)`", cell)]
    commands = sub_commands(parser())

    published = {name for name in commands if any(re.match(rf"{name}\b", words) for words in named)}
    published |= {"edition close"} if any(words.startswith("edition open or close") for words in named) else set()
    assert set(commands) == published
    for words in named:
        known = [name for name in commands if re.match(rf"{name}\b", words)]
        assert known, f"parvis {words} is published and does not exist"
        options = set(re.findall(r"--[a-z-]+", words))
        assert options <= {text for action in commands[known[0]]._actions for text in action.option_strings}, words


def test_the_published_environment_is_what_the_code_asks_for() -> None:
    asked = set(re.findall(r'"((?:PARVIS_|DATABASE_)[A-Z0-9_]+|PORT)"', (PARVIS / "environment.py").read_text("utf-8")))
    said = SHELL.partition("Environment:")[2].partition("\n")[0]
    named = set(re.findall(r"`([A-Z][A-Z0-9_]+\*?)", said))
    families = tuple(name.removesuffix("*") for name in named if name.endswith("*"))

    assert {name for name in asked - named if not (families and name.startswith(families))} == set()
    assert {name for name in named - asked if not name.endswith("*")} == set()


def test_the_published_calls_are_those_of_the_api() -> None:
    lists = re.findall(r"`([a-z]+)`", HTTP.partition("`GET /api/v1/<resource>?")[2].partition("|\n")[0])
    written = re.findall(r"`(GET|POST|PATCH) (/api/v1/[^`?]+)", HTTP)
    named = {(method, re.sub(r"<\w+>", "{}", path)) for method, path in written if "<resource>" not in path}
    named |= {("GET", f"/api/v1/{name}{tail}") for name in lists for tail in ("", "/{}")}
    paths: dict[str, dict[str, Any]] = api.get_openapi_schema()["paths"]
    have = {(verb.upper(), re.sub(r"{\w+}", "{}", path)) for path, verbs in paths.items() for verb in verbs}

    assert have - named == set()
    assert {call for call in named - have if call[1] not in {"/api/v1/openapi.json"}} == set()


def test_the_published_pages_exist() -> None:
    said = HTTP.partition("Pages:")[2].partition("\nAPI:")[0]
    pages = [path for path in re.findall(r"(?<!\*later\* )`(/[a-z/]*)`", said) if path != "/dev/components/"]

    assert len(pages) > 10
    for path in pages:
        resolve(path)


def test_links_between_documents_lead_somewhere() -> None:
    pages = [ROOT / name for name in tracked_files() if name.endswith(".md") and "/vendor/" not in name]
    links = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
    broken = [
        f"{page.relative_to(ROOT)} -> {target}"
        for page in pages
        for target in links.findall(page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]

    assert broken == []
