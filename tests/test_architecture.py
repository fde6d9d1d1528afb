"""The rules of docs/architecture.md that neither ruff nor import-linter can see."""

import ast
import re
from collections.abc import Iterator
from itertools import chain

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from parvis.api import api
from tests.source import (
    FLOOR_OF,
    PARVIS,
    ROOT,
    Source,
    find,
    import_graph,
    is_vendored,
    python_sources,
    read_texts,
    tracked_files,
)

OPEN_CALLS = {"GET /api/v1/editions/{slug}/choices", "GET /api/v1/editions/{slug}/badge-key"}  # what anyone may ask
MOST_FILE_LINES = 400
MOST_FUNCTION_LINES = 40
FORBIDDEN_NAMES = {"utils", "helpers", "services", "common", "misc", "lib", "base_views", "mixins"}
# The shape of an app, top to bottom; a module with another name is a work module and stands between tasks and queries.
ABOVE_WORK = {"urls", "api", "views", "doors", "forms", "receivers", "management", "admin", "actions", "tasks"}
BELOW_WORK = {"queries", "rules", "models", "signals"}
# Template tags assemble attributes and drawings from numbers and fixed words; everyone else uses format_html.
MARKUP_IS_MADE_IN = (
    "parvis/core/templatetags/",
    "parvis/core/icons.py",
    "parvis/core/qr.py",
    "parvis/core/tables/columns.py",
)
FRAMEWORK_HOOKS = {"apps", "adapter", "backends", "context", "middleware", "migrations", "sitemaps", "templatetags"}


def app_sources() -> Iterator[Source]:
    return (source for source in python_sources() if source.app and not source.is_test and not source.is_migration)


def test_every_app_has_a_floor_and_a_docstring() -> None:
    apps = {folder.name for folder in PARVIS.iterdir() if (folder / "__init__.py").is_file()} - {"cli"}

    assert apps == set(FLOOR_OF)
    for app in apps:
        module = ast.parse((PARVIS / app / "__init__.py").read_text(encoding="utf-8"))
        assert len((ast.get_docstring(module) or "").splitlines()) > 1, f"parvis/{app}/__init__.py says what it owns"


def test_foreign_keys_name_the_class() -> None:
    relations = {"ForeignKey", "OneToOneField", "ManyToManyField"}
    found = []
    for source in app_sources():
        for node in source.walk():
            if isinstance(node, ast.Call) and called_name(node) in relations:
                targets = [*node.args[:1], *(word.value for word in node.keywords if word.arg in {"to", "through"})]
                found += [source.at(node) for target in targets if is_text(target) and literal(target) != "self"]

    assert found == []


def test_no_model_orders_itself() -> None:
    metas = (
        (source, statement)
        for source in app_sources()
        for node in source.walk()
        if isinstance(node, ast.ClassDef) and node.name == "Meta"
        for statement in node.body
    )

    assert [source.at(node) for source, node in metas if "ordering" in assigned_names(node)] == []


def test_no_signal_of_django_models_is_heard() -> None:
    found = [
        source.at(node)
        for source in app_sources()
        for node in source.walk()
        if isinstance(node, ast.ImportFrom)
        and (
            node.module == "django.db.models.signals"
            or ("signals" in names(node) and node.module == "django.db.models")
        )
    ]

    assert found == []


def test_the_clock_is_read_by_doors_and_commands_only() -> None:
    timeless = ABOVE_WORK - {"urls", "api", "views", "doors", "receivers", "management", "admin", "forms", "tasks"}
    found = [
        source.at(node)
        for source in app_sources()
        if source.path.split("/")[2].removesuffix(".py") in timeless | BELOW_WORK
        for node in source.walk()
        if isinstance(node, ast.Call) and called_name(node) in {"now", "localdate", "today", "utcnow"}
    ]

    assert found == []


def test_work_modules_stand_between_tasks_and_queries() -> None:
    graph = import_graph()
    found = []
    for module in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(module)):
            here, there = shape(module), shape(imported)
            if here is None or there is None or here[0] != there[0]:
                continue
            if (here[1] == "work" and there[1] == "above") or (here[1] == "below" and there[1] == "work"):
                found.append(f"{module} imports {imported}")

    assert found == []


def shape(module: str) -> tuple[str, str] | None:
    """App and place of a module in its app's order; None where the order does not apply."""
    parts = module.split(".")
    if len(parts) < 3 or parts[1] == "core" or parts[2] in FRAMEWORK_HOOKS | {"tests"}:
        return None
    place = "above" if parts[2] in ABOVE_WORK else "below" if parts[2] in BELOW_WORK else "work"
    return parts[1], place


def test_every_view_has_a_door() -> None:
    closed = [route for route, view in routes(get_resolver()) if not getattr(view, "door", "")]

    assert closed == []


def test_every_call_of_the_api_asks_for_a_token() -> None:
    paths = api.get_openapi_schema()["paths"]
    calls = [(f"{method.upper()} {path}", call) for path, item in paths.items() for method, call in item.items()]

    assert [name for name, call in calls if not call.get("security") and name not in OPEN_CALLS] == []


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, object]]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern.callback
        else:
            yield from routes(pattern, route)


def test_files_stay_short() -> None:
    long = [
        f"{path}: {text.count(chr(10))} lines"
        for path, text in read_texts()
        if path.endswith((".py", ".html", ".js", ".css", ".typ"))
        and not is_vendored(path)
        and "/migrations/" not in path
        and text.count("\n") > MOST_FILE_LINES
    ]

    assert long == []


def test_functions_stay_short() -> None:
    long = [
        f"{source.at(node)} {node.name}"
        for source in python_sources()
        if not source.is_migration
        for node in source.walk()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines_of_body(node) > MOST_FUNCTION_LINES
    ]

    assert long == []


def lines_of_body(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Signature and docstring are free: a function may have many keywords and a page of explanation."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_file_has_a_name_that_says_nothing() -> None:
    parts = chain.from_iterable((path, part) for path in tracked_files() for part in [path.split("/")])

    assert [part for part in parts if isinstance(part, list) and nameless(part)] == []


def nameless(parts: list[str]) -> bool:
    stems = {part.split(".")[0] for part in parts}
    return parts[-1].endswith(".py") and bool(stems & FORBIDDEN_NAMES)


def test_nothing_is_left_for_later_in_a_comment() -> None:
    words = "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3])
    found = [
        hit
        for path, text in read_texts()
        if not is_vendored(path) and not path.endswith((".po", ".csv"))
        for hit in find(rf"\b({words})\b", text, path)
    ]

    assert found == []


def test_no_machine_or_registry_is_named() -> None:
    places = ["/ro" + r"ot\b", "/ho" + r"me/\w", "/wo" + "rk/", "/op" + "t/wheels", r"\.\./sha" + "red"]
    hosts = ["pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.(org|com)", r"deb\.debian" + r"\.org"]
    pattern = "|".join(rf"(?<![\w<$}}]){place}" for place in places) + "|" + "|".join(hosts)
    found = [hit for path, text in read_texts() if not is_vendored(path) for hit in find(pattern, text, path)]

    assert found == []


def test_no_text_is_declared_safe_by_hand() -> None:
    found = [
        hit
        for path, text in read_texts()
        if path.endswith((".py", ".html")) and not path.startswith(MARKUP_IS_MADE_IN) and not path.startswith("tests/")
        for hit in find(r"\bmark_safe\(|\bSafe(String|Text)\(|{{[^}]*\|\s*safe(seq)?\b|autoescape off", text, path)
    ]

    assert found == []


def test_migrations_are_linear_and_named() -> None:
    found = [
        path
        for path in tracked_files()
        if re.search(r"/migrations/\d{4}_auto_|/migrations/\d{4}_[a-z0-9_]*merge", path)
    ]

    assert found == []


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt", "requirements-s3.txt"])
def test_locks_carry_versions_and_hashes_only(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if not re.match(r"[a-z0-9.\-]+==|    --hash=sha256:[0-9a-f]{64}|\s*#", line)] == []


def called_name(node: ast.Call) -> str:
    match node.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def literal(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def assigned_names(node: ast.stmt) -> set[str]:
    return {target.id for target in getattr(node, "targets", []) if isinstance(target, ast.Name)}


def names(node: ast.ImportFrom) -> set[str]:
    return {alias.name for alias in node.names}
