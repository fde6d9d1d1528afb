"""The source as the architecture tests read it: tracked files, syntax trees, floors."""

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
PARVIS = ROOT / "parvis"

# Bottom to top, as docs/architecture.md draws them: imports only go towards the start of this list.
FLOORS: list[tuple[str, ...]] = [
    ("core",),
    ("outbox",),
    ("accounts",),
    ("editions",),
    ("companies",),
    ("exhibitors", "visitors"),
    ("sales", "logistics", "staffing", "programme", "cvs"),
    ("treasury", "interviews"),
    ("checkin",),
    ("website", "mailings", "surveys"),
    ("reports",),
]
FLOOR_OF = {app: number for number, apps in enumerate(FLOORS) for app in apps}
TEXT = {".py", ".html", ".txt", ".md", ".toml", ".css", ".js", ".typ", ".sh", ".json", ".po", ".in", ".csv", ".yml", ""}


@dataclass(frozen=True)
class Source:
    """One Python file of the project."""

    path: str  # from the project folder, with "/"
    text: str
    tree: ast.Module

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Walked once, for a dozen tests."""
        return tuple(ast.walk(self.tree))

    @property
    def app(self) -> str:
        """The app it belongs to; empty for tests/, tools/ and the files beside the apps."""
        parts = self.path.split("/")
        return parts[1] if parts[0] == "parvis" and len(parts) > 2 else ""

    @property
    def is_test(self) -> bool:
        return "/tests/" in self.path or self.path.startswith("tests/")

    @property
    def is_migration(self) -> bool:
        return "/migrations/" in self.path

    def walk(self) -> Iterator[ast.AST]:
        return iter(self.nodes)

    def at(self, node: ast.AST) -> str:
        """`path:line`, as editors open it."""
        return f"{self.path}:{getattr(node, 'lineno', 0)}"


@cache
def tracked_files() -> tuple[str, ...]:
    """What git knows or would add; outside a repository, every file but those setup leaves."""
    git = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if git.returncode == 0:
        return tuple(sorted(name for name in set(git.stdout.splitlines()) if (ROOT / name).is_file()))
    left = {".venv", "var", "__pycache__", ".git"}
    every = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return tuple(sorted(path.as_posix() for path in every if not left & set(path.parts)))


def read_texts() -> Iterator[tuple[str, str]]:
    """Every tracked text file with its path."""
    for name in tracked_files():
        if Path(name).suffix in TEXT:
            yield name, (ROOT / name).read_text(encoding="utf-8", errors="replace")


@cache
def python_sources() -> tuple[Source, ...]:
    return tuple(
        Source(name, text, ast.parse(text)) for name, text in read_texts() if name.endswith(".py") and text.strip()
    )


@cache
def templates() -> tuple[tuple[str, str], ...]:
    """Every page, fragment, component and mail."""
    return tuple((name, text) for name, text in read_texts() if "/templates/" in name)


@cache
def import_graph() -> grimp.ImportGraph:
    return grimp.build_graph("parvis", exclude_type_checking_imports=False)


def is_vendored(path: str) -> bool:
    return "/vendor/" in path


def find(pattern: str, text: str, path: str) -> list[str]:
    """`path:line: match` for every match of the pattern."""
    return [f"{path}:{text.count(chr(10), 0, hit.start()) + 1}: {hit[0]}" for hit in re.finditer(pattern, text)]
