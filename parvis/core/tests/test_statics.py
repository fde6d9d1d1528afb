"""Styles are built without what only their authors read."""

from pathlib import Path

from django.core.files.base import ContentFile

from parvis.core.statics import StaticStorage, squeeze

STYLES = """/* Why. */
.a,
.b > .c {
    margin: 0 calc(1rem + 2px);  /* and
    here */
    content: "/";
}
"""


def test_comments_and_blanks_go_and_what_means_something_stays() -> None:
    assert squeeze(STYLES) == '.a,.b > .c{margin: 0 calc(1rem + 2px);content: "/";}\n'


def test_a_style_sheet_is_squeezed_as_it_is_stored_wherever_its_reader_stood(tmp_path: Path) -> None:
    storage, content = StaticStorage(location=tmp_path, base_url="/static/"), ContentFile(STYLES.encode())
    content.read()

    name = storage.save("a.css", content)
    storage.save("a.js", ContentFile(b"/* Why. */\n"))

    assert (tmp_path / name).read_text() == squeeze(STYLES)
    assert (tmp_path / "a.js").read_text() == "/* Why. */\n"
