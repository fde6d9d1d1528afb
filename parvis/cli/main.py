"""Words in, one answer out: 0 done, 1 refused, 2 wrong use."""

import json
import os
import sys
from argparse import Namespace
from importlib import import_module
from typing import Any

from parvis.cli.words import parser


def main(words: list[str] | None = None) -> int:
    """Run one sub-command. Answers go to stdout (one JSON object with --json), logs to stderr."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.settings")
    options = parser().parse_args(words)
    module, _dot, function = options.handler.rpartition(".")
    if options.needs_django:
        import_module("django").setup()
    try:
        answer = getattr(import_module(f"parvis.cli.{module}"), function)(options)
    except Exception as error:
        refusal = _refusal(error)
        if refusal is None:
            raise
        return _refuse(refusal, options)
    if isinstance(answer, int):
        return answer
    _show(answer, options)
    return 0


def _refusal(error: Exception) -> dict[str, str] | None:
    """`Refused`, recognised without loading Django for the commands that do without it."""
    code, message = getattr(error, "code", None), getattr(error, "message", None)
    if type(error).__name__ == "Refused" and code and message:
        return {"code": str(code), "detail": str(message)}
    return None


def _refuse(refusal: dict[str, str], options: Namespace) -> int:
    if options.json:
        print(json.dumps({"error": refusal}, ensure_ascii=False))
    else:
        print(refusal["detail"], file=sys.stderr)
    return 1


def _show(answer: dict[str, Any], options: Namespace) -> None:
    if options.json:
        print(json.dumps(answer, ensure_ascii=False, default=str))
        return
    for key, value in answer.items():
        if key != options.last:
            print(f"{key}: {value if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False, default=str)}")
    if options.last in answer:
        print(answer[options.last])
