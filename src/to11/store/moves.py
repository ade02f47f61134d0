"""From the tables of schema version 2 to those of version 3, whose spans lie in other partitions.

The earlier spans step aside under another name, and are brought over a part of a day at a time; what was brought over
is dropped there only afterwards. Whatever is interrupted is done again: a span that is written twice counts once.
"""

import re
from typing import Final

from to11 import log
from to11.store import sql
from to11.store.client import StoreClient

SINCE: Final = 3
"""The migration that makes the new tables."""

_EARLIER: Final = "spans_of_version_2"
_HOURS: Final = range(24)
_RETENTION: Final = re.compile(r"\bTTL\b.*?toIntervalDay\((\d+)\)", re.DOTALL)

logger = log.get(__name__)


def set_aside(client: StoreClient) -> None:
    """Before the migration: free the names that it uses. Does nothing where its tables are."""
    columns = _columns(client, "spans")
    if columns and "StoredAt" not in columns:
        client.command("DROP VIEW IF EXISTS trace_seconds_feed SYNC")
        client.command("DROP TABLE IF EXISTS trace_seconds SYNC")  # the views of the new table fill it anew
        client.command(f"RENAME TABLE spans TO {_EARLIER}")


def retention(client: StoreClient) -> int | None:
    """Days that what was set aside is kept, None where nothing is. The new tables must keep it as long."""
    found = client.query(
        "SELECT create_table_query AS Ddl FROM system.tables"
        " WHERE database = currentDatabase() AND name = {table:String}",
        {"table": _EARLIER},
        doing="reading the retention",
    )
    days = _RETENTION.search(found[0]["Ddl"]) if found else None
    return int(days[1]) if days else None


def bring_over(client: StoreClient) -> None:
    """After the migration: move what was set aside, oldest first. Takes about a minute for ten million spans."""
    columns = _columns(client, _EARLIER)
    if not columns:
        return
    for partition in _partitions(client):
        logger.info("span store: bringing spans over", received=partition)
        for hour in _HOURS:  # so that no statement runs into the time limit
            client.command(
                sql.compose("bring_over", earlier=_EARLIER, columns=", ".join(f"`{name}`" for name in columns)),
                {"partition": partition, "hour": hour, "stored": client.stamp()},
            )
        client.command(f"ALTER TABLE {_EARLIER} DROP PARTITION ID {{partition:String}}", {"partition": partition})
    client.command(f"DROP TABLE {_EARLIER} SYNC")


def _partitions(client: StoreClient) -> list[str]:
    found = client.query(
        "SELECT DISTINCT partition_id AS Partition FROM system.parts"
        " WHERE database = currentDatabase() AND table = {table:String} AND active ORDER BY Partition",
        {"table": _EARLIER},
        doing="looking for earlier spans",
    )
    return [str(row["Partition"]) for row in found]


def _columns(client: StoreClient, table: str) -> list[str]:
    found = client.query(
        "SELECT name FROM system.columns WHERE database = currentDatabase() AND table = {table:String}",
        {"table": table},
        doing="reading the schema",
    )
    return [str(row["name"]) for row in found]
