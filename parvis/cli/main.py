"""Words in, one answer out: 0 done, 1 refused, 2 wrong use."""

import os
import sys
from argparse import Namespace
from contextlib import redirect_stdout
from importlib import import_module
from typing import Any

from parvis.cli.answers import as_json, as_text
from parvis.cli.words import Needs, WrongUse, parser
from parvis.core.errors import Refused

INTERRUPTED = 130  # what shells answer for Ctrl-C


def main(words: list[str] | None = None) -> int:
    """Run one sub-command. Answers go to stdout (one JSON object with --json), logs to stderr."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.settings")
    options = parser().parse_args(words)
    try:
        answer = _run(options)
    except WrongUse as error:
        parser().error(str(error))
    except KeyboardInterrupt:
        return INTERRUPTED
    except (Exception, SystemExit) as error:
        refused = _as_refusal(error)
        if refused is None:
            raise
        return _refuse(refused, options)
    if isinstance(answer, int):
        return answer
    _print(as_json(answer) if options.json else as_text(answer, last=options.last) or options.none)
    return 0


def _run(options: Namespace) -> Any:
    """What the sub-command answers. Whatever it prints on its way is no answer and goes to stderr."""
    module, _dot, function = options.handler.partition(".")
    if options.needs is Needs.NOTHING:
        return getattr(import_module(f"parvis.cli.{module}"), function)(options)
    with redirect_stdout(sys.stderr):
        import_module("django").setup()
        if options.needs is Needs.DATABASE:
            import_module("parvis.cli.schema").refuse_unready()
        with import_module("parvis.cli.language").of_the_shell(options):
            return getattr(import_module(f"parvis.cli.{module}"), function)(options)


def _as_refusal(error: BaseException) -> Refused | None:
    """A sentence for what the person at the shell can put right; None for an error of ours."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, SystemExit):  # what parvis.environment says of a variable it cannot read
        return Refused(error.code, code="environment") if isinstance(error.code, str) else None
    if isinstance(error, OSError) and error.filename is not None:
        return Refused(f"{error.filename}: {error.strerror}.", code="file")
    if type(error).__name__ == "OperationalError":  # Django's, which `run` never loads
        return Refused(f"The database does not answer: {str(error).strip()}", code="database")
    return None


def _refuse(refused: Refused, options: Namespace) -> int:
    if options.json:
        reasons = {"reasons": refused.reasons} if refused.reasons else {}
        _print(as_json({"error": {"code": refused.code, "detail": refused.message, **reasons}}))
    else:
        print(refused.message, *(f"  {reason}" for reason in refused.reasons), sep="\n", file=sys.stderr)
    return 1


def _print(text: str) -> None:
    """To a reader who may have seen enough (`| head`)."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the last flush, at the end of Python
