"""The list of traces: search cheaply for the places of the next few, then read those few whole.

The search reads only the columns that the filter names, in slices of time. What it finds is then read through the
index of traces, with all spans wherever they lie, and the same filter is put to that: so a row that is shown is exact,
and equals what the trace's own page says.
"""

from to11.model.search import Cursor, TraceFilter, TraceSummary
from to11.store import filters, rows, sql
from to11.store.client import StoreClient
from to11.store.slices import Slice, newest_first

FIRST_PAGE = Cursor(start_ns=2**63 - 1, id="")
"""A place before every row, where the first page begins."""

_DOING = "listing traces"


def page(
    client: StoreClient, project_id: str, asked: TraceFilter, cursor: Cursor | None, limit: int
) -> tuple[list[TraceSummary], Cursor | None]:
    """See `Reader.traces`."""
    search = _Search(client, project_id, asked)
    after = cursor or FIRST_PAGE
    found: list[TraceSummary] = []
    for piece in newest_first(client, project_id, asked.start_ns, min(asked.end_ns, after.start_ns + 1)):
        found += search.within(piece, after, limit + 1 - len(found))
        if len(found) > limit:
            last = found[limit - 1]
            return found[:limit], Cursor(last.start_ns, last.trace_id)
    return found, None


def summary(client: StoreClient, project_id: str, trace_id: str) -> TraceSummary | None:
    """See `Reader.summary`."""
    found = whole(client, project_id, [trace_id], filters.Question())
    return found[0] if found else None


class _Search:
    def __init__(self, client: StoreClient, project_id: str, asked: TraceFilter) -> None:
        self._client = client
        self._project_id = project_id
        self._question = filters.of_traces(asked)
        self._sql = _statement("in_window", "trace_positions", self._question)

    def within(self, piece: Slice, after: Cursor, wanted: int) -> list[TraceSummary]:
        """The newest traces of a slice after a place: at least `wanted`, or all there are."""
        found: list[TraceSummary] = []
        asked = wanted
        while True:
            places = self._places(piece, after, asked)
            starts = {place.id: place.start_ns for place in places}
            traces = whole(self._client, self._project_id, list(starts), self._question)
            # A trace that the search saw only in part (its first span lies far outside the slice) has its place
            # elsewhere, and is found there.
            found += [trace for trace in traces if trace.start_ns == starts[trace.trace_id]]
            if len(found) >= wanted or len(places) < asked:
                return found
            after = places[-1]
            asked *= 2

    def _places(self, piece: Slice, after: Cursor, limit: int) -> list[Cursor]:
        parameters = {
            **self._question.parameters,
            **piece.parameters(),
            "project": self._project_id,
            "after_start": after.start_ns,
            "after_id": after.id,
            "limit": limit,
        }
        found = self._client.query(self._sql, parameters, doing=_DOING)
        return [Cursor(row["Start"], row["TraceId"]) for row in found]


def whole(client: StoreClient, project_id: str, trace_ids: list[str], question: filters.Question) -> list[TraceSummary]:
    """Those of some traces that meet a filter, made of all their spans, newest first."""
    if not trace_ids:
        return []
    statement = _statement("of_traces", "trace_rows", question)
    parameters = {**question.parameters, "project": project_id, "trace_ids": trace_ids}
    return [rows.summary(row) for row in client.query(statement, parameters, doing=_DOING)]


def _statement(spans: str, tail: str, question: filters.Question) -> str:
    return prelude(spans, question) + "\n" + sql.compose(tail, conditions=question.conditions)


def prelude(spans: str, question: filters.Question) -> str:
    """The definition of a trace, over the spans that the statement `spans` selects."""
    return sql.compose("traces", spans=sql.load(spans), words=question.words, found=question.found)
