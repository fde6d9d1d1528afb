"""Markdown from strangers is shown, never run."""

import pytest

from parvis.core.markdown import to_html


def test_titles_lists_and_links_are_kept() -> None:
    html = to_html("# Title\n\n- **one**\n- [two](https://test.example)")

    assert "<h2>Title</h2>" in html
    assert "<strong>one</strong>" in html
    assert 'href="https://test.example" rel="nofollow noopener"' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://evil.example/pixel.png)",
        '<img src=x onerror="alert(1)">',
        "[x](data:text/html,<script>alert(1)</script>)",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(text: str) -> None:
    html = to_html(text)

    assert not any(piece in html for piece in ("<script", "<img", 'href="javascript', 'href="data'))
