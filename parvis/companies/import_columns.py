"""The columns of a list of companies, and the words files use for them."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from parvis.companies.countries import words_of_countries
from parvis.companies.identifiers import check_numbers
from parvis.companies.models import Company
from parvis.core.errors import Refused
from parvis.core.imports import Column, Problem, Row, TableFile, read_table
from parvis.core.imports.columns import Kind

KIND = "companies"  # of the file, as FileImport keeps it
KINDS = {
    "GE": "large", "PME": "sme", "Start-up": "startup", "Public": "public", "École": "school_partner",
    "Étranger": "foreign",
    "Grande entreprise": "large", "Grand groupe": "large", "Groupe": "large", "ETI": "large", "Large": "large",
    "Large company": "large", "Corporate": "large", "TPE": "sme", "SME": "sme", "Small company": "sme",
    "Petite entreprise": "sme", "Startup": "startup", "Jeune pousse": "startup", "Scale-up": "startup",
    "Secteur public": "public", "Organisme public": "public", "Établissement public": "public", "Public body": "public",
    "Administration": "public", "École partenaire": "school_partner", "School": "school_partner",
    "School partner": "school_partner", "Étrangère": "foreign", "Entreprise étrangère": "foreign",
    "International": "foreign", "Foreign": "foreign", "Foreign company": "foreign",
}  # fmt: skip
LABELS = {
    "name": "Entreprise|Nom|Nom de l'entreprise|Société|Raison sociale|Organisation|Structure|Exposant"
    "|Company|Company name|Name|Organisation name|Organization",
    "legal_name": "Dénomination légale|Dénomination sociale|Nom légal|Legal name",
    "siren": "SIREN|N° SIREN|Numéro SIREN|No SIREN|SIREN number",
    "siret": "SIRET|N° SIRET|Numéro SIRET|No SIRET|SIRET number",
    "vat_number": "N° TVA|TVA|TVA intracommunautaire|Numéro de TVA|N° TVA intracommunautaire|VAT|VAT number|VAT ID",
    "address": "Adresse|Adresse postale|Rue|Address|Street",
    "postcode": "Code postal|CP|Postcode|Post code|Postal code|ZIP|ZIP code",
    "city": "Ville|Commune|Localité|City|Town",
    "country": "Pays|Country",
    "sector": "Secteur|Secteur d'activité|Domaine|Activité|Sector|Industry",
    "kind": "Type|Type d'entreprise|Taille|Catégorie|Classe|Class|Kind|Size|Category|Company type",
    "website": "Site|Site web|Site internet|URL|Website|Web site|Web",
    "contact": "Contact|Nom du contact|Interlocuteur|Correspondant|Personne à contacter"
    "|Contact name|Contact person|Full name",
    "first_name": "Prénom|Prénom du contact|First name|Given name",
    "last_name": "Nom de famille|Last name|Surname|Family name",
    "email": "Mail|E-mail|Email|Courriel|Adresse mail|Adresse e-mail|Mail du contact|E-mail du contact"
    "|E-mail address|Email address|Contact email|Contact e-mail",
    "phone": "Tél|Téléphone|Tel|N° de téléphone|Numéro de téléphone|Portable|Mobile|Phone|Phone number|Telephone",
    "job_title": "Fonction|Poste|Rôle|Job title|Role|Position",
    "was_there": "Présent # ?|Présent en #|Présence #|Participation #|Participant #|Venu en #|Forum #|Édition #"
    "|Present #|Present in #|Attended #|Came in #",
    "last_contact_on": "Dernier contact|Date du dernier contact|Dernière relance"
    "|Last contact|Last contacted|Last contact on",
    "notes": "Notes|Note|Remarques|Remarque|Commentaire|Commentaires|Comments|Comment|Remarks",
}
LENGTHS = {
    "name": 160, "city": 100, "sector": 80, "postcode": 12, "address": 500, "contact": 160, "first_name": 80,
    "last_name": 80, "email": 254, "phone": 30, "job_title": 120, "notes": 4000,
}  # fmt: skip
LOOKS: dict[str, Kind] = {
    "address": "long", "country": "choice", "kind": "choice", "email": "email", "was_there": "flag",
    "last_contact_on": "date", "notes": "long",
}  # fmt: skip
YEAR = re.compile(r"\b(?:19|20)\d{2}\b", re.ASCII)


def columns() -> list[Column]:
    """What a list of companies may hold; only the name must be there."""
    choices = {"country": words_of_countries(), "kind": KINDS}
    return [
        Column(
            key,
            tuple(labels.split("|")),
            required=key == "name",
            kind=LOOKS.get(key, "text"),
            max_length=LENGTHS.get(key, 200),
            choices=choices.get(key, {}),
        )
        for key, labels in LABELS.items()
    ]


def read_companies(data: bytes, name: str) -> TableFile:
    """The file as rows. Raises Refused for a file that is no list of companies, or an empty one."""
    table = read_table(data, name, columns())
    if not table.rows:
        raise Refused(_("“%(name)s” has headers but no row below them.") % {"name": table.name})
    return table


def tidy(row: Row, table: TableFile) -> tuple[dict[str, str], list[Problem]]:
    """The values of one row as the database wants them, and its problems besides those of reading."""
    values = row.values
    if values.get("country") == "" and values["kind"] != Company.Kind.FOREIGN:
        values["country"] = "FR"
    values = _siret_in_siren_cell(values)
    numbers, problems = check_numbers(values)
    first, last = _names(values)
    values |= numbers | {"first_name": first, "last_name": last, "past_edition": _year(values.pop("was_there"), table)}
    values["website"], bad_site = _website(values["website"])
    values["notes"] = _with_lost_contact(values)
    del values["contact"]
    remedy = _("Correct it, or empty the cell.")
    labels = {column.key: column.labels[0] for column in table.layout.columns} | table.mapping
    return values, [Problem(row.number, labels[key], said, remedy) for key, said in (problems | bad_site).items()]


def _siret_in_siren_cell(values: dict[str, str]) -> dict[str, str]:
    """Many a file has SIRETs below the header SIREN."""
    digits = re.sub(r"\D", "", values["siren"])
    if len(digits) == 14 and not values["siret"]:
        return values | {"siren": "", "siret": digits}
    return values


def _names(values: Mapping[str, str]) -> tuple[str, str]:
    """First and last name; `DUPONT Marie` and `Marie Dupont` are both understood."""
    if values["first_name"] or values["last_name"]:
        return values["first_name"], values["last_name"] or values["contact"]
    words = values["contact"].split()
    if len(words) < 2:
        return "", values["contact"]
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    if capitals and len(capitals) < len(words) and words[0].isupper() and len(words[0]) > 1:
        return " ".join(word for word in words if word not in capitals)[:80], " ".join(capitals)[:80]
    return words[0][:80], " ".join(words[1:])[:80]


def _with_lost_contact(values: Mapping[str, str]) -> str:
    """A contact lives by a mail address; without one, the note keeps the name and the phone."""
    who = ", ".join(filter(None, (f"{values['first_name']} {values['last_name']}".strip(), values["phone"])))
    if values["email"] or not who:
        return values["notes"]
    return "\n".join(filter(None, (values["notes"], _("Contact: %(who)s") % {"who": who})))


def _year(was_there: str, table: TableFile) -> str:
    """The year in the header of the column, when the cell says yes."""
    year = YEAR.search(table.mapping.get("was_there", ""))
    return year[0] if was_there == "1" and year else ""


def _website(text: str) -> tuple[str, dict[str, str]]:
    if not text:
        return "", {}
    address = text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"
    if re.fullmatch(r"https?://[^\s/<>\"'.]+(\.[^\s/<>\"'.]+)+(/[^\s<>\"']*)?", address, re.IGNORECASE):
        return address, {}
    return text, {"website": _("“%(text)s” is not the address of a web site.") % {"text": text[:80]}}
