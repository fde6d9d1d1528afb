"""Every route of the site, as the resolver knows it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Route:
    """One named address: its name, the parameters of its path, and the door that guards it."""

    name: str
    parameters: tuple[str, ...]
    door: str

    @property
    def is_team(self) -> bool:
        return self.door.startswith("team ")


def every_route() -> list[Route]:
    """All routes but the API's calls, which tests/matrix/test_api.py walks."""
    return sorted(set(_walk(get_resolver().url_patterns, "", ())), key=lambda route: route.name)


def _walk(patterns: list[URLPattern | URLResolver], namespace: str, above: tuple[str, ...]) -> Iterator[Route]:
    for pattern in patterns:
        parameters = (*above, *pattern.pattern.converters)
        if isinstance(pattern, URLResolver):
            if pattern.namespace == "api":
                continue
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner, parameters)
        else:
            yield Route(f"{namespace}{pattern.name}", parameters, str(getattr(pattern.callback, "door", "")))
