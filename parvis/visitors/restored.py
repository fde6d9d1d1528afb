"""What visitors took back since a backup stays taken back after its restore."""

from parvis.visitors.models import Consent, Registration


def carry_withdrawals(replaced: str) -> int:
    """Consents withdrawn in the replaced database, and not yet in ours, are withdrawn here as they were there."""
    acts = Consent.objects.using(replaced).filter(is_given=False).order_by("at", "pk")
    return sum(_carry(act) for act in acts.select_related("text", "registration__visitor", "registration__edition"))


def _carry(act: Consent) -> bool:
    person, edition = act.registration.visitor.email, act.registration.edition.slug
    same = Registration.objects.filter(pk=act.registration_id, visitor__email=person, edition__slug=edition).first()
    known = Consent.objects.filter(registration=same, scope=act.scope, text__purpose=act.text.purpose).order_by("-at")
    given = known.first()
    if same is None or given is None or not given.is_given or given.at >= act.at:
        return False
    copied = {name: getattr(act, name) for name in ("scope", "language", "channel", "ip", "at", "keep_until")}
    Consent.objects.create(registration=same, text=given.text, is_given=False, **copied)
    return True
