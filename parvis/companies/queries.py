"""Reads of companies and of the pipeline that several pages need."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Sum, Value, Window
from django.db.models.functions import Concat, RowNumber

from parvis.accounts.models import User
from parvis.companies.models import (
    Company,
    CompanyTag,
    Contact,
    HeldRow,
    Interaction,
    Interest,
    Opportunity,
    ReadMailbox,
    ReceivedMail,
    Stage,
    ToldApart,
)
from parvis.companies.models.company import CompanyQuerySet, ContactQuerySet
from parvis.core.dates import day_bounds, local_date
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
    """What a list shows of each company and of its place in the pipeline, and nothing else."""
    shown = ("name", "kind", "sector", "city", "siren", "past_editions", "last_contact_on")
    return companies.only(*shown).annotate(
        stage_key=F("here__stage_id"),
        owner_key=F("here__owner_id"),
        next_step=F("here__next_step"),
        next_step_on=F("here__next_step_on"),
    )


def with_parts(rows: QuerySet[Opportunity]) -> QuerySet[Opportunity]:
    """What a list shows of each place in the pipeline, and nothing else."""
    own = ("next_step", "next_step_on", "expected_cents", "expected_on", "probability_percent", "moved_at", "lost_kind")
    company, owner = ("name", "last_contact_on"), ("first_name", "last_name", "email")
    stage = ("name_fr", "name_en", "position", "outcome", "probability_percent", "stale_days")
    parts = {"company": company, "owner": owner, "stage": stage}
    fields = [f"{part}__{name}" for part, names in parts.items() for name in names]
    return rows.select_related(*parts).only(*own, *fields)


def companies_in(editions: QuerySet[Edition]) -> CompanyQuerySet:
    """Companies in use that have a place in the pipeline of one of these editions."""
    return Company.objects.active().filter(pk__in=Opportunity.objects.filter(edition__in=editions).values("company"))


def contacts_of(companies: CompanyQuerySet) -> ContactQuerySet:
    """The people at these companies, those who left and those who objected too."""
    return Contact.objects.filter(company__in=companies.values("pk"))


@dataclass(frozen=True)
class InUse:
    """What companies of the list are in: sectors and, in one edition, stages and owners, each in its order."""

    sectors: list[str]
    tags: list[str]
    stages: list[Stage]
    owners: list[User]


WORDS_WEIGH = 5  # words of filters are remembered from a fifth of the rows a long list has


def in_use(edition: Edition) -> InUse:
    """Stages and owners in one query, sectors and tags by their indexes in another: a list asks when it is filtered."""
    stage = [f"stage__{field}" for field in ("id", "name_fr", "name_en", "position", "outcome")]
    owner = [f"owner__{field}" for field in ("id", "first_name", "last_name", "email")]
    places = Opportunity.objects.in_edition(edition).filter(company__archived_at=None)
    rows = list(places.order_by().values_list(*stage, *owner).distinct())
    stages = {row[0]: Stage(pk=row[0], name_fr=row[1], name_en=row[2], position=row[3], outcome=row[4]) for row in rows}
    owners = {row[5]: User(pk=row[5], first_name=row[6], last_name=row[7], email=row[8]) for row in rows if row[5]}
    words = remembered("sectors", _sectors, lambda found: WORDS_WEIGH * sum(found.values()))
    return InUse(
        sorted((word[1:] for word in words if word[:1] == "s" and word[1:]), key=fold),
        sorted((word[1:] for word in words if word[:1] == "t"), key=fold),
        sorted(stages.values(), key=lambda found: found.position),
        sorted(owners.values(), key=lambda user: fold(user.full_name)),
    )


def _sectors() -> dict[str, int]:
    """How many companies in use each sector has (`s…`), and how many rows each tag (`t…`), in one query."""
    sectors = Company.objects.active().order_by().values_list(Concat(Value("s"), "sector")).annotate(n=Count("pk"))
    tags = CompanyTag.objects.order_by().values_list(Concat(Value("t"), "name")).annotate(n=Count("pk"))
    return dict(sectors.union(tags, all=True))


def stages_of(edition: Edition) -> QuerySet[Stage]:
    return Stage.objects.filter(edition=edition).order_by("position", "pk")


def pipeline_counts(edition: Edition) -> list[StageCount]:
    """Each stage in order, empty ones too."""
    rows = stages_of(edition).annotate(n=Count("opportunities"), hoped=Sum("opportunities__expected_cents"))
    return [StageCount(stage, stage.n, stage.hoped or 0) for stage in rows]


LANE = 12  # cards a lane of the board shows; the table has all of them


@dataclass(frozen=True)
class Lane:
    """One stage of the board: its first cards, how many there are, what they are hoped to bring."""

    stage: Stage
    rows: list[Opportunity]
    count: int
    expected_cents: int

    @property
    def hidden_count(self) -> int:
        return self.count - len(self.rows)


def pipeline(edition: Edition, *, owner: User | None = None) -> list[tuple[Stage, list[Opportunity]]]:
    """The opportunities of each stage (of one owner), the ones to act on first."""
    return [(lane.stage, lane.rows) for lane in board(edition, owner=owner)]


def board(edition: Edition, *, owner: User | None = None) -> list[Lane]:
    """Three queries whatever the number of companies: stages, sums, and the first cards of each stage."""
    here = Opportunity.objects.in_edition(edition).filter(company__archived_at=None)
    here = here.filter(owner=owner) if owner else here
    sums = {
        row[0]: row[1:] for row in here.order_by().values_list("stage").annotate(Count("pk"), Sum("expected_cents"))
    }
    dated_first: list[Any] = [F("next_step_on").asc(nulls_last=True), F("company__name_folded"), F("pk")]
    place = Window(RowNumber(), partition_by=F("stage"), order_by=dated_first)
    # keys alone: the database sorts every row of the edition, and carries what it selects
    first = here.annotate(place=place).filter(place__lte=LANE)
    rows = with_parts(Opportunity.objects.filter(pk__in=first.values("pk")).order_by(*dated_first))
    stages = list(stages_of(edition))
    by_key = {stage.pk: stage for stage in stages}
    cards: dict[int, list[Opportunity]] = {}
    for row in rows:
        row.stage = by_key[row.stage_id]
        cards.setdefault(row.stage_id, []).append(row)
    return [Lane(stage, cards.get(stage.pk, []), *sums.get(stage.pk, (0, 0))) for stage in stages]


def is_stale(row: Opportunity, *, today: date) -> bool:
    """Nobody moved the card or spoke with the company for longer than its stage allows."""
    stage = row.stage
    if stage.outcome != Stage.Outcome.OPEN or not stage.stale_days:
        return False
    touched = max(filter(None, (local_date(row.moved_at), row.company.last_contact_on)))
    return touched + timedelta(days=stage.stale_days) < today


def stale_condition(edition: Edition, *, today: date) -> Q:
    """The same as `is_stale`, for a list of opportunities."""
    stale = Q(pk__in=[])
    for stage in stages_of(edition).filter(outcome=Stage.Outcome.OPEN, stale_days__gt=0):
        last = today - timedelta(days=stage.stale_days)
        quiet = Q(company__last_contact_on=None) | Q(company__last_contact_on__lt=last)
        stale |= Q(stage=stage, moved_at__lt=day_bounds(last)[0]) & quiet
    return stale


def feed_rows(user: User, *, at: datetime) -> QuerySet[Opportunity]:
    """The member's next steps with a day, in the editions of which they are in the team now."""
    mine = Membership.objects.active_at(at).filter(user=user).exclude(role="volunteer").values("edition")
    rows = Opportunity.objects.filter(owner=user, edition__in=mine, company__archived_at=None).in_progress()
    rows = rows.exclude(next_step_on=None).exclude(edition__state=Edition.State.CLOSED)
    return rows.select_related("company", "edition", "stage").order_by("next_step_on", "pk")


def interests_in(edition: Edition) -> QuerySet[Interest]:
    """Who wrote through the form: those who wait for an answer first, then in the order they came."""
    rows = Interest.objects.filter(edition=edition).select_related("company", "held_row__company")
    return rows.order_by(F("answered_at").asc(nulls_first=True), "created_at", "pk")


def received_in(edition: Edition) -> QuerySet[ReceivedMail]:
    """What came to the log's address for this edition, or for none we know, newest first."""
    rows = ReceivedMail.objects.filter(Q(edition=edition) | Q(edition=None))
    return rows.select_related("company", "interaction__contact").order_by("-received_at", "-pk")


def refused_in(edition: Edition) -> QuerySet[Contact]:
    """People of the edition's companies whose address takes no mail."""
    here = Opportunity.objects.in_edition(edition).values("company")
    return Contact.objects.refused().filter(company__in=here, company__archived_at=None)


def mailboxes() -> QuerySet[ReadMailbox]:
    """The mailboxes that were read, the one of now first."""
    return ReadMailbox.objects.order_by(F("read_at").desc(nulls_last=True), "-pk")


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
    ours = Q(file_import__edition=edition) | Q(edition=edition) | Q(file_import__edition=None, edition=None)
    return HeldRow.objects.filter(ours).select_related("company", "file_import")


def held_count(edition: Edition) -> int:
    """How many rows wait for a decision."""
    return held_rows_in(edition).filter(decision="").count()


def told_apart() -> set[frozenset[int]]:
    """Pairs of companies somebody said are two, as they stand after every merge."""
    merged = Company.objects.exclude(merged_into=None).values_list("pk", "merged_into")
    merges = {gone: kept for gone, kept in merged if kept}

    def last(key: int) -> int:
        while key in merges:
            key = merges[key]
        return key

    return {frozenset((last(one), last(other))) for one, other in ToldApart.objects.values_list("one", "other")}


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
    merged = [str(key) for key in Company.objects.filter(merged_into=company).values_list("pk", flat=True)]
    about = Q(object_type=Company._meta.label_lower, object_id__in=[str(company.pk), *merged])
    for model in (Contact, Opportunity):
        keys = [str(key) for key in model.objects.filter(company=company).values_list("pk", flat=True)]
        about |= Q(object_type=model._meta.label_lower, object_id__in=keys)
    return LogEntry.objects.filter(about).newest_first()
