"""What the team does with its public pages."""

from datetime import datetime

from django.db import transaction

from parvis.core.actor import Actor
from parvis.editions.history import record
from parvis.editions.models import Edition
from parvis.website.models import Page
from parvis.website.texts import SLUGS, first_text


@transaction.atomic
def save_page(edition: Edition, *, slug: str, body_fr: str, body_en: str, by: Actor, at: datetime) -> Page:
    """Write one public page in both languages."""
    words = {"body_fr": body_fr, "body_en": body_en, "updated_at": at}
    page, _is_new = Page.objects.update_or_create(edition=edition, slug=slug, defaults=words)
    record("page.saved", page, by=by, at=at, edition=edition, changes={"slug": [None, slug]})
    return page


@transaction.atomic
def write_usual_pages(edition: Edition, *, by: Actor, at: datetime) -> int:
    """The pages every fair needs, as a first text to correct; pages already written stay as they are."""
    known = set(Page.objects.filter(edition=edition).values_list("slug", flat=True))
    missing = [slug for slug in SLUGS if slug not in known]
    for slug in missing:
        words = {"body_fr": first_text(slug, "fr"), "body_en": first_text(slug, "en")}
        save_page(edition, slug=slug, **words, by=by, at=at)
    return len(missing)


@transaction.atomic
def copy_pages(source: Edition, target: Edition, *, by: Actor, at: datetime) -> None:
    """Last year's texts are this year's first draft."""
    for page in Page.objects.filter(edition=source).order_by("slug"):
        save_page(target, slug=page.slug, body_fr=page.body_fr, body_en=page.body_en, by=by, at=at)
