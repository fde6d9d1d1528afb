"""Catalogues are read, compiled and checked without gettext's binaries."""

import gettext
from pathlib import Path

import pytest

from parvis.core import message_check, messages

HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""
TEMPLATE = """{% load i18n %}<c-button label="{% translate 'Send "it"' %}" :hint="_('Soon')">
{{ name|default:_("nobody") }}
{% blocktranslate trimmed count n=n with a=b %}
  One row of {{ a }}
{% plural %}
  {{ n }} rows of {{ a }}
{% endblocktranslate %}{% translate "May" context "month" %}
{% blocktranslate %}20% for {{ name }}{% endblocktranslate %}"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with one app `shop`, whose catalogue is empty."""
    (tmp_path / "shop/locale/fr/LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "shop/templates/shop").mkdir(parents=True)
    (tmp_path / "shop/tests").mkdir()
    (tmp_path / "shop/__init__.py").write_text("")
    (tmp_path / "shop/words.md").write_text('_("not read")')
    (tmp_path / "shop/tests/test_it.py").write_text('_("not shown")')
    write_catalogue(tmp_path, "")
    return tmp_path


def write_catalogue(root: Path, text: str) -> Path:
    path = root / "shop/locale/fr/LC_MESSAGES/django.po"
    path.write_text(HEADER + text, encoding="utf-8")
    return path


def write_python(root: Path, text: str) -> None:
    (root / "shop/views.py").write_text(text)


def test_compiled_catalogue_is_read_by_gettext(root: Path) -> None:
    po = write_catalogue(
        root,
        'msgid "Quote"\nmsgstr "Devis"\n\nmsgctxt "month"\nmsgid "May"\nmsgstr ""\n"Mai"\n\n'
        'msgid "%(n)s row"\nmsgid_plural "%(n)s rows"\nmsgstr[0] "%(n)s ligne"\nmsgstr[1] "%(n)s lignes"\n\n'
        '#, fuzzy\nmsgid "Old"\nmsgstr "Vieux"\n\n#~ msgid "Gone"\n#~ msgstr "Parti"\n\nmsgid "Empty"\nmsgstr ""\n',
    )

    assert messages.compile_all(root) == [po.with_suffix(".mo")]

    with po.with_suffix(".mo").open("rb") as file:
        french = gettext.GNUTranslations(file)
    assert french.gettext("Quote") == "Devis"
    assert french.pgettext("month", "May") == "Mai"
    assert [french.ngettext("%(n)s row", "%(n)s rows", n) for n in (0, 1, 2)] == [
        "%(n)s ligne",
        "%(n)s ligne",
        "%(n)s lignes",
    ]
    assert (french.gettext("Old"), french.gettext("Empty")) == ("Old", "Empty")


def test_compiling_again_writes_nothing(root: Path) -> None:
    messages.compile_all(root)

    assert messages.compile_all(root) == []


@pytest.mark.parametrize("text", ['nonsense "x"\n', '"alone"\n', 'msgid "open\\"\n'])
def test_bad_catalogue_names_file_and_line(root: Path, text: str) -> None:
    path = write_catalogue(root, text)

    with pytest.raises(messages.BadCatalogue, match=r"django\.po:6: "):
        messages.read_catalogue(path)


def test_strings_of_a_template_are_named_as_django_looks_them_up(root: Path) -> None:
    page = root / "shop/templates/shop/page.html"
    page.write_text(TEMPLATE)

    found = [(item.line, item.msgid, item.context, item.plural) for item in message_check.in_app(root / "shop")]

    assert found == [
        (1, 'Send "it"', None, None),
        (2, "nobody", None, None),
        (3, "One row of %(a)s", None, "%(n)s rows of %(a)s"),
        (7, "May", "month", None),
        (8, "20%% for %(name)s", None, None),
        (1, "Soon", None, None),
    ]


def test_strings_of_python_are_found_once_each_with_their_context(root: Path) -> None:
    write_python(
        root,
        '_("A" "B")\npgettext("month", "May")\nngettext("%(n)s row", "%(n)s rows", n)\n'
        'npgettext("c", "x", "xs", n)\n_(variable)\ntranslation.gettext_lazy("C")\nother("D")\n_("C")\n',
    )

    lacking = message_check.missing(root / "shop", {})

    assert [(item.context, item.msgid, item.plural) for item in lacking] == [
        (None, "AB", None),
        ("month", "May", None),
        (None, "%(n)s row", "%(n)s rows"),
        ("c", "x", "xs"),
        (None, "C", None),
    ]


def test_check_names_what_lacks_a_french_text(root: Path) -> None:
    write_python(root, '_("Quote")\n_("Invoice")\n')
    write_catalogue(root, 'msgid "Quote"\nmsgstr "Devis"\n\n#, fuzzy\nmsgid "Invoice"\nmsgstr "Facture"\n')

    assert message_check.check(root) == ["shop/views.py:2: no French text for 'Invoice'"]


def test_a_singular_translation_does_not_serve_a_plural(root: Path) -> None:
    write_python(root, 'ngettext("%(n)s row", "%(n)s rows", n)\n')
    write_catalogue(root, 'msgid "%(n)s row"\nmsgstr "%(n)s ligne"\n')

    assert message_check.check(root) == ["shop/views.py:1: no French text for '%(n)s row'"]


@pytest.mark.parametrize(
    "text",
    [
        'msgid "Hello %(name)s"\nmsgstr "Bonjour"\n',
        'msgid "Hello {name}"\nmsgstr "Bonjour {nom}"\n',
        'msgid "%s rows"\nmsgstr "%d lignes"\n',
        'msgid "a row"\nmsgid_plural "%(n)s rows"\nmsgstr[0] "une ligne"\nmsgstr[1] "des lignes"\n',
        'msgid "a row"\nmsgid_plural "%(n)s rows"\nmsgstr[0] "%(m)s"\nmsgstr[1] "%(n)s lignes"\n',
    ],
)
def test_placeholders_must_be_the_same(root: Path, text: str) -> None:
    write_catalogue(root, text)

    assert [line.split(": ")[-1] for line in message_check.check(root)] == ["the placeholders differ"]


def test_one_english_text_has_one_french_text(root: Path) -> None:
    write_catalogue(root, 'msgid "Lead"\nmsgstr "Responsable"\n\nmsgid "Lead"\nmsgstr "Contact"\n')

    po = "shop/locale/fr/LC_MESSAGES/django.po"
    assert message_check.check(root) == [f"{po}:9: 'Lead' is translated otherwise at {po}:6"]


def test_stub_can_be_pasted_into_the_catalogue(root: Path) -> None:
    write_python(root, '_("Say \\"hi\\"\\n")\nnpgettext("c", "%(n)s row", "%(n)s rows", n)\n')
    stubs = [message_check.stub(found, root) for found in message_check.missing(root / "shop", {})]

    entries = messages.read_catalogue(write_catalogue(root, "\n".join(stubs)))

    assert [(entry.context, entry.msgid, entry.plural) for entry in entries[1:]] == [
        (None, 'Say "hi"\n', None),
        ("c", "%(n)s row", "%(n)s rows"),
    ]
