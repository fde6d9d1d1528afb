"""Django database backend: SQLite as a fair needs it, durable and fair to many writers.

`ENGINE = "parvis.core.sqlite_gate"`. It differs from Django's own backend in four points:
the library is the `pysqlite3` wheel where there is one (the system's may be old), every connection is WAL, FULL and
checked for foreign keys, every transaction starts IMMEDIATE, and writers queue at a file lock, the write gate.
"""
