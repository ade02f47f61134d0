"""Spans: those of one trace, in outline or as they were sent; one alone; and the newest that meet a filter."""

from collections.abc import Sequence
from itertools import starmap
from operator import attrgetter

from to11.model.search import Cursor, SpanFilter, SpanOutline, StoredSpan
from to11.store import filters, rows, sql
from to11.store.client import StoreClient
from to11.store.slices import Slice, newest_first
from to11.store.traces import FIRST_PAGE

_DOING = "reading spans"


def of_trace(client: StoreClient, project_id: str, trace_id: str) -> list[StoredSpan]:
    """See `Reader.trace`."""
    statement = sql.compose("span_rows", spans=sql.load("of_traces"))
    found = client.query(statement, {"project": project_id, "trace_ids": [trace_id]}, doing=_DOING)
    # The engine would carry every text along as it sorts.
    return sorted((rows.span(project_id, row) for row in found), key=attrgetter("start_ns", "span_id"))


def outline(client: StoreClient, project_id: str, trace_id: str, limit: int) -> list[SpanOutline]:
    """See `Reader.outline`."""
    statement = sql.compose("outline_rows", spans=sql.load("of_traces"))
    parameters = {"project": project_id, "trace_ids": [trace_id], "limit": limit}
    return list(starmap(SpanOutline, client.tuples(statement, parameters, doing=_DOING)))


def one(client: StoreClient, project_id: str, trace_id: str, span_id: str) -> StoredSpan | None:
    """See `Reader.span`."""
    statement = sql.compose("span_rows", spans=sql.load("of_span"))
    parameters = {"project": project_id, "trace_ids": [trace_id], "span_id": span_id}
    found = client.query(statement, parameters, doing=_DOING)
    return rows.span(project_id, found[0]) if found else None


def page(
    client: StoreClient, project_id: str, asked: SpanFilter, cursor: Cursor | None, limit: int
) -> tuple[list[StoredSpan], Cursor | None]:
    """See `Reader.spans`."""
    question = filters.of_spans(asked)
    statement = sql.compose("span_positions", spans=sql.load("in_window"), conditions=question.conditions)
    after = cursor or FIRST_PAGE
    places: list[Cursor] = []
    for piece in newest_first(client, project_id, asked.start_ns, min(asked.end_ns, after.start_ns + 1)):
        parameters = {**question.parameters, **_parameters(project_id, piece, after, limit + 1 - len(places))}
        found = client.query(statement, parameters, doing=_DOING)
        places += [Cursor(row["Start"], row["TraceId"] + row["SpanId"]) for row in found]
        if len(places) > limit:
            break
    shown = places[:limit]
    return at(client, project_id, shown), shown[-1] if len(places) > limit else None


def _parameters(project_id: str, piece: Slice, after: Cursor, limit: int) -> dict[str, str | int]:
    return {
        **piece.parameters(),
        "project": project_id,
        "after_start": after.start_ns,
        "after_id": after.id,
        "limit": limit,
    }


def at(client: StoreClient, project_id: str, places: Sequence[Cursor]) -> list[StoredSpan]:
    """See `Reader.at`."""
    if not places:
        return []
    statement = sql.compose("span_rows", spans=sql.load("at_places"))
    parameters = {
        "project": project_id,
        "seconds": [place.start_ns // 1_000_000_000 for place in places],
        "ids": [place.id for place in places],
    }
    found = {
        (row["Start"], row["TraceId"] + row["SpanId"]): row for row in client.query(statement, parameters, doing=_DOING)
    }
    return [
        rows.span(project_id, row) for place in places if (row := found.get((place.start_ns, place.id))) is not None
    ]
