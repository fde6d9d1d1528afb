"""Sectors that companies hold join the installation's list; other spellings of one in the list become that one."""

from typing import Any, ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils.text import slugify

from parvis.core.text import fold


def into_the_list(apps: Any, _editor: BaseDatabaseSchemaEditor) -> None:
    terms = apps.get_model("editions", "Term").objects.filter(kind="sector")
    companies = apps.get_model("companies", "Company").objects
    if not terms.exists():
        return  # the usual list comes with the first edition
    known: dict[str, str] = {}
    for term in terms.order_by("-is_active", "position"):
        for word in (term.name_fr, term.name_en, term.slug.replace("-", " "), *term.synonyms):
            known.setdefault(fold(word), term.name_fr)
    slugs, position = set(terms.values_list("slug", flat=True)), terms.count()
    for held in companies.exclude(sector="").order_by().values_list("sector", flat=True).distinct():
        if (name := known.get(fold(held))) is None:
            stem, position, place = slugify(held)[:50] or "sector", position + 1, 1
            while (slug := stem if place == 1 else f"{stem}-{place}") in slugs:
                place += 1
            slugs.add(slug)
            terms.create(kind="sector", slug=slug, name_fr=held, name_en=held, position=position)
            known[fold(held)] = held
        elif name != held:
            companies.filter(sector=held).update(sector=name)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("companies", "0006_answers"),
        ("editions", "0003_saved_view"),
    ]

    operations: ClassVar = [migrations.RunPython(into_the_list, migrations.RunPython.noop)]
