"""Reads of companies and of the pipeline that several pages need."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Sum

from parvis.accounts.models import User
from parvis.companies.models import Company, Contact, HeldRow, Interaction, Opportunity, Stage
from parvis.companies.models.company import CompanyQuerySet
from parvis.core.dates import local_date
from parvis.core.tables import remembered
from parvis.core.text import fold
from parvis.editions.models import Edition, LogEntry, Membership

TEAM_ROLES = ("lead", "member")
OWNER_POLES = ("company_relations", "presidency", "general_secretary")


@dataclass(frozen=True)
class StageCount:
    """How many opportunities stand in a stage, and what they are hoped to bring."""

    stage: Stage
    count: int
    expected_cents: int


def companies_for(edition: Edition) -> QuerySet[Company]:
    """Companies in use; `here` is each one's opportunity of this edition, joined only where something asks for it."""
    here = FilteredRelation("opportunities", condition=Q(opportunities__edition=edition))
    return Company.objects.active().annotate(here=here)


def with_opportunity(companies: QuerySet[Company]) -> QuerySet[Company]:
    """What a list shows of each company's place in the pipeline."""
    return companies.annotate(
        stage_key=F("here__stage_id"),
        owner_key=F("here__owner_id"),
        next_step=F("here__next_step"),
        next_step_on=F("here__next_step_on"),
    )


def companies_in(editions: QuerySet[Edition]) -> CompanyQuerySet:
    """Companies in use that have a place in the pipeline of one of these editions."""
    return Company.objects.active().filter(pk__in=Opportunity.objects.filter(edition__in=editions).values("company"))


@dataclass(frozen=True)
class InUse:
    """What companies of the list are in: sectors and, in one edition, stages and owners, each in its order."""

    sectors: list[str]
    stages: list[Stage]
    owners: list[User]


def in_use(edition: Edition) -> InUse:
    """Stages and owners in one query, sectors by their index in another: a list asks each time it is filtered."""
    stage = [f"stage__{field}" for field in ("id", "name_fr", "name_en", "position", "outcome")]
    owner = [f"owner__{field}" for field in ("id", "first_name", "last_name", "email")]
    places = Opportunity.objects.in_edition(edition).filter(company__archived_at=None)
    rows = list(places.order_by().values_list(*stage, *owner).distinct())
    stages = {row[0]: Stage(pk=row[0], name_fr=row[1], name_en=row[2], position=row[3], outcome=row[4]) for row in rows}
    owners = {row[5]: User(pk=row[5], first_name=row[6], last_name=row[7], email=row[8]) for row in rows if row[5]}
    return InUse(
        sorted(
            (sector for sector in remembered("sectors", _sectors, lambda found: sum(found.values())) if sector),
            key=fold,
        ),
        sorted(stages.values(), key=lambda found: found.position),
        sorted(owners.values(), key=lambda user: fold(user.full_name)),
    )


def _sectors() -> dict[str, int]:
    """How many companies in use each sector has."""
    return dict(Company.objects.active().order_by().values_list("sector").annotate(n=Count("pk")))


def stages_of(edition: Edition) -> QuerySet[Stage]:
    return Stage.objects.filter(edition=edition).order_by("position", "pk")


def pipeline_counts(edition: Edition) -> list[StageCount]:
    """Each stage in order, empty ones too."""
    rows = stages_of(edition).annotate(n=Count("opportunities"), hoped=Sum("opportunities__expected_cents"))
    return [StageCount(stage, stage.n, stage.hoped or 0) for stage in rows]


def pipeline(edition: Edition, *, owner: User | None = None) -> list[tuple[Stage, list[Opportunity]]]:
    """The opportunities of each stage (of one owner), the ones to act on first."""
    rows = Opportunity.objects.in_edition(edition).filter(company__archived_at=None).select_related("company", "owner")
    rows = rows.filter(owner=owner) if owner else rows
    columns: dict[int, list[Opportunity]] = {}
    for row in rows.order_by("next_step_on", "company__name_folded"):
        columns.setdefault(row.stage_id, []).append(row)
    return [(stage, _dated_first(columns.get(stage.pk, []))) for stage in stages_of(edition)]


def _dated_first(rows: list[Opportunity]) -> list[Opportunity]:
    """Rows with a date before those without, on both databases."""
    return sorted(rows, key=lambda row: row.next_step_on is None)


def opportunities_waiting(edition: Edition, user: User, day: date) -> QuerySet[Opportunity]:
    """What this member promised to do by that day, the oldest first."""
    rows = Opportunity.objects.in_edition(edition).filter(owner=user, company__archived_at=None)
    return rows.waiting_by(day).select_related("company", "stage")


def possible_owners(edition: Edition, *, now: User | None = None, at: datetime) -> QuerySet[User]:
    """Members of the team who write about companies, and whoever is the owner now; by name."""
    places = Membership.objects.active_at(at).filter(edition=edition, pole__in=OWNER_POLES, role__in=TEAM_ROLES)
    people = User.objects.filter(Q(pk__in=places.values("user")) | Q(pk=now.pk if now else 0))
    return people.order_by("last_name", "first_name", "pk")


def held_rows_in(edition: Edition) -> QuerySet[HeldRow]:
    """Rows of this edition's files that look like a company we have, and of files brought in without edition."""
    ours = Q(file_import__edition=edition) | Q(file_import__edition=None)
    return HeldRow.objects.filter(ours).select_related("company", "file_import")


def held_count(edition: Edition) -> int:
    """How many rows wait for a decision."""
    return held_rows_in(edition).filter(decision="").count()


KEPT_YEARS = 3  # after the last exchange with the person (CNIL, commercial prospecting)


@dataclass(frozen=True)
class OwnData:
    """What we keep about one person at one company, and until when."""

    contact: Contact
    interactions: list[Interaction]
    since: date
    keep_until: date


def own_data_of(contact: Contact) -> list[OwnData]:
    """Everything kept under this contact's address, at each of their companies."""
    rows = Contact.objects.filter(email=contact.email).select_related("company").order_by("pk")
    return [_own_data(row) for row in rows.prefetch_related("interactions")]


def _own_data(contact: Contact) -> OwnData:
    interactions = sorted(contact.interactions.all(), key=lambda one: one.at, reverse=True)
    since = local_date(contact.created_at or contact.company.created_at)
    last = max([since, *(local_date(one.at) for one in interactions)])
    keep_until = last.replace(year=last.year + KEPT_YEARS, day=min(last.day, 28))
    return OwnData(contact, interactions, since, keep_until)


def history_of_company(company: Company) -> QuerySet[LogEntry]:
    """What was done about the company, its contacts and its opportunities, newest first."""
    about = Q(object_type=Company._meta.label_lower, object_id=str(company.pk))
    for model in (Contact, Opportunity):
        keys = [str(key) for key in model.objects.filter(company=company).values_list("pk", flat=True)]
        about |= Q(object_type=model._meta.label_lower, object_id__in=keys)
    return LogEntry.objects.filter(about).newest_first()
