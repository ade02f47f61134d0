"""Query parameters of the lists: what may be asked, and how it becomes a filter."""

from typing import Annotated, Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from to11.api import times
from to11.api.times import NS, invalid
from to11.model.search import SpanFilter, TraceFilter, TraceStatus
from to11.store.filters import MAX_ATTRIBUTES

DEFAULT_WINDOW = "8h"
DEFAULT_LIMIT = 50
DEFAULT_BUCKETS = 60
AHEAD_NS = 300 * NS
"""Without `to` the window ends this far in the future, for senders whose clock runs ahead."""

Names = Annotated[list[Annotated[str, Field(max_length=1024)]], Field(max_length=100)]
Pairs = Annotated[list[Annotated[str, Field(max_length=8192)]], Field(max_length=MAX_ATTRIBUTES)]
Number = Annotated[int, Field(ge=0, le=2**63 - 1)]
Milliseconds = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Dollars = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Parameters(BaseModel):
    """Parameters in camelCase; an unknown one is refused, so that a typo never widens a search."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


class PageParameters(Parameters):
    """Which page of a list."""

    limit: int | None = Field(
        None, ge=1, description=f"Most items on a page; {DEFAULT_LIMIT} by default, at most the server's setting."
    )
    cursor: str | None = Field(None, description="`nextCursor` of the page before, with the same filters.")

    def page_size(self, largest: int) -> int:
        """The limit in force. Raises InvalidRequestError when it is above the server's."""
        if self.limit is None:
            return min(DEFAULT_LIMIT, largest)
        if self.limit > largest:
            raise invalid("limit", f"at most {largest}")
        return self.limit


class WindowParameters(Parameters):
    """Which stretch of time."""

    from_: str | None = Field(
        None, alias="from", description="Earliest start, RFC 3339, inclusive.", examples=["2026-03-25T17:30:00Z"]
    )
    to: str | None = Field(None, description="Latest start, RFC 3339, exclusive. Default: now.")
    window: str | None = Field(
        None,
        description="How far back from `to`, instead of `from`: a number and one of s, m, h, d, for example `10m` or "
        f"`60d`. Default: {DEFAULT_WINDOW}.",
        examples=["8h"],
    )

    def bounds(self, now_ns: int) -> tuple[int, int]:
        """The start, inclusive, and the end, exclusive, in nanoseconds. Raises InvalidRequestError."""
        if self.from_ is not None and self.window is not None:
            raise invalid("window", "give either from or window")
        until = now_ns if self.to is None else times.parse(self.to, name="to")
        end_ns = until if self.to is not None else now_ns + AHEAD_NS
        if self.from_ is not None:
            start_ns = times.parse(self.from_, name="from")
        else:
            start_ns = max(0, until - times.parse_window(self.window or DEFAULT_WINDOW))
        if start_ns >= end_ns:
            raise invalid("from", "the window ends before it begins")
        return start_ns, end_ns


class CommonParameters(WindowParameters):
    """What traces and spans are both found by. All that are given must hold; a name that is repeated matches any of
    its values."""

    status: TraceStatus | None = Field(None, description="`error`, or `ok` for all others.")
    provider: Names = Field([], description="`gen_ai.provider.name`; repeatable.")
    model: Names = Field([], description="Model asked for or answered with; repeatable.")
    operation: Names = Field([], description="`gen_ai.operation.name`; repeatable.")
    environment: Names = Field([], description="`deployment.environment.name`; repeatable.")
    service: Names = Field([], description="`service.name`; repeatable.")
    session: Names = Field([], description="`session.id`; repeatable.")
    user: Names = Field([], description="`user.id`; repeatable.")
    min_tokens: Number | None = Field(None, description="Least tokens, in and out together.")
    max_tokens: Number | None = Field(None, description="Most tokens, in and out together.")
    min_duration_ms: Milliseconds | None = Field(None, description="Shortest duration, milliseconds.")
    max_duration_ms: Milliseconds | None = Field(None, description="Longest duration, milliseconds.")
    min_cost: Dollars | None = Field(None, description="Least cost, US dollars.")
    max_cost: Dollars | None = Field(None, description="Highest cost, US dollars.")
    q: str = Field("", max_length=1000, description="Words that must all occur in names, attributes or messages.")

    attribute: Pairs = Field(
        [],
        description="`key=value`, of a span's attribute or its resource's, split at the first `=`; repeatable, all "
        "must hold. Compared is text: `true`, numbers in decimal, bytes in base64, all else as JSON.",
        examples=[["pipeline.stage=ingestion"]],
    )

    def common(self, now_ns: int) -> "_Common":
        """The fields that both filters have. Raises InvalidRequestError when they contradict each other."""
        start_ns, end_ns = self.bounds(now_ns)
        _ordered("minTokens", self.min_tokens, "maxTokens", self.max_tokens)
        _ordered("minDurationMs", self.min_duration_ms, "maxDurationMs", self.max_duration_ms)
        _ordered("minCost", self.min_cost, "maxCost", self.max_cost)
        return {
            "start_ns": start_ns,
            "end_ns": end_ns,
            "status": self.status,
            "providers": tuple(self.provider),
            "models": tuple(self.model),
            "operations": tuple(self.operation),
            "environments": tuple(self.environment),
            "services": tuple(self.service),
            "sessions": tuple(self.session),
            "users": tuple(self.user),
            "min_tokens": self.min_tokens,
            "max_tokens": self.max_tokens,
            "min_duration_ns": _nanoseconds(self.min_duration_ms),
            "max_duration_ns": _nanoseconds(self.max_duration_ms),
            "min_cost": self.min_cost,
            "max_cost": self.max_cost,
            "text": self.q,
            "attributes": tuple(map(_pair, self.attribute)),
        }


class TraceParameters(CommonParameters):
    """Which traces."""

    tool_calls: Literal["with", "without"] | None = Field(None, description="With or without tool calls.")

    def filter(self, now_ns: int) -> TraceFilter:
        """The filter these parameters mean at this time. Raises InvalidRequestError."""
        tool_calls = None if self.tool_calls is None else self.tool_calls == "with"
        return TraceFilter(**self.common(now_ns), tool_calls=tool_calls)


class HistogramParameters(TraceParameters):
    """Which traces, and how finely."""

    buckets: int = Field(DEFAULT_BUCKETS, ge=1, le=200, description="About how many buckets the window is cut into.")


class ExportParameters(TraceParameters):
    """Which traces, and as what."""

    format: Literal["csv", "json"] = Field("csv", description="What the file is.")


class TraceListParameters(PageParameters, TraceParameters):
    """Which page of which traces."""


class SpanListParameters(PageParameters, CommonParameters):
    """Which page of which spans; all filters must hold for one span."""

    name: str = Field("", max_length=1024, description="The span's whole name.")

    def filter(self, now_ns: int) -> SpanFilter:
        """The filter these parameters mean at this time. Raises InvalidRequestError."""
        return SpanFilter(**self.common(now_ns), name=self.name)


class _Common(TypedDict):
    start_ns: int
    end_ns: int
    status: TraceStatus | None
    providers: tuple[str, ...]
    models: tuple[str, ...]
    operations: tuple[str, ...]
    environments: tuple[str, ...]
    services: tuple[str, ...]
    sessions: tuple[str, ...]
    users: tuple[str, ...]
    min_tokens: int | None
    max_tokens: int | None
    min_duration_ns: int | None
    max_duration_ns: int | None
    min_cost: float | None
    max_cost: float | None
    text: str
    attributes: tuple[tuple[str, str], ...]


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise invalid("attribute", "an attribute is written key=value")
    return key, value


def _ordered(low_name: str, low: float | None, high_name: str, high: float | None) -> None:
    if low is not None and high is not None and low > high:
        raise invalid(low_name, f"is greater than {high_name}")


def _nanoseconds(milliseconds: float | None) -> int | None:
    return None if milliseconds is None else round(milliseconds * 1_000_000)
