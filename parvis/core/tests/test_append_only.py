"""What the database itself refuses, on whichever database the suite runs."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations import AlterField, CreateModel
from django.db.migrations.state import ProjectState
from django.db.transaction import TransactionManagementError

from parvis.core.append_only import (
    AppendOnly,
    Guard,
    Immutable,
    Lifted,
    RefuseWhen,
    declared_triggers,
    existing_triggers,
)
from parvis.core.locks import lock_row

FIELDS: list[tuple[str, models.Field[Any, Any]]] = [
    ("id", models.BigAutoField(primary_key=True)),
    ("label", models.CharField(max_length=20, db_column="label_text")),
    ("status", models.CharField(max_length=10, default="draft")),
    ("keep_until", models.DateField(null=True)),
    ("keep_until_at", models.DateTimeField(null=True)),
]


class Ledger:
    """A table made for one test, and the guards put on it."""

    def __init__(self) -> None:
        self.state = ProjectState()
        self.create = CreateModel("Entry", FIELDS)
        self.create.state_forwards("ledger", self.state)
        with connection.schema_editor() as editor:
            self.create.database_forwards("ledger", editor, ProjectState(), self.state)
        self.model: Any = self.state.apps.get_model("ledger", "Entry")

    def guard(self, guard: Guard) -> None:
        with connection.schema_editor() as editor:
            guard.database_forwards("ledger", editor, self.state, self.state)

    def unguard(self, guard: Guard) -> None:
        with connection.schema_editor() as editor:
            guard.database_backwards("ledger", editor, self.state, self.state)

    def drop(self) -> None:
        with connection.schema_editor() as editor:
            self.create.database_backwards("ledger", editor, self.state, ProjectState())

    def refuses(self, query: models.QuerySet[Any], **changes: object) -> str:
        """The sentence of the database, or nothing when it lets the change pass."""
        try:
            with transaction.atomic():
                if changes:
                    query.update(**changes)
                else:
                    query.delete()
        except IntegrityError as error:
            return str(error).partition("\n")[0]
        return ""


@pytest.fixture
def ledger(transactional_db: None) -> Iterator[Ledger]:
    ledger = Ledger()
    yield ledger
    ledger.drop()


def test_append_only_refuses_every_update(ledger: Ledger) -> None:
    ledger.guard(AppendOnly("Entry", keep_until="keep_until"))
    ledger.model.objects.create(label="a", keep_until=date(2000, 1, 1))

    assert ledger.refuses(ledger.model.objects.all(), label="b") == "Entry is append-only: update refused"


def test_append_only_deletes_from_keep_until_on(ledger: Ledger) -> None:
    ledger.guard(AppendOnly("Entry", keep_until="keep_until"))
    today = datetime.now(UTC).date()
    days = {"past": today - timedelta(days=2), "future": today + timedelta(days=2), "for ever": None}
    for label, day in days.items():
        ledger.model.objects.create(label=label, keep_until=day)

    refused = {label: ledger.refuses(ledger.model.objects.filter(label=label)) for label in days}

    sentence = "Entry is append-only: delete refused before its keep_until"
    assert refused == {"past": "", "future": sentence, "for ever": sentence}


def test_append_only_can_keep_until_a_moment(ledger: Ledger) -> None:
    ledger.guard(AppendOnly("Entry", keep_until="keep_until_at"))
    ledger.model.objects.create(label="past", keep_until_at="2020-01-01T10:00:00+00:00")
    ledger.model.objects.create(label="future", keep_until_at="2999-01-01T10:00:00+00:00")

    assert ledger.refuses(ledger.model.objects.filter(label="past")) == ""
    assert ledger.refuses(ledger.model.objects.filter(label="future")) != ""


def test_append_only_without_a_day_keeps_for_ever(ledger: Ledger) -> None:
    ledger.guard(AppendOnly("Entry"))
    ledger.model.objects.create(label="a")

    assert ledger.refuses(ledger.model.objects.all()) == "Entry is append-only: delete refused"


def test_immutable_refuses_only_rows_that_match(ledger: Ledger) -> None:
    ledger.guard(Immutable("Entry", when="status = 'issued'"))
    for status in ("draft", "issued"):
        ledger.model.objects.create(label="status", status=status)
    draft, issued = (ledger.model.objects.filter(status=status) for status in ("draft", "issued"))

    assert ledger.refuses(draft, label="b") == ""
    assert ledger.refuses(issued, label="b") == "Entry can no longer change (status = issued): update refused"
    assert ledger.refuses(issued) == "Entry can no longer change (status = issued): delete refused"
    assert ledger.refuses(draft) == ""


def test_immutable_lets_the_allowed_fields_change(ledger: Ledger) -> None:
    ledger.guard(Immutable("Entry", when="label = 'label' AND status = 'issued'", allow=("keep_until",)))
    ledger.model.objects.create(label="label", status="issued")
    rows = ledger.model.objects.all()

    assert ledger.refuses(rows, keep_until=date(2030, 1, 1)) == ""
    assert ledger.refuses(rows, keep_until=date(2031, 1, 1), keep_until_at="2999-01-01T10:00:00+00:00") != ""
    assert ledger.refuses(rows, label="other") != ""


def test_a_guard_can_be_renewed_and_taken_back(ledger: Ledger) -> None:
    guard = AppendOnly("Entry")
    ledger.guard(guard)
    ledger.guard(guard)
    assert sorted(name for name in existing_triggers(connection) if "ledger" in name) == [
        "parvis_guard_ledger_entry_delete",
        "parvis_guard_ledger_entry_update",
    ]

    ledger.unguard(guard)
    ledger.model.objects.create(label="a")

    assert ledger.refuses(ledger.model.objects.all()) == ""


def test_a_guard_writes_itself_into_a_migration() -> None:
    assert Immutable("Invoice", when="status = 'issued'", allow=("pdf",)).deconstruct() == (
        "Immutable",
        ("Invoice",),
        {"when": "status = 'issued'", "allow": ("pdf",)},
    )
    assert Immutable("Invoice").describe() == "Refuse changes of Invoice rows"
    assert Immutable("Invoice").migration_name_fragment == "invoice_guard"


def test_lock_row_needs_a_transaction(ledger: Ledger) -> None:
    entry = ledger.model.objects.create(label="a")

    with pytest.raises(TransactionManagementError):
        lock_row(ledger.model.objects.filter(pk=entry.pk))
    with transaction.atomic():
        assert lock_row(ledger.model.objects.filter(pk=entry.pk)) == entry


@pytest.mark.django_db
def test_declared_triggers_are_read_from_the_migrations() -> None:
    assert declared_triggers(connection).keys() == existing_triggers(connection).keys()


def test_refuse_when_looks_at_other_rows(ledger: Ledger) -> None:
    full = "(SELECT COUNT(*) FROM ledger_entry other WHERE other.status = NEW.status) >= 2"
    lock = "SELECT 1 FROM ledger_entry other FOR UPDATE"
    rule = RefuseWhen("Entry", "full", events=("insert", "update"), when=full, reason="It's full", lock=lock)
    ledger.guard(rule)
    for status in ("a", "a", "b"):
        ledger.model.objects.create(label=status, status=status)

    with pytest.raises(IntegrityError, match="It’s full"), transaction.atomic():
        ledger.model.objects.create(label="c", status="a")
    assert ledger.refuses(ledger.model.objects.filter(status="b"), status="a") == "It’s full"
    ledger.unguard(rule)
    assert ledger.refuses(ledger.model.objects.filter(status="b"), status="a") == ""


def test_refuse_when_can_keep_rows_from_deletion(ledger: Ledger) -> None:
    rule = RefuseWhen("Entry", "kept", events=("delete",), when="OLD.status = 'kept'", reason="Kept")
    ledger.guard(rule)
    for status in ("kept", "free"):
        ledger.model.objects.create(status=status)

    assert ledger.refuses(ledger.model.objects.filter(status="free")) == ""
    assert ledger.refuses(ledger.model.objects.filter(status="kept")) == "Kept"
    assert (rule.describe(), rule.migration_name_fragment) == ("Kept", "entry_kept")


def test_a_table_that_other_triggers_ask_can_be_altered(ledger: Ledger) -> None:
    with connection.schema_editor() as editor:
        editor.execute("CREATE TABLE ledger_line (entry_id bigint)")
        if connection.vendor == "sqlite":
            editor.execute(
                "CREATE TRIGGER parvis_guard_ledger_line_full_insert BEFORE INSERT ON ledger_line FOR EACH ROW "
                "WHEN EXISTS (SELECT 1 FROM ledger_entry WHERE id = NEW.entry_id) "
                "BEGIN SELECT RAISE(ABORT, 'no'); END"
            )
    changed = ledger.state.clone()
    alter = AlterField("Entry", "status", models.CharField(max_length=30, default="draft"))
    alter.state_forwards("ledger", changed)

    with connection.schema_editor() as editor:
        alter.database_forwards("ledger", editor, ledger.state, changed)

    kept = "parvis_guard_ledger_line_full_insert" in existing_triggers(connection)
    assert kept == (connection.vendor == "sqlite")
    with connection.schema_editor() as editor:
        editor.execute("DROP TABLE ledger_line")


def test_immutable_lets_go_from_keep_until_on(ledger: Ledger) -> None:
    ledger.guard(Immutable("Entry", when="status = 'issued'", keep_until="keep_until"))
    today = datetime.now(UTC).date()
    for label, day in {"past": today - timedelta(days=2), "future": today + timedelta(days=2)}.items():
        ledger.model.objects.create(label=label, status="issued", keep_until=day)
    past, future = (ledger.model.objects.filter(label=label) for label in ("past", "future"))

    assert ledger.refuses(past, label="b") == "Entry can no longer change (status = issued): update refused"
    assert ledger.refuses(past) == ""
    assert ledger.refuses(future) == "Entry can no longer change (status = issued): delete refused"


def test_a_lifted_guard_is_gone_and_comes_back_when_undone(ledger: Ledger) -> None:
    guard = AppendOnly("Entry")
    ledger.guard(guard)
    ledger.model.objects.create(label="a")
    lifted = Lifted(guard)

    with connection.schema_editor() as editor:
        lifted.database_forwards("ledger", editor, ledger.state, ledger.state)
    gone = ledger.refuses(ledger.model.objects.all(), label="b")
    with connection.schema_editor() as editor:
        lifted.database_backwards("ledger", editor, ledger.state, ledger.state)

    assert (gone, ledger.refuses(ledger.model.objects.all(), label="c") != "") == ("", True)
    assert (lifted.describe(), lifted.migration_name_fragment) == (
        "Lift: Refuse changes of Entry rows",
        "lift_entry_guard",
    )
