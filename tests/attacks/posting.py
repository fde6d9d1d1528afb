"""The forms of a page as an attacker finds them: where they post, which fields, which values are offered."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.attacks.reading import Page


@dataclass
class Field:
    """One name of a form; `offered` are the values of its options, `value` what the page would send."""

    kind: str
    value: str = ""
    offered: list[str] = field(default_factory=list)


@dataclass
class PageForm:
    action: str
    is_post: bool
    fields: dict[str, Field] = field(default_factory=dict)

    def values(self, **changes: str) -> dict[str, str]:
        """What an ordinary person would send: what stands there, else a choice or a plain word of the right kind."""
        usual = {name: one.value or sample(one) for name, one in self.fields.items() if one.kind != "file"}
        return {name: value for name, value in {**usual, **changes}.items() if value}

    def of_kind(self, *kinds: str) -> list[str]:
        return [name for name, one in self.fields.items() if one.kind in kinds and name != "website"]


SAMPLES = {
    "email": "sam@mail.example", "number": "2", "date": "2026-10-20", "time": "10:00", "url": "https://mail.example/",
    "datetime-local": "2026-10-20T10:00", "text": "Sam", "textarea": "Some words", "search": "Sam", "tel": "0102030405",
}  # fmt: skip


def sample(one: Field) -> str:
    return next((value for value in one.offered if value), "") or SAMPLES.get(one.kind, "")


def forms_of(page: Page, path: str) -> list[PageForm]:
    """Its forms that post, each with the address it posts to."""
    if page.media_type != "text/html" or page.status >= 400:
        return []
    found = FormReader(path)
    found.feed(page.text)
    return [form for form in found.forms if form.is_post and form.action.startswith("/")]


class FormReader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.forms: list[PageForm] = []
        self.select = ""
        self.area = ""
        self.is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        words = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.is_inside = True
            action = words.get("action") or words.get("hx-post") or self.path
            self.forms.append(PageForm(action, words.get("method", "").lower() == "post" or "hx-post" in words))
        elif tag == "option" and self.select:
            self._offer(self.select, words.get("value", ""), is_chosen="selected" in words)
        elif tag in {"input", "select", "textarea", "button"} and words.get("name") and self.is_inside:
            self._field(tag, words)

    def _field(self, tag: str, words: dict[str, str]) -> None:
        name, fields = words["name"], self.forms[-1].fields
        kind = words.get("type", "text") if tag == "input" else tag
        if tag == "button":
            kind, words["value"] = "hidden", words.get("value", "1")
        one = fields.setdefault(name, Field(kind))
        self.select = name if tag == "select" else ""
        self.area = name if tag == "textarea" else ""
        if kind in {"radio", "checkbox"}:
            self._offer(name, words.get("value", "on"), is_chosen="checked" in words)
        elif tag in {"input", "button"}:
            one.value = one.value or words.get("value", "")

    def _offer(self, name: str, value: str, *, is_chosen: bool) -> None:
        one = self.forms[-1].fields[name]
        one.offered.append(value)
        if is_chosen:
            one.value = value

    def handle_data(self, data: str) -> None:
        if self.area:
            self.forms[-1].fields[self.area].value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self.select = ""
        if tag == "textarea":
            one = self.forms[-1].fields.get(self.area)
            if one:
                one.value = one.value.strip()
            self.area = ""
        if tag == "form":
            self.is_inside = False
