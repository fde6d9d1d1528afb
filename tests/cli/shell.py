"""The command line in this process, as the console script would run it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from parvis.cli import main

DATA = Path(__file__).parent.parent / "data"


@dataclass
class Shell:
    """Runs commands and reads what they print."""

    capture: pytest.CaptureFixture[str]

    def ask(self, *words: str) -> tuple[int, Any]:
        """Exit code, and the one object on stdout."""
        self.capture.readouterr()
        code = main([*words, "--json"])
        return code, json.loads(self.capture.readouterr().out)

    def do(self, *words: str) -> Any:
        """What a command answers that must go well."""
        code, answer = self.ask(*words)
        assert code == 0, answer
        return answer

    def refused(self, *words: str) -> str:
        """The code of the refusal."""
        code, answer = self.ask(*words)
        assert (code, list(answer), sorted(answer["error"])) == (1, ["error"], ["code", "detail"])
        assert answer["error"]["detail"]
        return str(answer["error"]["code"])

    def last_line(self, *words: str) -> str:
        """For people: the last line of the answer."""
        self.capture.readouterr()
        assert main([*words]) == 0
        return self.capture.readouterr().out.rstrip("\n").rpartition("\n")[2]
