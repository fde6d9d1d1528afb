"""A seal made while the time service was silent gets its time later; nothing is mailed again."""

import pytest
from pytest_django import Settings

from parvis.core.uploads import CleanFile, read_stored, store
from parvis.editions.models import Edition, LogEntry
from parvis.editions.tests.factories import NOON, make_actor
from parvis.outbox.models import Message
from parvis.sales import actions, tasks
from parvis.sales.evidence import events_of, stored_fault
from parvis.sales.models import Contract, Restamp, Seal
from parvis.sales.restamping import restamp_waiting
from parvis.sales.sealing import seal_waiting
from parvis.sales.signatories import degraded_seals, seals_of
from parvis.sales.tests.factories import make_signed
from parvis.sales.tests.timestamping import timestamp_server
from parvis.sales.verification import verify

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BY = make_actor()
NOWHERE = "http://127.0.0.1:9/"


def sealed_in_silence(settings: Settings) -> Contract:
    """Sealed twice while the time service did not answer."""
    settings.TSA_URL = NOWHERE
    contract = make_signed()
    actions.countersign_contract(contract, by=BY, at=NOON)
    assert seal_waiting(at=NOON) == []
    return contract


def test_the_time_is_added_once_the_service_answers_and_both_files_stay_good(settings: Settings) -> None:
    contract = sealed_in_silence(settings)
    mailed = Message.objects.count()
    assert restamp_waiting(at=NOON) == [contract.number]

    with timestamp_server() as url:
        settings.TSA_URL = url
        assert restamp_waiting(at=NOON) == []
        assert restamp_waiting(at=NOON) == []

    _first, second = seals_of(contract)
    assert (second.level, second.file.level, Restamp.objects.count()) == ("B-B", "B-LTA", 1)
    stamped, before = read_stored(second.file.pdf_path), read_stored(second.pdf_path)
    assert stamped.startswith(before)
    new, old = verify(stamped), verify(before)
    assert (new.is_good, old.is_good) == (True, True), (new, old)
    assert ("Level", "PAdES B-LTA") in new.facts
    assert ("Level", "PAdES B-B") in old.facts
    assert all(seal["stamped_at"] for seal in new.seals)
    assert not any(seal["stamped_at"] for seal in old.seals)
    assert (events_of(contract)[-1].kind, stored_fault(contract)) == ("restamped", 0)
    assert LogEntry.objects.get(verb="contract.restamped").changes == {"level": ["B-B", "B-LTA"]}
    assert Message.objects.count() == mailed
    assert str(Restamp.objects.get()) == f"{contract.number} 2 B-LTA"


def test_a_first_seal_that_got_its_time_later_is_followed_by_the_second(settings: Settings) -> None:
    settings.TSA_URL = NOWHERE
    contract = make_signed()
    assert seal_waiting(at=NOON) == []
    with timestamp_server() as url:
        settings.TSA_URL = url
        tasks.seal_contracts.func()
        actions.countersign_contract(contract, by=BY, at=NOON)
        assert seal_waiting(at=NOON) == []

    first, second = seals_of(contract)
    final = read_stored(second.file.pdf_path)
    assert final.startswith(read_stored(first.file.pdf_path))
    assert second.level == "B-LTA"
    verdict = verify(final)
    assert verdict.is_good, verdict
    assert degraded_seals() == []


def test_without_a_time_service_or_in_a_closed_edition_a_seal_stays_as_it_is(settings: Settings) -> None:
    contract = sealed_in_silence(settings)
    settings.TSA_URL = ""
    assert restamp_waiting(at=NOON) == []
    assert [seal.contract for seal in degraded_seals()] == [contract]

    Edition.objects.update(state="closed", closed_at=NOON)

    assert degraded_seals() == []


def test_a_file_that_cannot_be_stamped_leaves_the_others_to_be_stamped(settings: Settings) -> None:
    broken = make_signed()
    clean = CleanFile(b"%PDF-1.7 and no more", "pdf")
    words = {"contract": broken, "step": 1, "level": "B-B", "made_at": NOON, "keep_until": NOON.date()}
    Seal.objects.create(**words, pdf_path=store(clean), pdf_sha256=clean.sha256)
    sealed_in_silence(settings)

    with timestamp_server() as url:
        settings.TSA_URL = url
        assert restamp_waiting(at=NOON) == [broken.number]

    assert Restamp.objects.count() == 1
