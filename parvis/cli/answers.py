"""An answer as one JSON object, or as lines for a person."""

import json
from typing import Any


def as_json(answer: dict[str, Any]) -> str:
    """One object on one line."""
    return json.dumps(answer, default=str)


def as_text(answer: dict[str, Any], *, last: str = "") -> str:
    """A line for each value, a list indented below its name; the value named `last` alone on the last line."""
    lines = [line for name, value in answer.items() if name != last for line in _lines(name, value)]
    if last in answer:
        lines.append(str(answer[last]))
    return "\n".join(lines)


def _lines(name: str, value: Any) -> list[str]:
    if isinstance(value, dict):
        return [f"{name}:", *(f"  {key}: {count}" for key, count in value.items())] if value else []
    if isinstance(value, list):
        return [f"{name}:", *(f"  {_item(item)}" for item in value)] if value else []
    return [] if value is None else [f"{name}: {value}"]


def _item(item: Any) -> str:
    return ", ".join(f"{key} {value}" for key, value in item.items()) if isinstance(item, dict) else str(item)
