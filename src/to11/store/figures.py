"""Sessions and statistics: figures over the traces that a filter finds in its whole window."""

from typing import Final

from to11.model.search import BucketTally, Cursor, ModelTally, SessionSummary, Stats, Tally, TraceFilter
from to11.store import rows, sql
from to11.store.client import StoreClient
from to11.store.traces import FIRST_PAGE, Traces, at

MAX_BUCKETS: Final = 60

_SECOND: Final = 1_000_000_000
_MINUTE: Final = 60 * _SECOND
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR
_WIDTHS: Final = (
    *(count * _SECOND for count in (1, 5, 10, 30)),
    *(count * _MINUTE for count in (1, 2, 5, 10, 15, 30)),
    *(count * _HOUR for count in (1, 2, 4, 6, 12)),
    *(count * _DAY for count in (1, 2, 7, 30, 90, 365)),
)


def sessions(
    client: StoreClient, project_id: str, asked: TraceFilter, cursor: Cursor | None, limit: int
) -> tuple[list[SessionSummary], Cursor | None]:
    """See `Reader.sessions`."""
    values = {"only": list(asked.sessions), **at(cursor or FIRST_PAGE, limit + 1)}
    found = Traces(client, project_id, asked).all(sql.load("session_rows"), values, doing="listing sessions")
    page = [rows.session(row) for row in found[:limit]]
    return page, Cursor(page[-1].last_ns, page[-1].session_id) if len(found) > limit else None


def stats(client: StoreClient, project_id: str, asked: TraceFilter) -> Stats:
    """See `Reader.stats`."""
    traces = Traces(client, project_id, asked)
    bucket = width(asked.start_ns, asked.end_ns)
    doing = "computing statistics"
    by_time = traces.all(sql.load("stats_traces"), {"bucket": bucket}, doing=doing)
    by_model = traces.all(sql.load("stats_models"), {}, doing=doing)
    total = next((row for row in by_time if row["IsTotal"]), None)
    return Stats(
        traces=rows.tally(total, "Traces") if total else Tally(),
        span_count=total["Spans"] if total else 0,
        models=tuple(ModelTally(row["Provider"], row["Model"], rows.tally(row, "Calls")) for row in by_model),
        bucket_ns=bucket,
        buckets=tuple(BucketTally(row["Bucket"], rows.tally(row, "Traces")) for row in by_time if not row["IsTotal"]),
    )


def width(start_ns: int, end_ns: int, most: int = MAX_BUCKETS) -> int:
    """The least round width, in nanoseconds, of which `most` are as long as a window. Buckets start at its multiples,
    so one more may be needed, where the window does not."""
    length = end_ns - start_ns
    return next((width for width in _WIDTHS if length <= width * most), -(-length // (most * _DAY)) * _DAY)
