"""Filters as SQL: fixed conditions picked by what a filter asks, with every value as a bound parameter."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from to11.model.errors import InvalidRequestError
from to11.model.search import SpanFilter, TraceFilter, TraceStatus

MAX_WORDS: Final = 16
"""Most words of free text in one filter; each one is a pass over the texts."""

MAX_ATTRIBUTES: Final = 16
"""Most attributes in one filter."""

_NUMBER: Final = re.compile(r"-?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,4})?")

_TRACE_LISTS: Final = {
    "providers": "hasAny(Providers, {providers:Array(String)})",
    "models": "(hasAny(RequestModels, {models:Array(String)}) OR hasAny(ResponseModels, {models:Array(String)}))",
    "operations": "hasAny(Operations, {operations:Array(String)})",
    "environments": "hasAny(Environments, {environments:Array(String)})",
    "services": "hasAny(Services, {services:Array(String)})",
    "sessions": "hasAny(Sessions, {sessions:Array(String)})",
    "users": "hasAny(Users, {users:Array(String)})",
}
_TRACE_LIMITS: Final = {
    "min_tokens": "TraceTokens >= {min_tokens:Int64}",
    "max_tokens": "TraceTokens <= {max_tokens:Int64}",
    "min_duration_ns": "TraceDuration >= {min_duration_ns:Int64}",
    "max_duration_ns": "TraceDuration <= {max_duration_ns:Int64}",
    "min_cost": "TraceCost >= {min_cost:Float64}",
    "max_cost": "TraceCost <= {max_cost:Float64}",
}
_TRACE_STATUS: Final = {TraceStatus.ERROR: "ErrorCount > 0", TraceStatus.OK: "ErrorCount = 0"}
_TOOL_CALLS: Final = {True: "ToolCallCount > 0", False: "ToolCallCount = 0"}

_SPAN_LISTS: Final = {
    "providers": "Provider IN {providers:Array(String)}",
    "models": "(RequestModel IN {models:Array(String)} OR ResponseModel IN {models:Array(String)})",
    "operations": "Operation IN {operations:Array(String)}",
    "environments": "Environment IN {environments:Array(String)}",
    "services": "ServiceName IN {services:Array(String)}",
    "sessions": "SessionId IN {sessions:Array(String)}",
    "users": "UserId IN {users:Array(String)}",
}
_SPAN_TOKENS: Final = (
    "if(isNull(InputTokens) AND isNull(OutputTokens), NULL, ifNull(InputTokens, 0) + ifNull(OutputTokens, 0))"
)
_SPAN_LIMITS: Final = {
    "min_tokens": f"{_SPAN_TOKENS} >= {{min_tokens:Int64}}",
    "max_tokens": f"{_SPAN_TOKENS} <= {{max_tokens:Int64}}",
    "min_duration_ns": "Duration >= {min_duration_ns:Int64}",
    "max_duration_ns": "Duration <= {max_duration_ns:Int64}",
    "min_cost": "Cost >= {min_cost:Float64}",
    "max_cost": "Cost <= {max_cost:Float64}",
}
_SPAN_STATUS: Final = {TraceStatus.ERROR: "StatusCode = 'Error'", TraceStatus.OK: "StatusCode != 'Error'"}


@dataclass(frozen=True, slots=True)
class Question:
    """The pieces of SQL that a filter adds to a statement, and the values they are bound to."""

    conditions: str = ""
    """Starts with AND, or is empty."""
    of_rows: str = ""
    """Of the conditions those that a trace's row can answer, as against the texts of its spans."""
    held: Mapping[str, str] = field(default_factory=dict)
    """Words and attributes by a name for each, as conditions on a span."""
    words: str = ""
    """Columns of a span, one per word and attribute: whether the span holds it. Starts with a comma, or is empty."""
    found: str = ""
    """Columns of a trace, one per word and attribute: whether any of its spans holds it."""
    parameters: Mapping[str, Any] = field(default_factory=dict)


def of_traces(asked: TraceFilter) -> Question:
    """The filter on traces, in terms of the columns of `traces.sql`. The window of time is not part of it.

    A trace that says nothing of its tokens, or cost, meets no limit on them. Raises InvalidRequestError for more than
    MAX_WORDS words or MAX_ATTRIBUTES attributes.
    """
    conditions, parameters = _given(asked, {**_TRACE_LISTS, **_TRACE_LIMITS})
    if asked.status is not None:
        conditions.append(_TRACE_STATUS[asked.status])
    if asked.tool_calls is not None:
        conditions.append(_TOOL_CALLS[asked.tool_calls])
    held, values = _held(asked)
    return Question(
        conditions=_all([*conditions, *(f"found_{name}" for name in held)]),
        of_rows=_all(conditions),
        held=held,
        words="".join(f",\n        {condition} AS has_{name}" for name, condition in held.items()),
        found="".join(f",\n        max(has_{name}) AS found_{name}" for name in held),
        parameters={**parameters, **values},
    )


def of_spans(asked: SpanFilter) -> Question:
    """The filter on spans, in terms of the columns of the table `spans`. Otherwise as `of_traces`."""
    conditions, parameters = _given(asked, {**_SPAN_LISTS, **_SPAN_LIMITS})
    if asked.status is not None:
        conditions.append(_SPAN_STATUS[asked.status])
    if asked.name:
        conditions.append("SpanName = {name:String}")
        parameters["name"] = asked.name
    held, values = _held(asked)
    conditions += held.values()
    return Question(conditions=_all(conditions), parameters={**parameters, **values})


def _given(asked: TraceFilter | SpanFilter, known: Mapping[str, str]) -> tuple[list[str], dict[str, Any]]:
    given = {name: value for name in known if (value := getattr(asked, name)) not in (None, ())}
    parameters = {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}
    return [known[name] for name in given], parameters


def _held(asked: TraceFilter | SpanFilter) -> tuple[dict[str, str], dict[str, Any]]:
    """What a span must hold, by a name for it: the words and attributes as conditions, and their values."""
    words = _words(asked.text)
    held = {name: _holds(name) for name in words}
    values: dict[str, Any] = {**words}
    pairs = list(dict.fromkeys(asked.attributes))
    if len(pairs) > MAX_ATTRIBUTES:
        raise InvalidRequestError(f"a filter takes at most {MAX_ATTRIBUTES} attributes")
    for number, (key, value) in enumerate(pairs):
        name = f"attribute_{number}"
        held[name] = f"({_says('SpanAttributes', name)} OR {_says('ResourceAttributes', name)})"
        values |= {f"{name}_key": key, f"{name}_texts": _texts(value)}
    return held, values


def _says(attributes: str, name: str) -> str:
    key = f"{{{name}_key:String}}"
    return f"(mapContains({attributes}, {key}) AND {attributes}[{key}] IN {{{name}_texts:Array(String)}})"


def _texts(value: str) -> list[str]:
    """The value, and as which texts a column holds the same number."""
    found = [value]
    if _NUMBER.fullmatch(value) and math.isfinite(number := float(value)):
        found.append(repr(number))
        if number.is_integer() and abs(number) < 2**53:
            found.append(str(int(number)))
    return list(dict.fromkeys(found))


def _words(text: str) -> dict[str, str]:
    words = list(dict.fromkeys(text.split()))
    if len(words) > MAX_WORDS:
        raise InvalidRequestError(f"a free text filter takes at most {MAX_WORDS} words")
    return {f"word_{number}": word for number, word in enumerate(words)}


def _holds(parameter: str) -> str:
    word = f"{{{parameter}:String}}"
    within = "arrayExists(text -> positionCaseInsensitiveUTF8(text, {word}) > 0, mapValues({map}))"
    attributes = within.format(word=word, map="SpanAttributes")
    events = within.format(word=word, map="event")
    return (
        f"(positionCaseInsensitiveUTF8(SpanName, {word}) > 0 OR positionCaseInsensitiveUTF8(StatusMessage, {word}) > 0"
        f" OR {attributes} OR arrayExists(event -> {events}, Events.Attributes))"
    )


def _all(conditions: Sequence[str]) -> str:
    return "".join(f"\n  AND {condition}" for condition in conditions)
