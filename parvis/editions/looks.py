"""How the papers of an edition look: its name, colours and logo, and the association's legal lines."""

from datetime import datetime

from parvis.core.documents import Look
from parvis.core.uploads import read_stored
from parvis.editions.models import Association, Edition


def edition_look(edition: Edition, *, language: str, at: datetime) -> Look:
    """The look of one paper; `at` is the time of the document (issued, sent…), never now."""
    return Look(
        name=edition.name,
        language=language,
        at=at,
        hue=edition.hue,
        chroma=edition.chroma_percent / 100,
        logo=read_stored(edition.logo_path) if edition.logo_path else None,
        footer=legal_lines(edition.association),
    )


def legal_lines(association: Association) -> tuple[str, ...]:
    """Who the association is, then where it is, for the foot of every paper; in French, as the law names them."""
    numbers = [
        f"{caption} {value}"
        for caption, value in (("RNA", association.rna), ("SIRET", association.siret), ("TVA", association.vat_number))
        if value
    ]
    who = " · ".join([association.legal_name or association.name, "association loi 1901", *numbers])
    where = " · ".join(
        part for part in (", ".join(association.address.split("\n")), association.email, association.phone) if part
    )
    return (who, where) if where else (who,)
