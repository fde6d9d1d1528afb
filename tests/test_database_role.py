"""PostgreSQL: the role the application signs in with cannot go round what the database guards.

The statements are those of docs/operations.md; roles belong to the whole server, so that all is rolled back.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from parvis.core.append_only import declared_triggers
from parvis.editions.models import LogEntry
from parvis.treasury.models import Payment
from parvis.treasury.tests.factories import make_issued, pay

DOCS = Path(__file__).parents[1] / "docs" / "operations.md"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no roles"),
]


ROUND_THE_GUARDS = [
    "ALTER TABLE treasury_invoice DISABLE TRIGGER ALL",
    "ALTER TABLE treasury_payment DISABLE TRIGGER USER",
    "DROP TRIGGER parvis_guard_treasury_payment_update ON treasury_payment",
    "CREATE OR REPLACE FUNCTION parvis_guard_treasury_payment_update() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RETURN NEW; END $$",
    "DROP FUNCTION parvis_guard_treasury_payment_update() CASCADE",
    "SET session_replication_role = replica",
    "TRUNCATE treasury_payment CASCADE",
    "TRUNCATE editions_logentry CASCADE",
    "UPDATE treasury_payment SET amount_cents = 1",
    "UPDATE editions_logentry SET verb = 'nothing'",
    "UPDATE sales_evidenceevent SET hash = ''",
    "DROP TABLE treasury_payment",
    "ALTER TABLE treasury_payment ADD COLUMN x integer",
    "CREATE TABLE mine (x integer)",
    "UPDATE django_migrations SET name = 'x'",
]
UPDATABLE = (
    "SELECT column_name FROM information_schema.column_privileges "
    "WHERE table_name = %s AND grantee = 'parvis_app' AND privilege_type = 'UPDATE'"
)


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def rows(statement: str, *values: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return [row[0] for row in cursor.fetchall()]


def rights() -> str:
    """The SQL that operators run after each migration."""
    found = re.search(r"```sql\n(.*?)```", DOCS.read_text(), re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def application() -> Iterator[None]:
    """Signed in as the application, on tables that belong to their owner."""
    run("CREATE ROLE parvis_owner", "CREATE ROLE parvis_app", "GRANT CREATE, USAGE ON SCHEMA public TO parvis_owner")
    tables = rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    run(*(f'ALTER TABLE "{table}" OWNER TO parvis_owner' for table in tables))
    names = rows("SELECT oid::regprocedure::text FROM pg_proc WHERE proname LIKE 'parvis_guard_%'")
    run(*(f"ALTER FUNCTION {name} OWNER TO parvis_owner" for name in names))
    run("SET ROLE parvis_owner", rights(), "SET ROLE parvis_app")
    yield
    run("RESET ROLE")


def refused(statement: str) -> str:
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        run(statement)
    return str(error.value).partition("\n")[0]


@pytest.mark.slow
@pytest.mark.usefixtures("application")
def test_the_application_does_its_work_and_cannot_go_round_the_guards() -> None:
    invoice = make_issued()  # a number, a paper, locks, history
    pay(invoice, 100_00)
    assert LogEntry.objects.filter(verb="invoice.issued").exists()

    for statement in ROUND_THE_GUARDS:
        assert re.search(r"permission denied|must be owner", refused(statement)), statement
    always = {name for name, made in declared_triggers(connection).items() if "WHEN (TRUE)" in made}
    ledgers = [table for table in rows("SELECT tablename FROM pg_tables") if f"parvis_guard_{table}_update" in always]
    assert len(ledgers) >= 15
    for table in ledgers:
        may = rows(UPDATABLE, table)
        assert may == ["id"], table
    with transaction.atomic():  # a lock needs the right to change one column
        assert Payment.objects.select_for_update().get().amount_cents == 100_00
    assert "append-only" in refused("UPDATE treasury_payment SET id = id")
