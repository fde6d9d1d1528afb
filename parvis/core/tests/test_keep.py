"""Parts of pages that are drawn once for each language."""

from django.template import Context, Template
from django.utils import translation

PAGE = "{% load i18n keep %}{% keep %}{% translate 'Close' %}{{ count.up }}{% endkeep %}"


class Counter:
    def __init__(self) -> None:
        self.count = 0

    def up(self) -> int:
        self.count += 1
        return self.count


def drawn(template: Template, counter: Counter, language: str) -> str:
    with translation.override(language):
        return template.render(Context({"count": counter}))


def test_what_is_kept_is_drawn_once_for_each_language() -> None:
    template, counter = Template(PAGE), Counter()

    assert [drawn(template, counter, language) for language in ("en", "fr", "en", "fr")] == [
        "Close1",
        "Fermer2",
        "Close1",
        "Fermer2",
    ]


def test_what_is_kept_ends_with_its_template() -> None:
    counter = Counter()

    assert [drawn(Template(PAGE), counter, "en") for _time in range(2)] == ["Close1", "Close2"]
