"""Parts of a page that are the same for everybody: drawn once for each language."""

from typing import Self

from django.template import Context, Library, Node, NodeList
from django.template.base import Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = Library()


class Kept(Node):
    """What it holds is kept as long as the compiled template is."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self._drawn: dict[str | None, SafeString] = {}

    @classmethod
    def of(cls, parser: Parser, _token: Token) -> Self:
        nodelist = parser.parse(("endkeep",))
        parser.delete_first_token()
        return cls(nodelist)

    def render(self, context: Context) -> SafeString:
        language = get_language()
        drawn = self._drawn.get(language)
        if drawn is None:
            with context.push():
                drawn = self._drawn[language] = self.nodelist.render(context)
        return drawn


@register.tag
def keep(parser: Parser, token: Token) -> Kept:
    """`{% keep %}…{% endkeep %}`: only for what depends on the language and on nothing else of the request."""
    return Kept.of(parser, token)
