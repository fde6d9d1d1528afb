"""What this SQLite can do."""

from django.db.backends.sqlite3.features import DatabaseFeatures as SqliteFeatures

from parvis.core.sqlite_gate.library import Database


class DatabaseFeatures(SqliteFeatures):
    supports_aggregate_order_by_clause = Database.sqlite_version_info >= (3, 44, 0)
    test_db_allows_multiple_connections = True
    max_query_params = 32766  # SQLite's default since 3.32; pysqlite3 cannot ask for it
