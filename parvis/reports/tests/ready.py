"""An edition whose checklist is all done, written row by row."""

from datetime import datetime, timedelta

from django.conf import settings

from parvis.accounts.tests.factories import make_school
from parvis.companies.tests.factories import make_company
from parvis.core.backup.last import note_backup
from parvis.core.dates import local_date
from parvis.editions.models import Edition, Window
from parvis.editions.tests.factories import make_member, make_window
from parvis.logistics.tests.factories import make_booth, make_hall
from parvis.sales.models import GeneralTerms, Package, PriceRule
from parvis.treasury.models import InvoiceSeries
from parvis.treasury.tests.factories import fill_association
from parvis.visitors.models import Admission
from parvis.website.models import Page


def make_openable(edition: Edition, *, at: datetime) -> Edition:
    """Every line that blocks is done."""
    fill_association(
        email="contact@forum.example",
        publication_director="Paul Martin",
        hosting="Chez nous",
        data_contact="dpo@forum.example",
    )
    Package.objects.create(edition=edition, code="B9", name_fr="Stand", price_cents=240_000)
    GeneralTerms.objects.create(edition=edition, version=1, text_fr="Article 1", published_at=at)
    Admission.objects.update_or_create(edition=edition, defaults={"capacity": 100})
    for slug in Page.Slug.values:
        Page.objects.create(edition=edition, slug=slug, body_fr="Texte", updated_at=at)
    for letter in ("F", "A"):
        InvoiceSeries.objects.create(prefix=f"{letter}{local_date(at).year}", started_at=at)
    edition.association.refresh_from_db()
    return edition


def make_ready(edition: Edition, *, at: datetime) -> Edition:
    """Every line is done."""
    make_openable(edition, at=at)
    edition.place_name, edition.place_address = "Palais", "1 rue du Forum"
    edition.tagline_fr, edition.logo_path = "Une journée", "ab/abc.png"
    edition.save()
    for pole in ("treasury", "company_relations", "logistics", "it", "visitors", "communication"):
        make_member(edition, pole=pole)
    make_member(edition, pole="presidency", role="lead")
    make_company()
    make_school()
    PriceRule.objects.create(edition=edition, kind="cancel", days_before=30, basis_points=5000)
    make_booth(make_hall(edition))
    make_window(edition, Window.Name.REGISTRATION, opens_at=at, closes_at=at + timedelta(days=9))
    note_backup(settings.DATA, at=at)
    return edition
