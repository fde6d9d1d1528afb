"""What checkin does in the background."""

from django.tasks import task
from django.urls import reverse
from django.utils import timezone, translation

from parvis.checkin.documents import badge_code, badge_pdf, opening_words
from parvis.checkin.holders import person_of
from parvis.checkin.models import Badge
from parvis.core.actor import Actor
from parvis.core.links import absolute
from parvis.core.uploads import CleanPdf, store
from parvis.outbox.actions import Attachment, send_later
from parvis.outbox.layout import compose


@task()
def mail_badge(badge_id: int, again: str = "") -> None:
    """Mail the badge with its paper; once for each badge, however often it runs, and never a revoked one.

    `again` is the moment at which somebody asked for it once more: one more mail for each such moment.
    """
    badge = Badge.objects.with_holders().select_related("edition__association").filter(pk=badge_id).first()
    if badge is None or badge.revoked_at is not None:
        return
    person = person_of(badge)
    if not person.email:
        return
    with translation.override(person.language):
        when = opening_words(badge.edition)
    paper = CleanPdf(badge_pdf(badge, language=person.language), "pdf", 1)
    context = {
        "edition": badge.edition,
        "person": person,
        "code": badge_code(badge),
        "when": when,
        "link": absolute(reverse("checkin:my_badge", args=[badge.edition.slug])) if badge.registration else "",
        "sender_name": badge.edition.name,
    }
    send_later(
        kind="checkin.badge",
        cause=f"badge-{badge.pk}-{again}".rstrip("-"),
        to=person.email,
        to_name=person.full_name,
        draft=compose("checkin/mail/badge", context, person.language),
        attachments=[Attachment(store(paper), f"badge-{badge.edition.slug}.pdf", paper.sha256)],
        about=badge.registration or badge,
        by=Actor.system("badges"),
        at=timezone.now(),
    )
