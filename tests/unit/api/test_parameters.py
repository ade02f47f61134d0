from typing import Any

import pytest
from pydantic import ValidationError

from to11.api.parameters import AHEAD_NS, SpanListParameters, TraceListParameters
from to11.api.times import NS
from to11.model.errors import InvalidRequestError
from to11.model.search import TraceFilter, TraceStatus

NOW = 1_774_459_800 * NS
HOUR = 3600 * NS


def asked(**parameters: Any) -> TraceFilter:
    return TraceListParameters.model_validate(parameters).filter(NOW)


def test_the_default_window_is_eight_hours_and_forgives_clocks_that_run_ahead() -> None:
    assert (asked().start_ns, asked().end_ns) == (NOW - 8 * HOUR, NOW + AHEAD_NS)


def test_a_window_counts_back_from_to() -> None:
    found = asked(window="10m", to="2026-03-25T16:30:00Z")
    assert (found.start_ns, found.end_ns) == (NOW - HOUR - 600 * NS, NOW - HOUR)


def test_from_and_to_are_taken_exactly() -> None:
    found = asked(**{"from": "2026-03-25T15:30:00.000000001Z", "to": "2026-03-25T16:30:00Z"})
    assert (found.start_ns, found.end_ns) == (NOW - 2 * HOUR + 1, NOW - HOUR)


def test_a_window_longer_than_time_itself_begins_at_the_epoch() -> None:
    assert asked(window="99999d").start_ns == 0


@pytest.mark.parametrize(
    "parameters",
    [
        {"from": "2026-03-25T15:30:00Z", "window": "8h"},
        {"from": "2026-03-25T16:30:00Z", "to": "2026-03-25T16:30:00Z"},
        {"from": "2026-03-26T16:30:00Z"},
        {"window": "forever"},
        {"to": "yesterday"},
        {"minTokens": 2, "maxTokens": 1},
        {"minDurationMs": 2, "maxDurationMs": 1},
        {"minCost": 0.2, "maxCost": 0.1},
        {"attribute": ["no equals sign"]},
        {"attribute": ["=no key"]},
    ],
)
def test_contradictions_are_refused_by_name(parameters: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        asked(**parameters)
    assert refused.value.details["fields"]


@pytest.mark.parametrize(
    "parameters",
    [
        {"status": "fine"},
        {"toolCalls": "maybe"},
        {"minTokens": -1},
        {"minTokens": 2**63},
        {"maxCost": "NaN"},
        {"limit": 0},
        {"provider": ["x" * 2000]},
        {"providers": ["openai"]},
        {"min_tokens": 1},
        {"q": "x" * 1001},
    ],
)
def test_values_out_of_bounds_and_unknown_names_are_refused(parameters: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        asked(**parameters)


def test_every_filter_arrives() -> None:
    found = asked(
        status="error",
        provider=["openai", "anthropic"],
        model=["gpt-4o"],
        operation=["chat"],
        environment=["prod"],
        service=["rag"],
        session=["s1"],
        user=["u1"],
        toolCalls="without",
        minTokens="1",
        maxTokens=9,
        minDurationMs=0.5,
        maxDurationMs=2000,
        minCost=0.01,
        maxCost=1,
        q="hello world",
    )
    assert found == TraceFilter(
        start_ns=found.start_ns,
        end_ns=found.end_ns,
        status=TraceStatus.ERROR,
        providers=("openai", "anthropic"),
        models=("gpt-4o",),
        operations=("chat",),
        environments=("prod",),
        services=("rag",),
        sessions=("s1",),
        users=("u1",),
        tool_calls=False,
        min_tokens=1,
        max_tokens=9,
        min_duration_ns=500_000,
        max_duration_ns=2_000_000_000,
        min_cost=0.01,
        max_cost=1.0,
        text="hello world",
    )


def test_tool_calls_left_out_is_neither_with_nor_without() -> None:
    assert (asked().tool_calls, asked(toolCalls="with").tool_calls) == (None, True)


def test_a_page_is_fifty_unless_the_server_allows_less() -> None:
    assert TraceListParameters().page_size(1000) == 50
    assert TraceListParameters().page_size(20) == 20
    assert TraceListParameters(limit=1000).page_size(1000) == 1000
    with pytest.raises(InvalidRequestError):
        TraceListParameters(limit=1001).page_size(1000)


def test_spans_are_found_by_name_too() -> None:
    found = SpanListParameters.model_validate({"name": "chat gpt-4o", "service": ["rag"]}).filter(NOW)
    assert (found.name, found.services, found.start_ns) == ("chat gpt-4o", ("rag",), NOW - 8 * HOUR)


def test_attributes_are_split_at_their_first_equals_sign() -> None:
    assert asked(attribute=["a=b", "c==d=", "e="]).attributes == (("a", "b"), ("c", "=d="), ("e", ""))


def test_attributes_are_no_more_than_the_store_takes() -> None:
    assert len(asked(attribute=[f"k{number}=v" for number in range(16)]).attributes) == 16
    with pytest.raises(ValidationError):
        asked(attribute=[f"k{number}=v" for number in range(17)])
