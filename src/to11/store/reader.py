"""The way out of the store: every question that the API asks of spans."""

from collections.abc import Sequence

from to11.model.search import (
    CallPlace,
    Cursor,
    Facets,
    Histogram,
    SessionSummary,
    SpanFilter,
    SpanOutline,
    Stats,
    StoredSpan,
    TraceFilter,
    TraceSummary,
)
from to11.store import figures, overview, session, span_list, trace_list, traces
from to11.store.client import StoreClient


class Reader:
    """Answers about the spans of one project at a time. Safe to use from several threads; never from an event loop.

    A span that was sent again counts once, as it was received last, also when it came back with another start. All
    times are nanoseconds since the epoch; a span's start and duration are clamped to `arrow.MAX_NS`, while its message
    keeps what was sent. Every method raises UnavailableError when the store does not answer in time, and
    InvalidRequestError for a filter that it cannot take.
    """

    def __init__(self, client: StoreClient) -> None:
        self._client = client

    def traces(
        self, project_id: str, asked: TraceFilter, cursor: Cursor | None = None, limit: int = 50
    ) -> tuple[list[TraceSummary], Cursor | None]:
        """At most `limit` traces that meet the filter, newest start first, ties by trace id from high to low, and
        where the next page begins (None on the last).

        Pages are stable: traces that come in between two pages move no row from one to the other. Only a trace whose
        own start changes meanwhile, because an earlier span of it comes in, may be seen again at its new place. What is
        told of a trace is made of all its spans, also those outside the window; to be found by a filter, the spans that
        meet it must start within `slices.SLACK_NS` of the stretch that is searched. Tokens and cost count each GenAI
        span but those that have a GenAI descendant, up to 64 levels down, with the same operation.
        """
        return trace_list.page(self._client, project_id, asked, cursor, limit)

    def trace(self, project_id: str, trace_id: str) -> list[StoredSpan]:
        """All spans of a trace by start, ties by span id; empty when the project has no such trace. `trace_id` is 32
        lower-case hex digits."""
        return span_list.of_trace(self._client, project_id, trace_id)

    def outline(self, project_id: str, trace_id: str, limit: int) -> list[SpanOutline]:
        """The spans of a trace in outline by start, ties by span id, the `limit` earliest of them; empty when the
        project has no such trace. Reads no attributes and no messages, so that 100,000 spans are quick."""
        return span_list.outline(self._client, project_id, trace_id, limit)

    def span(self, project_id: str, trace_id: str, span_id: str) -> StoredSpan | None:
        """One span, as `trace` has it, None when the project has no such span. Ids are lower-case hex digits."""
        return span_list.one(self._client, project_id, trace_id, span_id)

    def summary(self, project_id: str, trace_id: str) -> TraceSummary | None:
        """A trace's row as the list shows it, None when the project has no such trace."""
        return traces.summary(self._client, project_id, trace_id)

    def spans(
        self, project_id: str, asked: SpanFilter, cursor: Cursor | None = None, limit: int = 50
    ) -> tuple[list[StoredSpan], Cursor | None]:
        """At most `limit` spans that meet the filter, newest start first, ties by trace and span id from high to low,
        and where the next page begins (None on the last)."""
        return span_list.page(self._client, project_id, asked, cursor, limit)

    def sessions(
        self, project_id: str, asked: TraceFilter, cursor: Cursor | None = None, limit: int = 50
    ) -> tuple[list[SessionSummary], Cursor | None]:
        """Sessions by their newest trace, of the traces that meet the filter, and where the next page begins. A filter
        on sessions keeps the others out, also those that share a trace with a session it names."""
        return figures.sessions(self._client, project_id, asked, cursor, limit)

    def session(self, project_id: str, session_id: str) -> SessionSummary | None:
        """A session's row as the list shows it, of all its traces, whenever they were; None when there is none."""
        return session.one(self._client, project_id, session_id)

    def turns(
        self, project_id: str, session_id: str, cursor: Cursor | None = None, limit: int = 50
    ) -> tuple[list[TraceSummary], Cursor | None]:
        """At most `limit` traces of a session, oldest start first, ties by trace id, and where the next page begins
        (None on the last)."""
        return session.turns(self._client, project_id, session_id, cursor, limit)

    def turns_until(self, project_id: str, session_id: str, cursor: Cursor, limit: int) -> list[TraceSummary]:
        """The last `limit` traces of a session up to a place and with it, oldest first."""
        return session.turns_until(self._client, project_id, session_id, cursor, limit)

    def calls(self, project_id: str, trace_ids: Sequence[str], silent: Sequence[str], most: int) -> list[CallPlace]:
        """The GenAI spans of some traces that count for totals, but for the operations in `silent`: of each trace the
        `most` earliest, by start, ties by span id."""
        return session.calls(self._client, project_id, trace_ids, silent, most)

    def at(self, project_id: str, places: Sequence[Cursor]) -> list[StoredSpan]:
        """The spans at some places, in their order. One that was sent again with another start may be as it was."""
        return span_list.at(self._client, project_id, places)

    def stats(self, project_id: str, asked: TraceFilter) -> Stats:
        """Counts, errors, tokens, cost and durations of the traces that meet the filter: in all, by model, by time."""
        return figures.stats(self._client, project_id, asked)

    def histogram(self, project_id: str, asked: TraceFilter, buckets: int) -> Histogram:
        """How many of the traces that meet the filter start when, in about this many stretches of time, and how many
        of these hold an error."""
        return overview.histogram(self._client, project_id, asked, buckets)

    def facets(self, project_id: str, asked: TraceFilter) -> Facets:
        """The values that the traces which meet the filter have, and how many traces have each."""
        return overview.facets(self._client, project_id, asked)
