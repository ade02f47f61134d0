"""One session: its figures, its traces as turns, and the calls that these hold."""

from collections.abc import Sequence
from typing import Final

from to11.model.search import CallPlace, Cursor, SessionSummary, TraceSummary
from to11.store import filters, rows, sql
from to11.store.arrow import MAX_NS
from to11.store.client import StoreClient
from to11.store.trace_list import FIRST_PAGE, prelude, whole

BEFORE_ALL: Final = Cursor(start_ns=-1, id="")
"""A place before every turn."""

_DOING = "reading a session"
_NOTHING_ELSE = filters.Question()


def one(client: StoreClient, project_id: str, session_id: str) -> SessionSummary | None:
    """See `Reader.session`."""
    statement = prelude("of_session", _NOTHING_ELSE) + "\n" + sql.compose("session_rows", conditions="")
    parameters = {
        "project": project_id,
        "session": session_id,
        "only": [session_id],
        "slice_start": 0,
        "slice_end": MAX_NS + 1,
        "after_start": FIRST_PAGE.start_ns,
        "after_id": FIRST_PAGE.id,
        "limit": 1,
    }
    found = client.query(statement, parameters, doing=_DOING)
    return rows.session(found[0]) if found else None


def turns(
    client: StoreClient, project_id: str, session_id: str, cursor: Cursor | None, limit: int
) -> tuple[list[TraceSummary], Cursor | None]:
    """See `Reader.turns`."""
    found = _turns(client, project_id, session_id, (">", "ASC"), cursor or BEFORE_ALL, limit + 1)
    shown = found[:limit]
    return shown, Cursor(shown[-1].start_ns, shown[-1].trace_id) if len(found) > limit else None


def turns_until(
    client: StoreClient, project_id: str, session_id: str, cursor: Cursor, limit: int
) -> list[TraceSummary]:
    """See `Reader.turns_until`."""
    return _turns(client, project_id, session_id, ("<=", "DESC"), cursor, limit)[::-1]


def calls(
    client: StoreClient, project_id: str, trace_ids: Sequence[str], silent: Sequence[str], most: int
) -> list[CallPlace]:
    """See `Reader.calls`."""
    if not trace_ids:
        return []
    statement = prelude("of_traces", _NOTHING_ELSE) + "\n" + sql.load("call_positions")
    parameters = {"project": project_id, "trace_ids": list(trace_ids), "silent": list(silent), "most": most}
    return [
        CallPlace(Cursor(start, trace_id + span_id), trace_id, size)
        for trace_id, span_id, start, size in client.tuples(statement, parameters, doing=_DOING)
    ]


def _turns(
    client: StoreClient, project_id: str, session_id: str, order: tuple[str, str], at: Cursor, limit: int
) -> list[TraceSummary]:
    side, direction = order
    tail = sql.compose("turn_positions", side=side, direction=direction)
    parameters = {
        "project": project_id,
        "session": session_id,
        "at_start": at.start_ns,
        "at_id": at.id,
        "limit": limit,
    }
    statement = prelude("of_session", _NOTHING_ELSE) + "\n" + tail
    places = [row["TraceId"] for row in client.query(statement, parameters, doing=_DOING)]
    found = {trace.trace_id: trace for trace in whole(client, project_id, places, _NOTHING_ELSE)}
    return [found[identifier] for identifier in places if identifier in found]
