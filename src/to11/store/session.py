"""One session: its figures, its traces as turns, and the calls that these hold."""

from collections.abc import Mapping, Sequence
from typing import Final

from to11.model.search import CallPlace, Cursor, SessionSummary, TraceFilter, TraceSummary
from to11.store import rows, sql
from to11.store.arrow import MAX_NS
from to11.store.client import StoreClient
from to11.store.traces import FIRST_PAGE, NEWEST_FIRST, NOTHING_ELSE, OLDEST_FIRST, Traces, at, computed

BEFORE_ALL: Final = Cursor(start_ns=-1, id="")
"""A place before every turn."""

_DOING = "reading a session"


def one(client: StoreClient, project_id: str, session_id: str) -> SessionSummary | None:
    """See `Reader.session`."""
    values = {"only": [session_id], **at(FIRST_PAGE, 1)}
    found = _traces(client, project_id, session_id).all(sql.load("session_rows"), values, doing=_DOING)
    return rows.session(found[0]) if found else None


def turns(
    client: StoreClient, project_id: str, session_id: str, cursor: Cursor | None, limit: int
) -> tuple[list[TraceSummary], Cursor | None]:
    """See `Reader.turns`."""
    found = _turns(client, project_id, session_id, OLDEST_FIRST, cursor or BEFORE_ALL, limit + 1)
    shown = found[:limit]
    return shown, Cursor(shown[-1].start_ns, shown[-1].trace_id) if len(found) > limit else None


def turns_until(
    client: StoreClient, project_id: str, session_id: str, cursor: Cursor, limit: int
) -> list[TraceSummary]:
    """See `Reader.turns_until`."""
    return _turns(client, project_id, session_id, {**NEWEST_FIRST, "side": "<="}, cursor, limit)[::-1]


def calls(
    client: StoreClient, project_id: str, trace_ids: Sequence[str], silent: Sequence[str], most: int
) -> list[CallPlace]:
    """See `Reader.calls`."""
    if not trace_ids:
        return []
    statement = computed(sql.load("of_traces"), NOTHING_ELSE, []) + "\n" + sql.load("call_positions")
    parameters = {"project": project_id, "trace_ids": list(trace_ids), "silent": list(silent), "most": most}
    return [
        CallPlace(Cursor(start, trace_id + span_id), trace_id, size)
        for trace_id, span_id, start, size in client.tuples(statement, parameters, doing=_DOING)
    ]


def _turns(
    client: StoreClient, project_id: str, session_id: str, order: Mapping[str, str], place: Cursor, limit: int
) -> list[TraceSummary]:
    tail = sql.compose("trace_rows", **order)
    return [
        rows.summary(row) for row in _traces(client, project_id, session_id).all(tail, at(place, limit), doing=_DOING)
    ]


def _traces(client: StoreClient, project_id: str, session_id: str) -> Traces:
    return Traces(client, project_id, TraceFilter(0, MAX_NS + 1, sessions=(session_id,)))
