"""Columns that every app needs: amounts in cents, and folded copies for search."""

from typing import Any

from django.db import models

from parvis.core.text import fold


class CentsField(models.BigIntegerField[int, int]):
    """An amount of money in integer cents of the edition's currency."""


class FoldedField(models.CharField[str, str]):
    """A stored copy of other columns without accents or capitals, the same on both databases.

    Written from the named columns at each save and bulk_create. `QuerySet.update` does not go through it:
    rows whose name changes are saved, not updated.
    """

    def __init__(self, *sources: str, **options: Any) -> None:
        self.sources = sources
        options.setdefault("max_length", 500)
        options.setdefault("default", "")
        options["editable"] = False
        options["blank"] = True
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        options.pop("editable", None)
        options.pop("blank", None)
        return name, path, [*args, *self.sources], options

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001 (Django's signature)
        words = (str(getattr(model_instance, source) or "") for source in self.sources)
        value = fold(" ".join(words))[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value
