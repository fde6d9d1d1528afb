"""A lower app must not reach up through the accessor that a higher app's foreign key puts on its models."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache

from django.apps import apps
from django.db.models import Model

from tests.source import FLOOR_OF, Source, python_sources, templates

# Calls whose texts name fields and relations.
LOOKUPS = {
    "prefetch_related", "select_related", "values", "values_list", "order_by", "only", "defer", "distinct",
    "annotate", "aggregate", "alias", "filter", "exclude", "get", "F", "Q", "Count", "Sum", "Max", "Min", "Avg",
    "Exists", "Prefetch", "OuterRef", "getattr", "attrgetter",
}  # fmt: skip


@cache
def accessors() -> dict[str, int]:
    """Name of each reverse accessor -> the floor of the app that puts it there; the lowest one where several do."""
    found: dict[str, int] = {}
    for model in apps.get_models(include_auto_created=True):
        for relation in model._meta.related_objects:
            floor = floor_of(relation.related_model)
            if floor is None:
                continue
            for name in {relation.get_accessor_name(), relation.field.related_query_name()} - {None}:
                found[str(name)] = min(floor, found.get(str(name), floor))
    return found


def floor_of(model: object) -> int | None:
    return FLOOR_OF.get(model._meta.app_label) if isinstance(model, type) and issubclass(model, Model) else None


@cache
def names_defined_up_to(floor: int) -> frozenset[str]:
    """Every name the apps up to that floor give themselves: such a word need not be the accessor."""
    if floor < 0:
        return frozenset()
    here = (source for source in python_sources() if FLOOR_OF.get(source.app) == floor)
    return names_defined_up_to(floor - 1).union(*map(defined_names, here))


def defined_names(source: Source) -> Iterator[str]:
    for node in source.walk():
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case ast.keyword(arg=str(name)) if "__" not in name:
                yield name


def used_names(source: Source) -> Iterator[tuple[str, ast.AST]]:
    """Attributes read, and relations named in lookups (`quotes__status=`, `prefetch_related("quotes")`)."""
    for node in source.walk():
        match node:
            case ast.Attribute(attr=name, ctx=ast.Load()):
                yield name, node
            case ast.Call(func=ast.Attribute(attr=called) | ast.Name(id=called)) if called in LOOKUPS:
                for text in lookup_texts(node):
                    yield from ((part, node) for part in text.lstrip("-").split("__"))


def lookup_texts(call: ast.Call) -> Iterable[str]:
    yield from (arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))
    yield from (word.arg for word in call.keywords if word.arg and "__" in word.arg)


def is_reached_up(name: str, floor: int) -> bool:
    owner = accessors().get(name)
    return owner is not None and owner > floor and name not in names_defined_up_to(floor)


def test_code_of_a_lower_app_never_uses_a_higher_apps_accessor() -> None:
    found = [
        f"{source.at(node)} .{name}"
        for source in python_sources()
        if source.app in FLOOR_OF and not source.is_test and not source.is_migration
        for name, node in used_names(source)
        if is_reached_up(name, FLOOR_OF[source.app])
    ]

    assert found == []


def test_templates_of_a_lower_app_never_use_a_higher_apps_accessor() -> None:
    found = [
        f"{path}: .{name}"
        for path, text in templates()
        if path.startswith("parvis/")
        for tag in re.findall(r"{[{%](.*?)[%}]}", text)
        for name in re.findall(r"\.([a-z_]+)", tag)
        if is_reached_up(name, FLOOR_OF[path.split("/")[1]])
    ]

    assert found == []
