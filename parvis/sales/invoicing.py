"""What a company's invoices still need, as its signatory is asked for it."""

from parvis.companies.models import Company
from parvis.sales.models import Contract
from parvis.sales.queries import invoicing_of

FRANCE = "FR"
PLACE = ("address", "postcode", "city")


def is_public(company: Company) -> bool:
    """A French public body, which receives its invoices by Chorus Pro."""
    return company.kind == Company.Kind.PUBLIC and company.country == FRANCE


def is_billable(company: Company) -> bool:
    """Whether an invoice can be made out to it: street and town; in France the SIREN, its own or its parent's."""
    if not (company.address and company.city):
        return False
    return company.country != FRANCE or bool(company.siren or (company.parent and company.parent.siren))


def lacks_of(company: Company) -> list[str]:
    """The fields of the company that the signatory is asked for: what is missing; a public body's SIRET anyway."""
    asked = [name for name in PLACE if not getattr(company, name)]
    if company.country == FRANCE and (is_public(company) or not company.siren):
        asked.append("siret")
    return asked


def lacks_details(contract: Contract) -> bool:
    """Whether its invoice could not be issued: an address or number is missing, or a public body's references."""
    company, said = contract.exhibitor.company, invoicing_of(contract)
    if is_public(company) and not (said and said.is_whole_for_public_body):
        return True
    return not is_billable(company)
