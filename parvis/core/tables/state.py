"""What the address of a list asks for. Keys nobody declared are not read; values nobody offered are dropped."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

LONGEST_SEARCH = 200


@dataclass(frozen=True)
class State:
    """The search text, the sort (`key` or `-key`, empty for the default), filters chosen, columns chosen, the page."""

    text: str = ""
    sort: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    page: int = 1

    def query(self, **changes: Any) -> str:
        """The query string of this state with some of it changed; back to page 1 unless the page is what changes."""
        state = replace(self, **({"page": 1} | changes))
        pairs = [("q", state.text), *state.chosen.items(), ("sort", state.sort)]
        pairs += [("columns", key) for key in state.columns]
        if state.page > 1:
            pairs.append(("page", str(state.page)))
        return "?" + urlencode([(name, value) for name, value in pairs if value])

    def with_filter(self, key: str, value: str) -> str:
        """The query string with one filter set, or taken away by an empty value."""
        return self.query(chosen={**self.chosen, key: value})

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or any(self.chosen.values()))


def page_number(text: str) -> int:
    """A page number typed in an address; 1 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 8 else 1
