"""Lists of schools as people send them: each row becomes the values of one school, or says what keeps it out."""

from collections.abc import Iterator

from django.utils.text import slugify
from django.utils.translation import gettext as _

from parvis.accounts.models import School
from parvis.core.errors import Refused
from parvis.core.imports import Column, Problem, Row, TableFile, read_table

COLUMNS = (
    Column("slug", ("slug", "Identifiant", "Code"), max_length=60),
    Column("name", ("name", "Nom", "École", "Établissement", "School"), required=True, max_length=120),
    Column("mail_domain", ("mail_domain", "Domaine mail", "Domaine", "Mail domain"), max_length=120),
    Column(
        "login", ("login", "Connexion", "Sign-in"), kind="choice", choices={word: word for word in School.Login.values}
    ),
)


def read_schools(data: bytes, name: str) -> TableFile:
    """The file as rows. Raises Refused for a file that is no list of schools, or an empty one."""
    table = read_table(data, name, COLUMNS)
    if not table.rows:
        raise Refused(_("“%(name)s” has headers but no row below them.") % {"name": table.name})
    return table


def school_values(table: TableFile) -> Iterator[tuple[Row, dict[str, str], list[Problem]]]:
    """Each row with the fields of its school (a column the file lacks is left out), and its problems."""
    for row in table.rows:
        values = row.values
        values["slug"] = slugify(values["slug"] or values["name"])[:60]
        values["login"] = values["login"] or School.Login.EMAIL
        problems = list(row.problems)
        if not problems and not values["slug"]:
            reason = _("“%(text)s” makes no address.") % {"text": values["name"][:80]}
            problems.append(Problem(row.number, table.mapping["name"], reason, _("Give it a slug of plain letters.")))
        yield row, {key: text for key, text in values.items() if key in {"slug", *table.mapping}}, problems
