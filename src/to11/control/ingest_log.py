"""The collector's answers in the control database, by project and minute: written by the edges, read by the API."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Table, case, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from to11.control.database import Database
from to11.control.ingest_tally import Answer, Count, IngestTally, Slot
from to11.control.schema import ingest_counts

_CHUNK = 100
"""Rows of one statement; SQLite's older limit is 999 parameters."""
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Period:
    """What was answered in one bucket. `start` is in seconds since the epoch."""

    start: int
    answer: Answer
    reason: str
    requests: int
    spans: int
    bytes: int


@dataclass(frozen=True, slots=True)
class LastSaid:
    """The newest message of an answer for a reason."""

    answer: Answer
    reason: str
    message: str
    at: datetime


def flush(database: Database, tally: IngestTally) -> int:
    """Write down what was counted, and return how many rows that made or changed.

    Raises UnavailableError; nothing is lost then, it is written next time.
    """
    taken = tally.take()
    if not taken:
        return 0
    try:
        with database.write() as connection:
            _add(connection, taken)
    except BaseException:
        tally.restore(taken)
        raise
    return len(taken)


def sweep(database: Database, days: int, now: float) -> int:
    """Drop what is older than so many days, and return how many rows that were. Raises UnavailableError."""
    with database.write() as connection:
        gone = connection.execute(delete(ingest_counts).where(ingest_counts.c.minute < now - days * _DAY))
        return gone.rowcount


def periods(database: Database, project_id: str, start: int, end: int, width: int) -> Sequence[Period]:
    """A project's answers from minute `start` to before `end` in buckets of `width` seconds, a multiple of a minute,
    oldest first. Raises UnavailableError."""
    table = ingest_counts.c
    bucket = (table.minute - table.minute % width).label("bucket")
    sums = [func.sum(column).label(column.name) for column in (table.requests, table.spans, table.bytes)]
    query = (
        select(bucket, table.kind, table.reason, *sums)
        .where(table.project_id == project_id, table.minute >= start, table.minute < end)
        .group_by(bucket, table.kind, table.reason)
        .order_by(bucket, table.kind, table.reason)
    )
    with database.read() as connection:
        return [
            # Sums of BIGINT are NUMERIC in PostgreSQL.
            Period(row.bucket, Answer(row.kind), row.reason, int(row.requests), int(row.spans), int(row.bytes))
            for row in connection.execute(query)
        ]


def last_said(database: Database, project_id: str, start: int, end: int) -> Sequence[LastSaid]:
    """What a project was told last for each reason in that time. Raises UnavailableError."""
    table = ingest_counts.c
    newest = func.row_number().over(partition_by=(table.kind, table.reason), order_by=table.last_at.desc())
    ranked = (
        select(table.kind, table.reason, table.message, table.last_at, newest.label("place"))
        .where(table.project_id == project_id, table.minute >= start, table.minute < end)
        .where(table.kind != Answer.ACCEPTED.value)
        .subquery()
    )
    with database.read() as connection:
        return [
            LastSaid(Answer(row.kind), row.reason, row.message, row.last_at)
            for row in connection.execute(select(ranked).where(ranked.c.place == 1))
        ]


def _add(connection: Connection, taken: Mapping[Slot, Count]) -> None:
    # Sorted, so that two processes never wait for each other's rows.
    rows = [_columns(slot, taken[slot]) for slot in sorted(taken)]
    for start in range(0, len(rows), _CHUNK):
        connection.execute(_upsert(connection.dialect.name, ingest_counts, rows[start : start + _CHUNK]))


def _columns(slot: Slot, count: Count) -> dict[str, Any]:
    return {
        "project_id": slot.project_id,
        "minute": slot.minute,
        "kind": slot.answer.value,
        "reason": slot.reason[:64],
        "requests": count.requests,
        "spans": count.spans,
        "bytes": count.bytes,
        "message": _storable(count.message),
        "last_at": datetime.fromtimestamp(count.last_at, UTC),
    }


def _storable(message: str) -> str:
    """Without what a database may not take: one such row would hold up all others."""
    return message.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def _upsert(dialect: str, table: Table, rows: list[dict[str, Any]]) -> Any:
    statement = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table).values(rows)
    new, old = statement.excluded, table.c
    later = new.last_at >= old.last_at
    return statement.on_conflict_do_update(
        index_elements=[old.project_id, old.minute, old.kind, old.reason],
        set_={
            "requests": old.requests + new.requests,
            "spans": old.spans + new.spans,
            "bytes": old.bytes + new.bytes,
            "message": case((later, new.message), else_=old.message),
            "last_at": case((later, new.last_at), else_=old.last_at),
        },
    )
