"""The store's schema: numbered migrations, applied once each, and the retention that the settings ask for."""

import re
from typing import Final

from to11 import log
from to11.model.errors import SettingsError
from to11.store import moves, sql
from to11.store.client import StoreClient

RETAINED: Final = ("spans", "trace_seconds", "settled_traces")
"""Tables whose parts are dropped when all that is in them was received more than the retention ago."""

MAX_DAYS: Final = 18_250
"""Longest retention, 50 years: ClickHouse's times of expiry end in 2106, and beyond that wrap into the past."""

_RETENTION: Final = re.compile(r"\bTTL\b.*?toIntervalDay\(if\(RetentionDays = 0, (\d+), RetentionDays\)\)", re.DOTALL)

logger = log.get(__name__)


def migrate(client: StoreClient) -> None:
    """Bring the schema up to date; doing so again does nothing.

    Statements are idempotent, since ClickHouse has no transactions around them: a migration that was interrupted is
    applied again as a whole. Raises SettingsError when the store is newer than this program.
    """
    client.command(sql.load("schema_version"))
    current = version(client)
    known = sql.migrations()
    if current > max(known):
        raise SettingsError(f"the span store has schema version {current}; this program knows up to {max(known)}")
    for number in sorted(number for number in known if number > current):
        if number == moves.SINCE:
            moves.set_aside(client)
        for statement in statements(known[number]):
            client.command(statement)
        client.command("INSERT INTO schema_version (Version) VALUES ({version:UInt32})", {"version": number})
        logger.info("span store migrated", version=number)
    last = client.query(sql.load("last_stamp"), {}, doing="reading when spans were stored last")
    client.stamp_after(int(last[0]["Last"]))
    if (days := moves.retention(client)) is not None:
        retain(client, days)
    moves.bring_over(client)


def version(client: StoreClient) -> int:
    """The number of the last migration that was applied, 0 when none was."""
    rows = client.query("SELECT max(Version) AS Last FROM schema_version", {}, doing="reading the schema version")
    return int(rows[0]["Last"])


def retain(client: StoreClient, days: int) -> None:
    """Keep spans for this many days from now on, MAX_DAYS at most, where their project wishes nothing else; changes the
    tables only where they say otherwise."""
    days = min(days, MAX_DAYS)
    for table in RETAINED:
        if retention(client, table) != days:
            # Only the parts' expiry is written anew, not their rows: whole parts are dropped anyway.
            client.command(f"ALTER TABLE {table} MODIFY SETTING materialize_ttl_recalculate_only = 1")
            kept = f"toIntervalDay(if(RetentionDays = 0, {days}, RetentionDays))"
            client.command(f"ALTER TABLE {table} MODIFY TTL toDateTime(ReceivedAt) + {kept}")
            logger.info("span store retention set", table=table, days=days)


def retention(client: StoreClient, table: str) -> int | None:
    """Days that a table keeps its rows where their project wishes nothing else, None when it keeps them for ever."""
    rows = client.query(
        "SELECT create_table_query AS Ddl FROM system.tables"
        " WHERE database = {database:String} AND name = {table:String}",
        {"database": client.address.database, "table": table},
        doing="reading the retention",
    )
    found = _RETENTION.search(rows[0]["Ddl"]) if rows else None
    return int(found[1]) if found else None


def statements(script: str) -> list[str]:
    """The statements of a migration; each ends with a semicolon at the end of a line."""
    return [statement for part in re.split(r";\s*$", script, flags=re.MULTILINE) if (statement := part.strip())]
