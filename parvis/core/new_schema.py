"""A database that holds nothing yet gets today's tables at once; one that holds something walks through its history.

Each step of a long history draws every model again, so an empty database would wait for tables that nobody filled.
`tests/test_new_schema.py` holds both ways against each other on both databases, so a migration that makes something
else than tables, indexes, constraints and guards cannot be forgotten here.
"""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from parvis.core.append_only import declared_guards, in_order


def make_at_once(connection: BaseDatabaseWrapper) -> bool:
    """Make the tables and guards of all migrations in one transaction; False when there are tables already."""
    recorder = MigrationRecorder(connection)
    if set(connection.introspection.table_names()) - {recorder.Migration._meta.db_table}:
        return False
    loader = MigrationLoader(connection)
    state = loader.project_state()
    recorder.ensure_schema()
    with connection.schema_editor() as editor:
        for model in state.apps.get_models():
            if model._meta.can_migrate(connection):
                editor.create_model(model)
        for app_label, guard in declared_guards(loader):
            guard.database_forwards(app_label, editor, state, state)
        for key, migration in in_order(loader):
            for app_label, name in [*migration.replaces, key]:
                recorder.record_applied(app_label, name)
    return True
