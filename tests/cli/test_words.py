"""Right and wrong words, and who reads the answer: programs on stdout, people on stderr."""

import pytest

from parvis.cli import main
from parvis.editions.tests.factories import make_edition
from tests.cli.shell import Shell

pytestmark = pytest.mark.django_db
PUBLISHED = (
    *("run", "worker", "init", "demo", "user", "login-link", "token", "device"),
    *("import", "invoices", "backup", "restore", "check", "edition"),
)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nonsense"],
        ["import", "companies"],
        ["import", "people", "list.csv"],
        ["token", "create", "desk"],
        ["invoices", "export", "--out", "papers"],
        ["demo", "--on", "tomorrow"],
        ["edition", "open", "next", "--from", "demo"],
        ["import", "companies", "companies.csv", "--invite"],
    ],
)
def test_wrong_words_exit_2_and_show_the_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)

    assert end.value.code == 2
    told = capsys.readouterr()
    assert (told.out, "usage: parvis" in told.err) == ("", True)


def test_help_names_the_published_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])

    assert end.value.code == 0
    told = capsys.readouterr().out
    for name in PUBLISHED:
        assert f"\n    {name} " in told


def test_a_refusal_for_people_is_one_sentence_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "companies", "nowhere.csv"]) == 1
    assert capsys.readouterr() == ("", "nowhere.csv: No such file or directory.\n")


def test_refusals_speak_the_language_of_the_shell(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = make_edition(state="closed")
    _code, english = shell.ask("edition", "close", edition.slug)
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    _code, french = shell.ask("edition", "close", edition.slug)

    assert english["error"]["detail"] == "Only an open edition can be closed."
    assert french["error"]["detail"] == "Seule une édition ouverte peut être clôturée."


def test_what_a_command_prints_on_its_way_goes_to_stderr(shell: Shell) -> None:
    answer = shell.do("check")

    assert sorted(answer) == ["errors", "warnings"]
