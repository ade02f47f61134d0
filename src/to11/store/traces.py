"""Traces as SQL: the rows that are settled, and for all others what `traces.sql` makes of their spans.

A statement about traces is what `Traces` puts before it, a definition of `traces`, and a tail that reads them. Traces
that were given spans since they were last settled are worked out anew by every question, so that an answer holds all
that was stored before it was asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from to11.model.search import Cursor, TraceFilter, TraceSummary
from to11.store import filters, rows, sql
from to11.store.arrow import MAX_NS
from to11.store.client import Row, StoreClient
from to11.store.slices import Slice

COLUMNS: Final = (
    *("TraceId", "Start", "TraceDuration", "SpanCount", "ErrorCount", "Name", "Service"),
    *("Services", "Providers", "Models", "RequestModels", "ResponseModels", "Operations", "Environments"),
    *("Sessions", "Users", "ToolCallCount", "TraceInputTokens", "TraceOutputTokens", "TraceTokens", "TraceCost"),
    "Calls",
)
"""What is known of a trace: columns of `traces.sql` and of the table `settled_traces`."""

_READ: Final = ", ".join((*COLUMNS, "Resent"))

FIRST_PAGE: Final = Cursor(start_ns=2**63 - 1, id="")
"""A place before every row of a list, where the first page begins."""

NEWEST_FIRST: Final = {"side": "<", "direction": "DESC"}
OLDEST_FIRST: Final = {"side": ">", "direction": "ASC"}
NOTHING_ELSE: Final = filters.Question()

_SPARE: Final = 4
"""How many times as many places are looked at as traces are wanted: some hold rows of earlier runs."""

_AT_PLACES: Final = "\n  AND Hour IN {hours:Array(UInt32)} AND TraceId IN {ids:Array(String)}"
_WINDOW: Final = "Start >= {slice_start:Int64} AND Start < {slice_end:Int64}"


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What of a project is not settled, of the traces that may start at or after a time."""

    after_ns: int
    """What was stored up to here is settled."""
    touched: bool
    """Whether anything is not, whenever it starts."""
    spans: int
    """How many spans came in, of traces that may start in time."""
    last_ns: int
    """The latest start of any of them."""


class Traces:
    """The traces of a project that meet a filter, by one view of what is settled. Synchronous."""

    def __init__(self, client: StoreClient, project_id: str, asked: TraceFilter) -> None:
        self.question = filters.of_traces(asked)
        self.window = Slice(max(asked.start_ns, 0), min(max(asked.end_ns, 0), MAX_NS + 1))
        self.unsettled = _unsettled(client, project_id, self.window.start_ns)
        self._client = client
        self._project_id = project_id

    def all(self, tail: str, values: Mapping[str, Any], *, doing: str) -> list[Row]:
        """The tail's answer about all of them."""
        if not self.unsettled.spans:
            return self.settled(tail, self.window, values, doing=doing)
        sources = [self._settled(), _chosen(self.question)]
        return self._run(computed(_touched(), self.question, sources), tail, self.window, values, doing)

    def settled(self, tail: str, piece: Slice, values: Mapping[str, Any], *, doing: str) -> list[Row]:
        """The tail's answer about those that are settled and start within a piece of the window."""
        prelude = f"WITH traces AS (\n{self._settled()}\n)"
        return self._run(prelude, tail, piece, values, doing)

    def newest_settled(self, tail: str, piece: Slice, cursor: Cursor, limit: int, *, doing: str) -> list[Row]:
        """The same of the newest beyond a place in the list, where the piece is long and few of its rows meet the
        filter: only the last rows of those are read whole. For a filter without words and attributes."""
        values = {**at(cursor, limit), "most": _SPARE * limit}
        statement = sql.compose("settled_places", conditions=self._conditions())
        places = self._run("", statement, piece, values, doing)
        if not places:
            return []
        values["hours"] = sorted({row["Hour"] for row in places})
        values["ids"] = [row["TraceId"] for row in places]
        prelude = f"WITH traces AS (\n{self._settled(_AT_PLACES)}\n)"
        found = self._run(prelude, tail, piece, values, doing)
        if len(found) < limit and len(places) == values["most"]:
            # Rows of earlier runs have taken the places of some.
            return self.settled(tail, piece, at(cursor, limit), doing=doing)
        return found

    def fresh(self, tail: str, values: Mapping[str, Any], *, doing: str) -> list[Row]:
        """The tail's answer about those that are not settled."""
        prelude = computed(_touched(), self.question, [_chosen(self.question)])
        return self._run(prelude, tail, self.window, values, doing)

    def fresh_within(self, tail: str, piece: Slice, values: Mapping[str, Any], *, doing: str) -> list[Row]:
        """The same, as far as the spans that start near a piece of the window tell."""
        spans = sql.compose("touched_in_window", touched=sql.load("touched"))
        prelude = computed(spans, self.question, [_chosen(self.question)])
        return self._run(prelude, tail, piece, values, doing)

    def _settled(self, among: str = "") -> str:
        conditions = self._conditions() + among
        if self.question.held:
            conditions += f"\n  AND TraceId IN (\n{self._holding()}\n)"
        return sql.compose("settled", columns=_READ, conditions=conditions)

    def _conditions(self) -> str:
        if not self.unsettled.touched:
            return self.question.of_rows
        return f"{self.question.of_rows}\n  AND TraceId NOT IN (\n{sql.load('touched')}\n)"

    def _holding(self) -> str:
        held = self.question.held
        among = ""
        if self.question.of_rows:
            others = sql.compose("settled", columns="TraceId", conditions=self.question.of_rows)
            among = f"\n  AND TraceId IN (\n{others}\n)"
        return sql.compose(
            "holding",
            held="".join(f",\n        {condition} AS has_{name}" for name, condition in held.items()),
            any=" OR ".join(f"has_{name}" for name in held),
            all=" AND ".join(f"max(has_{name})" for name in held),
            among=among,
        )

    def _run(self, prelude: str, tail: str, piece: Slice, values: Mapping[str, Any], doing: str) -> list[Row]:
        parameters = {
            **self.question.parameters,
            **piece.parameters(),
            **values,
            "project": self._project_id,
            "after": self.unsettled.after_ns,
            "until": MAX_NS,
        }
        return self._client.query(f"{prelude}\n{tail}", parameters, doing=doing)


def computed(spans: str, question: filters.Question, sources: list[str]) -> str:
    """What `traces.sql` makes of the spans that a statement selects, as `computed`; and `traces`, which are those of
    the sources together, if there are any."""
    definition = sql.compose("traces", spans=spans, words=question.words, found=question.found)
    if not sources:
        return definition
    return f"{definition},\ntraces AS (\n" + "\nUNION ALL\n".join(sources) + "\n)"


def at(cursor: Cursor, limit: int) -> dict[str, Any]:
    """A place in a list, and how many rows are wanted beyond it, as the tails name them."""
    return {"at_start": cursor.start_ns, "at_id": cursor.id, "limit": limit}


def whole(client: StoreClient, project_id: str, trace_ids: list[str], question: filters.Question) -> list[TraceSummary]:
    """Those of some traces that meet a filter, made of all their spans, newest first."""
    if not trace_ids:
        return []
    chosen = f"SELECT {_READ} FROM computed WHERE 1{question.conditions}"  # noqa: S608 (names of ours)
    prelude = computed(sql.load("of_traces"), question, [chosen])
    parameters = {
        **question.parameters,
        **at(FIRST_PAGE, len(trace_ids)),
        "project": project_id,
        "trace_ids": trace_ids,
    }
    statement = f"{prelude}\n{sql.compose('trace_rows', **NEWEST_FIRST)}"
    return [rows.summary(row) for row in client.query(statement, parameters, doing="reading traces")]


def summary(client: StoreClient, project_id: str, trace_id: str) -> TraceSummary | None:
    """See `Reader.summary`."""
    tail = sql.compose("trace_rows", **NEWEST_FIRST)
    row = sql.compose("settled_trace", columns=_READ)
    parameters = {**at(FIRST_PAGE, 1), "project": project_id, "trace_ids": [trace_id]}
    found = client.query(f"WITH traces AS (\n{row}\n)\n{tail}", parameters, doing="reading a trace")
    if found:
        return rows.summary(found[0])
    return next(iter(whole(client, project_id, [trace_id], NOTHING_ELSE)), None)


def touched_spans() -> str:
    """The spans of the traces that were given some within a stretch of time, as they lie there."""
    return sql.compose("touched_spans", touched=sql.load("touched"))


def _touched() -> str:
    return sql.compose("of_touched", touched=touched_spans())


def _chosen(question: filters.Question) -> str:
    return f"SELECT {_READ} FROM computed WHERE {_WINDOW}{question.conditions}"  # noqa: S608 (names of ours)


def _unsettled(client: StoreClient, project_id: str, start_ns: int) -> Unsettled:
    parameters = {"project": project_id, "start": start_ns}
    (row,) = client.query(sql.load("unsettled"), parameters, doing="looking for what is not settled")
    return Unsettled(after_ns=row["Settled"], touched=row["Touched"] > 0, spans=row["Within"], last_ns=row["Last"])
