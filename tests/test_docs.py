"""The documents keep up with the code."""

import ast
import re

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
