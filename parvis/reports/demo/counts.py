"""What the demo holds, in numbers; those of one edition but for companies, which are everybody's."""

from parvis.checkin.models import Badge
from parvis.companies.models import Company
from parvis.editions.models import Edition, Membership
from parvis.exhibitors.models import Exhibitor, JobOffer
from parvis.logistics.models import Booth
from parvis.programme.models import Activity
from parvis.sales.models import Contract, Quote
from parvis.staffing.models import Shift
from parvis.treasury.models import CreditNote, Invoice
from parvis.visitors.models import Registration


def counts_of(edition: Edition) -> dict[str, int]:
    registrations = Registration.objects.in_edition(edition)
    return {
        "companies": Company.objects.count(),
        "exhibitors": Exhibitor.objects.in_edition(edition).confirmed().count(),
        "quotes": Quote.objects.in_edition(edition).count(),
        "contracts": Contract.objects.in_edition(edition).signed().count(),
        "invoices": Invoice.objects.issued().count(),
        "credit_notes": CreditNote.objects.in_edition(edition).issued().count(),
        "booths": Booth.objects.in_edition(edition).count(),
        "job_offers": JobOffer.objects.in_edition(edition).filter(removed_at=None).count(),
        "visitors": registrations.count(),
        "confirmed": registrations.confirmed().filter(email_confirmed_at__isnull=False).count(),
        "badges": Badge.objects.valid().count(),
        "members": Membership.objects.filter(edition=edition, ended_at=None).count(),
        "shifts": Shift.objects.filter(position__edition=edition).count(),
        "activities": Activity.objects.filter(edition=edition).count(),
    }
