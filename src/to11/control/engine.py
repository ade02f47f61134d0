"""From a URL to an engine, and what is different about each database."""

import contextlib
import os
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from to11.model.errors import SettingsError

WRITES = "to11_writes"
"""Execution option of a connection that is going to write."""

BUSY_SECONDS = 5.0
"""How long a statement waits for another writer, and a thread for a connection."""

_FILE_MODE = 0o600

_PATIENCE = {
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}
"""libpq's: a PostgreSQL server that is gone without a word holds a thread for some 20 seconds, not for hours."""


def make_engine(url: str) -> Engine:
    """An engine for `sqlite:///path` or `postgresql://…`; a SQLite file is created, readable by its owner alone.

    Raises SettingsError for any other URL, and for a file that cannot be opened.
    """
    parsed = _parse(url)
    # hide_parameters: digests and private keys must not turn up in an exception's text.
    if parsed.get_backend_name() == "sqlite":
        _create_file(parsed)
        engine = create_engine(parsed, hide_parameters=True, pool_timeout=BUSY_SECONDS)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_pre_ping=True,
        pool_recycle=1800,
        pool_timeout=BUSY_SECONDS,
        connect_args={**_PATIENCE, **parsed.query},
    )


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SettingsError("setting 'control.url' is not a URL") from error
    if parsed.drivername not in {"sqlite", "postgresql", "postgresql+psycopg"}:
        raise SettingsError(f"setting 'control.url': '{parsed.drivername}' is not one of sqlite, postgresql")
    if parsed.drivername == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise SettingsError("setting 'control.url' must name a file: sqlite:///path")
    return parsed


def _create_file(url: URL) -> None:
    path = Path(url.database or "")
    try:
        # The files beside it (-wal, -shm) take over its mode.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _FILE_MODE))
    except OSError as error:
        raise SettingsError(f"cannot open the control database {path}: {error.strerror}") from error


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver begins no transactions of its own; `_begin_sqlite` does, so that schema changes are transactional too.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")
    _switch_to_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    # Done once in a file's life. It needs the file alone and does not heed busy_timeout, so two starting processes
    # can be in each other's way.
    deadline = time.monotonic() + BUSY_SECONDS
    while connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        with contextlib.suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode = WAL")
            continue
        if time.monotonic() > deadline:
            raise sqlite3.OperationalError("database is locked")
        time.sleep(0.01)


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail at once when another wrote in between.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
