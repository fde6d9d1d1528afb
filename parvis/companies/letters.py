"""Words in braces in a mail's template, and what they become for one contact."""

import re
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from parvis.accounts.models import User
from parvis.companies.models import Contact, MailTemplate
from parvis.editions.models import Edition

WORDS = {
    "first_name": gettext_lazy("first name of the contact"),
    "last_name": gettext_lazy("last name of the contact"),
    "company": gettext_lazy("name of the company"),
    "edition": gettext_lazy("name of the edition"),
    "fair_day": gettext_lazy("day of the fair"),
    "place": gettext_lazy("place of the fair"),
    "me": gettext_lazy("your name"),
}
FIELD = re.compile(r"\{([^{}\n]*)\}")


def check_words(*texts: str) -> Iterator[str]:
    """A sentence for each unknown word in braces, and for each brace that stands alone."""
    for text in texts:
        for name in FIELD.findall(text):
            if name not in WORDS:
                known = ", ".join(f"{{{word}}}" for word in WORDS)
                yield _("{%(name)s} is not known. There are: %(known)s.") % {"name": name, "known": known}
        if set(FIELD.sub("", text)) & set("{}"):
            yield _("A brace stands alone: words to replace look like {company}.")


def written_for(template: MailTemplate, contact: Contact, *, edition: Edition, author: User) -> tuple[str, str]:
    """Subject and text for this contact, in their language."""
    with override(contact.language):
        values = {
            "first_name": contact.first_name,
            "last_name": contact.last_name,
            "company": contact.company.name,
            "edition": edition.name,
            "fair_day": date_format(edition.fair_on, "DATE_FORMAT"),
            "place": edition.place_name,
            "me": author.full_name,
        }
    subject, body = (_filled(text, values) for text in template.words(contact.language))
    return " ".join(subject.split())[:200], body


def _filled(text: str, values: dict[str, str]) -> str:
    """Once, from left to right: a value that looks like a word in braces stays as it is."""
    return FIELD.sub(lambda found: values.get(found[1], found[0]), text)
