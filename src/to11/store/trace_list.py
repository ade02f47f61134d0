"""The list of traces, newest first: what is settled is read in pieces from the newest end, what is not is worked out.

Where much is not settled yet (a burst, or an import), its traces are searched for in slices of their spans; what is
found is then read whole, and the same filter is put to that. So every row that is shown is exact.
"""

from collections.abc import Iterator
from typing import Final

from to11.model.search import Cursor, TraceFilter, TraceSummary
from to11.store import rows, slices, sql
from to11.store.client import Row, StoreClient
from to11.store.slices import Slice, newest_first
from to11.store.traces import FIRST_PAGE, NEWEST_FIRST, Traces, at, whole

MOST_FRESH_SPANS: Final = 100_000
"""Spans that are worked out for one page; where more are not settled, they are searched in slices."""

_DOING = "listing traces"


def page(
    client: StoreClient, project_id: str, asked: TraceFilter, cursor: Cursor | None, limit: int
) -> tuple[list[TraceSummary], Cursor | None]:
    """See `Reader.traces`."""
    listing = _Listing(client, project_id, Traces(client, project_id, asked), cursor or FIRST_PAGE)
    found = [*listing.fresh(limit + 1), *listing.settled(limit + 1)]
    found.sort(key=lambda trace: (trace.start_ns, trace.trace_id), reverse=True)
    shown = found[:limit]
    return shown, Cursor(shown[-1].start_ns, shown[-1].trace_id) if len(found) > limit else None


class _Listing:
    def __init__(self, client: StoreClient, project_id: str, traces: Traces, after: Cursor) -> None:
        self._client = client
        self._project_id = project_id
        self._traces = traces
        self._after = after
        self._window = Slice(traces.window.start_ns, min(traces.window.end_ns, after.start_ns + 1))
        self._rows = sql.compose("trace_rows", **NEWEST_FIRST)

    def settled(self, wanted: int) -> list[TraceSummary]:
        """The newest that are settled: as many as wanted, or all there are."""
        found: list[TraceSummary] = []
        for piece in self._pieces():
            found += self._settled_within(piece, wanted - len(found))
            if len(found) >= wanted:
                break
        return found

    def fresh(self, wanted: int) -> list[TraceSummary]:
        """The newest that are not settled: as many as wanted, or all there are."""
        if not self._traces.unsettled.spans:
            return []
        if self._traces.unsettled.spans <= MOST_FRESH_SPANS:
            return [rows.summary(row) for row in self._traces.fresh(self._rows, at(self._after, wanted), doing=_DOING)]
        found: list[TraceSummary] = []
        end_ns = min(self._window.end_ns, self._traces.unsettled.last_ns + 1)
        for piece in newest_first(self._client, self._project_id, self._window.start_ns, end_ns):
            found += self._fresh_within(piece, wanted - len(found))
            if len(found) >= wanted:
                break
        return found

    def _pieces(self) -> Iterator[Slice]:
        """Texts are many times larger than rows, and read in shorter pieces."""
        return slices.TEXTS.cut(self._window) if self._traces.question.held else slices.ROWS.cut(self._window)

    def _settled_within(self, piece: Slice, wanted: int) -> list[TraceSummary]:
        found: list[TraceSummary] = []
        after, asked = self._after, wanted
        while True:
            read = self._read(piece, after, asked)
            found += self._sure([(rows.summary(row), bool(row["Resent"])) for row in read])
            if len(found) >= wanted or len(read) < asked:
                return found
            after = Cursor(read[-1]["Start"], read[-1]["TraceId"])
            asked *= 2

    def _read(self, piece: Slice, after: Cursor, wanted: int) -> list[Row]:
        """Of a piece that is longer than the first, which did not fill the page, few rows can be expected."""
        if self._traces.question.held or piece.end_ns - piece.start_ns <= slices.ROWS.first_ns:
            return self._traces.settled(self._rows, piece, at(after, wanted), doing=_DOING)
        return self._traces.newest_settled(self._rows, piece, after, wanted, doing=_DOING)

    def _sure(self, found: list[tuple[TraceSummary, bool]]) -> list[TraceSummary]:
        """Without those of which only an earlier version of a span holds what is asked for."""
        question = self._traces.question
        doubtful = [trace.trace_id for trace, resent in found if resent and question.held]
        sure = {trace.trace_id for trace in whole(self._client, self._project_id, doubtful, question)}
        return [trace for trace, _ in found if trace.trace_id not in doubtful or trace.trace_id in sure]

    def _fresh_within(self, piece: Slice, wanted: int) -> list[TraceSummary]:
        """At least as many as wanted, or all there are."""
        found: list[TraceSummary] = []
        positions = sql.load("trace_positions")
        after, asked = self._after, wanted
        while True:
            read = self._traces.fresh_within(positions, piece, at(after, asked), doing=_DOING)
            starts = {row["TraceId"]: row["Start"] for row in read}
            traces = whole(self._client, self._project_id, list(starts), self._traces.question)
            # A trace that the search saw only in part (its first span lies far outside the slice) has its place
            # elsewhere, and is found there.
            found += [trace for trace in traces if trace.start_ns == starts[trace.trace_id]]
            if len(found) >= wanted or len(read) < asked:
                return found
            after = Cursor(read[-1]["Start"], read[-1]["TraceId"])
            asked *= 2
