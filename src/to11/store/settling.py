"""Settling: traces that came in are worked out once, so that lists and figures read a row for each and not its spans.

What was stored up to a point is settled, and the point is moved only when its rows are on disk; so a settling that is
cut off is done again. A trace that goes on is settled again, and its newest row is the one that is read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from to11 import log
from to11.model.errors import To11Error
from to11.store import sql, traces
from to11.store.client import Row, StoreClient

TABLE: Final = "settled_traces"

MOST_SPANS: Final = 50_000
"""About how many new spans are looked at in one step."""

_MOST_STAMPS: Final = 1000
_HALVES: Final = 8
"""How often a step that fails is made half as large; after that, what fails by itself is left out."""

_KEPT_NS: Final = 900 * 1_000_000_000
"""How long it is remembered which traces were given spans once that is settled: questions under way need it."""

_DOING = "settling traces"

logger = log.get(__name__)


@dataclass(frozen=True, slots=True)
class Point:
    """How far it is settled: what was stored up to `stored_ns`, by the run of this number."""

    run: int
    stored_ns: int


class Settling:
    """Settles what is stored, step by step. For one thread at a time, in one process."""

    def __init__(self, client: StoreClient) -> None:
        self._client = client
        self._point: Point | None = None
        self._seen = -1
        self._failed = 0
        self._forgotten_ns = 0

    def step(self) -> bool:
        """Settle the oldest of what is not; whether there was any.

        Raises UnavailableError when the store does not answer; nothing has changed then, and the next step tries again.
        """
        until = self._client.stamped()
        if until == self._seen:
            return False
        point = self._point = self._point or self._read_point()
        pending = list(_prefix(self._pending(point, until), MOST_SPANS >> self._failed))
        if not pending:
            self._seen = until
            return False
        last = int(pending[-1]["Stored"])
        try:
            self._settle(sorted({str(row["ProjectId"]) for row in pending}), point, last)
        except To11Error:
            self._failed = min(self._failed + 1, _HALVES)
            raise
        self._failed = 0
        self._move(Point(point.run + 1, last))
        self._forget(last - _KEPT_NS)
        return True

    def _pending(self, point: Point, until: int) -> list[Row]:
        parameters = {"after": point.stored_ns, "until": until, "limit": _MOST_STAMPS}
        return self._client.query(sql.load("pending"), parameters, doing=_DOING)

    def _settle(self, projects: Sequence[str], point: Point, until: int) -> None:
        found: list[pa.Table] = []
        for project in projects:
            parameters = {"project": project, "after": point.stored_ns, "until": until, "run": point.run + 1}
            try:
                found += self._rows(parameters)
            except To11Error as error:
                if self._failed < _HALVES:
                    raise
                logger.error("traces are left out of lists", project=project, cause=str(error))
        if found:
            self._client.insert(TABLE, pa.concat_tables(found))

    def _rows(self, parameters: dict[str, Any]) -> list[pa.Table]:
        """The rows of a project's traces; and for each of their rows that lies in another hour now, that it is gone."""
        touched = traces.touched_spans()
        definition = traces.computed(sql.compose("of_touched", touched=touched), traces.NOTHING_ELSE, [])
        tail = sql.compose("settling", touched=touched, columns=", ".join(traces.COLUMNS))
        rows = self._client.arrow(f"{definition}\n{tail}", parameters, doing=_DOING)
        hours = dict(zip(rows["TraceId"].to_pylist(), rows["Hour"].to_pylist(), strict=True))
        before = self._client.arrow(
            sql.compose("settled_before", touched=sql.load("touched")), parameters, doing=_DOING
        )
        gone = [
            hours.get(trace_id, hour) != hour
            for trace_id, hour in zip(before["TraceId"].to_pylist(), before["Hour"].to_pylist(), strict=True)
        ]
        return [rows, _empty(before.filter(pa.array(gone, pa.bool_())), rows.schema)]

    def _move(self, point: Point) -> None:
        stored = pa.array([point.stored_ns], pa.timestamp("ns", tz="UTC"))
        self._client.insert("settled_until", pa.table({"Run": pa.array([point.run], pa.uint64()), "StoredAt": stored}))
        self._point = point

    def _read_point(self) -> Point:
        (row,) = self._client.query(sql.load("settled_until"), {}, doing=_DOING)
        return Point(row["LastRun"], row["Stored"])

    def _forget(self, before_ns: int) -> None:
        """Drop what was settled long before."""
        if before_ns - self._forgotten_ns < _KEPT_NS:
            return
        for row in self._client.query(sql.load("touched_long_ago"), {"before": before_ns}, doing=_DOING):
            self._client.command(
                "ALTER TABLE touched_traces DROP PARTITION ID {partition:String}", {"partition": row["Partition"]}
            )
        self._forgotten_ns = before_ns


def _prefix(pending: Sequence[Row], most: int) -> Iterator[Row]:
    """The first of what is pending, about so many spans; what was stored at one time stays together."""
    spans, last = 0, None
    for row in pending:
        if spans > most and row["Stored"] != last:
            return
        spans, last = spans + row["Touched"], row["Stored"]
        yield row


def _empty(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows with these places that say nothing but that they are gone."""
    values = {
        "Gone": pa.array([1] * len(rows), pa.uint8()),
        **{name: rows[name] for name in rows.column_names},
    }
    columns = [values.get(field.name, _blank(field, len(rows))) for field in schema]
    return pa.table(columns, schema=schema)


def _blank(field: pa.Field, count: int) -> pa.Array:
    if pa.types.is_list(field.type):
        return pa.array([[]] * count, field.type)
    if field.nullable:
        return pa.nulls(count, field.type)
    return pa.array([""] * count) if pa.types.is_string(field.type) else pa.array([0] * count).cast(field.type)
