"""First texts of the public pages, to be corrected by the team before the edition opens."""

from pathlib import Path

FOLDER = Path(__file__).parent / "first_texts"
SLUGS = ("practical", "legal", "privacy", "press")


def first_text(slug: str, language: str) -> str:
    """The Markdown of one page in one language."""
    return (FOLDER / f"{slug}.{language}.md").read_text(encoding="utf-8")
