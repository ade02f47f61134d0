"""Running the packaged migrations. Apart from `database`, as Alembic costs 12 MB and most processes never migrate."""

import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text

from to11.model.errors import SettingsError

MIGRATIONS = Path(__file__).parent / "migrations"

_ADVISORY_LOCK = 0x746F3131
"""Number of PostgreSQL's lock: "to11" in ASCII."""

_one_at_a_time = threading.Lock()
"""Alembic keeps what it works on in module globals."""


def upgrade(connection: Connection) -> None:
    """Bring the schema up to date, within a transaction that writes. Raises SettingsError: the schema is too new."""
    if connection.dialect.name == "postgresql":
        # SQLite's transaction has the whole database to itself already.
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _ADVISORY_LOCK})
    with _one_at_a_time:
        try:
            command.upgrade(alembic_config(connection), "head")
        except CommandError as error:
            raise SettingsError(f"the control database does not fit this version of to11: {error}") from error


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for the packaged migrations, on a connection within a transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
