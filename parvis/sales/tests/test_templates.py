"""What contracts are printed with: drafts, checks, versions; a broken template is never in force."""

from collections.abc import Callable

import pytest
from django.db import Error, transaction
from django.test import Client

from parvis.core.actor import Actor, ActorKind
from parvis.core.errors import Refused
from parvis.core.slots import Slots
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, client_of, make_actor, make_edition, make_member
from parvis.sales import actions
from parvis.sales.models import Contract, ContractTemplate
from parvis.sales.template_check import Fault, check_template, first_source
from parvis.sales.tests.factories import make_sent, make_terms, signer

pytestmark = pytest.mark.django_db
BY = make_actor()
BOB = Actor(ActorKind.MEMBER, "77", "Bob Petit")
FIRST = first_source()
CHANGED = FIRST.replace("Contrat d’exposant", "Convention d’exposant")


def save(edition: Edition, source: str, *, revision: int | None = 0, by: Actor = BY) -> ContractTemplate | None:
    return actions.save_template_draft(edition, "fr", source=source, revision=revision, by=by, at=NOON)


def publish(edition: Edition, source: str = CHANGED, *, revision: int | None = 0, by: Actor = BY) -> ContractTemplate:
    return actions.publish_template(edition, "fr", source=source, revision=revision, by=by, at=NOON)


def faults(source: str, edition: Edition | None = None) -> list[Fault]:
    return check_template(source, edition or make_edition(), "fr", at=NOON).faults


def accepted(edition: Edition) -> Contract:
    return actions.accept_quote(make_sent(edition, language="fr"), by=signer(), at=NOON)


def test_the_template_that_comes_with_parvis_prints_in_both_languages() -> None:
    edition = make_edition()
    make_terms(edition)

    for language in ("fr", "en"):
        checked = check_template(FIRST, edition, language, at=NOON)
        assert checked.faults == []
        assert checked.pdf.startswith(b"%PDF")
        assert len(checked.pictures) == 2


def test_a_contract_names_the_version_it_was_printed_with() -> None:
    edition = make_edition()

    first = accepted(edition)
    version = publish(edition)
    second = accepted(edition)

    assert first.template is not None
    assert (first.template.version, first.template.saved_by, first.template.source) == (1, "Parvis", FIRST)
    assert (version.version, second.template, str(version)) == (2, version, f"{edition} fr v2")
    assert LogEntry.objects.about(version).get().verb == "contract_template.published"


def test_a_broken_template_stays_a_draft_and_the_version_before_stays_in_force() -> None:
    edition = make_edition()
    published = publish(edition)

    with pytest.raises(Refused, match="version 2 stays") as refusal:
        publish(edition, FIRST + "\n#nothing")

    assert refusal.value.code == "broken"
    assert accepted(edition).template == published
    draft = ContractTemplate.objects.get(edition=edition, version=None)
    assert draft.source == FIRST + "\n#nothing"


def test_a_broken_first_template_leaves_the_one_of_parvis() -> None:
    edition = make_edition()

    with pytest.raises(Refused, match="version 1 stays"):
        publish(edition, "#(")


def test_a_template_that_fails_on_a_real_contract_is_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    edition = make_edition()
    picky = FIRST + '\n#if paper.number == "C2026-0001" { panic("no") }\n'
    publish(edition, picky)

    contract = accepted(edition)

    assert contract.template is not None
    assert contract.template.version == 1
    assert "could not be printed with template version 2" in caplog.text


def test_published_twice_is_published_once_and_the_same_words_are_no_new_version() -> None:
    edition = make_edition()

    assert publish(edition) == publish(edition)
    assert [one.version for one in ContractTemplate.objects.order_by("version")] == [1, 2]


def test_what_is_in_force_anyway_is_no_draft() -> None:
    edition = make_edition()

    assert save(edition, FIRST) is None
    assert save(edition, CHANGED) is not None
    assert save(edition, FIRST) is not None  # typed back: the draft says what the field says


def test_nobody_writes_over_what_somebody_else_saved_meanwhile() -> None:
    edition = make_edition()
    save(edition, CHANGED)
    seen = save(edition, CHANGED + "// 2", revision=1, by=BOB)

    with pytest.raises(Refused, match="Bob Petit saved another text meanwhile"):
        save(edition, CHANGED + "// 3", revision=1)
    over = save(edition, CHANGED + "// 3", revision=None)

    assert seen is not None
    assert over is not None
    assert (seen.revision, over.revision, over.saved_by) == (2, 3, BY.label)


def test_a_draft_that_changed_while_it_was_checked_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    edition = make_edition()
    check: Callable[..., object] = check_template

    def checked_while_bob_types(source: str, *parts: object, **more: object) -> object:
        save(edition, FIRST + "// Bob", revision=None, by=BOB)
        return check(source, *parts, **more)

    monkeypatch.setattr("parvis.sales.actions.templates.check_template", checked_while_bob_types)

    with pytest.raises(Refused, match="Somebody has just changed this draft"):
        publish(edition)


def test_a_thrown_away_draft_is_gone_once() -> None:
    edition = make_edition()
    save(edition, CHANGED)

    for _twice in range(2):
        actions.discard_template_draft(edition, "fr", by=BY, at=NOON)

    assert not ContractTemplate.objects.exists()
    assert [entry.verb for entry in LogEntry.objects.filter(verb__startswith="contract_template")] == [
        "contract_template.discarded"
    ]


@pytest.mark.parametrize("change", [{"source": "x"}, {"version": 9}, {"language": "en"}])
def test_the_database_refuses_to_change_a_published_version(change: dict[str, object]) -> None:
    edition = make_edition()
    version = publish(edition)
    rows = ContractTemplate.objects.filter(pk=version.pk)

    for act in (lambda: rows.update(**change), rows.delete):
        with pytest.raises(Error), transaction.atomic():
            act()


def test_the_next_edition_begins_with_the_templates_in_force() -> None:
    source, target = make_edition(), make_edition()
    publish(source)

    actions.copy_catalogue(source, target, shift=target.fair_on - source.fair_on, by=BY, at=NOON)

    copy = ContractTemplate.objects.get(edition=target)
    assert (copy.version, copy.language, copy.source) == (1, "fr", CHANGED)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("#paper.price", "There is no field “price”"),
        ("#nothing", "“nothing” is not known here"),
        ("#(", "never closed"),
        ('#read("/etc/passwd")', "reads no file of the computer"),
        ('#import "@preview/cetz:0.4.0": *', "Packages from the Internet"),
        ("#while true {}", "goes round for ever"),
        ("#text(fill: 3)[x]", "value of another kind"),
        ('#panic("x")', "does not understand"),
        ("#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>\"))", "do not see it"),
    ],
)
def test_what_is_wrong_is_said_plainly_with_its_line(line: str, sentence: str) -> None:
    found = faults(FIRST + line)

    assert found[0].line == len(FIRST.splitlines()) + 1
    assert sentence in found[0].sentence
    assert found[0].text == line
    assert "/tmp" not in found[0].said  # noqa: S108


def test_what_has_no_line_is_said_without() -> None:
    assert [fault.line for fault in faults(FIRST + "\n#for a in range(99) [#pagebreak() x]")] == [None]
    assert "longer than 40 pages" in faults(FIRST + "\n#for a in range(99) [#pagebreak() x]")[0].sentence


def test_an_example_with_little_in_it_must_print_too() -> None:
    found = faults(FIRST + "\n#paper.entitlements.first().label")

    assert len(found) == 1
    assert found[0].line == len(FIRST.splitlines()) + 2


def test_a_contract_says_what_binds_and_has_room_for_signatures() -> None:
    found = [fault.sentence for fault in faults(FIRST.replace("#article-list(paper.articles)", "// paper.articles"))]
    assert found == ["A contract must say this: the general terms, article by article (paper.articles)."]

    found = [fault.sentence for fault in faults(FIRST.replace("#signature-boxes(paper)", ""))]
    assert found == ["The place of the signatures is missing: #signature-boxes(paper)."]


def test_a_template_is_not_a_book() -> None:
    assert "60000 characters at most" in faults(FIRST + "// x\n" * 20_000)[0].sentence


def address(edition: Edition, rest: str = "") -> str:
    return f"/team/{edition.slug}/catalogue/contract/fr/{rest}"


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def lead(edition: Edition) -> Client:
    return client_of(make_member(edition, pole="company_relations", role="lead").user)


def test_contract_template_keeps_what_is_typed_and_shows_the_example(edition: Edition, lead: Client) -> None:
    page = lead.get(address(edition))
    typed = lead.post(address(edition), {"source": CHANGED, "revision": 0, "do": "preview"})
    shown = lead.get(typed.headers["Location"])

    assert "Contrat d’exposant" in page.content.decode()
    assert shown.status_code == 200
    text = shown.content.decode()
    assert "Convention d’exposant" in text
    assert text.count("data:image/png;base64,") == 2
    assert "Can be published" in text


def test_contract_template_tells_a_fault_while_typing_and_keeps_the_text(edition: Edition, lead: Client) -> None:
    live = {"HX-Request": "true"}

    part = lead.post(address(edition), {"source": "#nothing", "revision": 0, "do": "preview"}, headers=live)

    text = part.content.decode()
    assert "<html" not in text
    assert "“nothing” is not known here" in text
    assert ContractTemplate.objects.get(edition=edition).source == "#nothing\n"


def test_contract_template_is_published_or_says_why_not(edition: Edition, lead: Client) -> None:
    broken = lead.post(address(edition), {"source": CHANGED + "#nothing", "revision": 0, "do": "publish"})
    done = lead.post(address(edition), {"source": CHANGED, "revision": 1, "do": "publish"}, follow=True)

    assert broken.status_code == 422
    assert "#nothing" in broken.content.decode()
    assert "version 1 stays" in broken.content.decode()
    assert "Version 2 prints every contract from now on." in done.content.decode()


def test_contract_template_shows_the_other_text_when_two_write_at_once(edition: Edition, lead: Client) -> None:
    save(edition, CHANGED + "// Bob’s", by=BOB)

    both = lead.post(address(edition), {"source": CHANGED + "// mine", "revision": 0, "do": "preview"})
    over = lead.post(address(edition), {"source": CHANGED + "// mine", "revision": 0, "over": "1"})

    assert both.status_code == 422
    assert "// mine" in both.content.decode()
    assert "// Bob’s" in both.content.decode()
    assert over.status_code == 302
    assert ContractTemplate.objects.get(edition=edition).source == CHANGED + "// mine\n"


def test_contract_template_refuses_a_book_and_a_language_nobody_speaks_here(edition: Edition, lead: Client) -> None:
    long = lead.post(address(edition), {"source": "x" * 70_000, "revision": 0})

    assert long.status_code == 422
    assert lead.get(address(edition).replace("/fr/", "/de/")).status_code == 404
    assert lead.post(address(edition, "discard/").replace("/fr/", "/de/")).status_code == 404


def test_contract_template_says_so_when_other_examples_are_being_made(
    edition: Edition, lead: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    slots = Slots(1)
    monkeypatch.setattr("parvis.sales.views.templates.CHECKS", slots)

    with slots.one():
        part = lead.get(address(edition, "?preview=1"))

    assert "Other examples are being made" in part.content.decode()


def test_contract_template_version_is_read_and_started_from(edition: Edition, lead: Client) -> None:
    publish(edition)
    accepted(edition)

    page = lead.get(address(edition, "2/")).content.decode()
    lead.post(address(edition, "1/restore/"))
    again = lead.post(address(edition, "1/restore/"), follow=True)
    gone = lead.post(address(edition, "discard/"), follow=True)

    assert "1 contract was printed with it." in page
    assert "There is a draft already" in again.content.decode()
    assert "thrown away" in gone.content.decode()
    assert not ContractTemplate.objects.filter(version=None).exists()


def test_contract_detail_names_the_version(edition: Edition, lead: Client) -> None:
    contract = accepted(edition)

    page = lead.get(f"/team/{edition.slug}/contracts/{contract.pk}/").content.decode()

    assert "/catalogue/contract/fr/1/" in page
