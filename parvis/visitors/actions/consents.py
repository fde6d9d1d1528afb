"""Giving and withdrawing consent: each act is a row that is never changed."""

from datetime import datetime, timedelta

from django.db import transaction

from parvis.core.actor import Actor
from parvis.core.locks import lock_row
from parvis.editions.history import record
from parvis.visitors.consent_texts import TEXTS
from parvis.visitors.models import Consent, ConsentText, Registration
from parvis.visitors.queries import consent_of, consent_text

KEPT = timedelta(days=5 * 365)  # the proof outlives the consent: the time in which it can be disputed


def ensure_consent_texts(*, at: datetime) -> None:
    """Publish the first version of each text that has none."""
    published = set(ConsentText.objects.values_list("purpose", flat=True))
    for purpose, (text_fr, text_en) in TEXTS.items():
        if purpose not in published:
            ConsentText.objects.get_or_create(
                purpose=purpose, version=1, defaults={"text_fr": text_fr, "text_en": text_en, "published_at": at}
            )


@transaction.atomic
def set_consent(
    registration: Registration, purpose: str, *, is_given: bool, language: str, by: Actor, at: datetime
) -> Consent | None:
    """Write down what the visitor decided about the text as it stands; None when nothing changes."""
    lock_row(Registration.objects.filter(pk=registration.pk))
    ensure_consent_texts(at=at)
    now = consent_of(registration, purpose)
    if is_given == bool(now and now.is_given):
        return None
    consent = Consent.objects.create(
        registration=registration,
        text=consent_text(purpose) if is_given or now is None else now.text,
        is_given=is_given,
        language=language,
        channel="space",
        ip=by.ip,
        at=at,
        keep_until=at.date() + KEPT,
    )
    changes = {purpose: [not is_given, is_given]}
    verb = "consent.given" if is_given else "consent.withdrawn"
    record(verb, registration, by=by, at=at, edition=registration.edition, changes=changes)
    return consent
