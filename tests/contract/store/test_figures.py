"""Spans by filter, sessions, statistics."""

from typing import Any

import pytest

from support.spans import SECOND, START, chat, make_span
from support.stores import DAY, Store
from to11.model import genai
from to11.model.search import SpanFilter, Tally, TraceFilter, TraceStatus
from to11.store.figures import MAX_BUCKETS, width

MINUTE = 60 * SECOND


@pytest.fixture
def filled(store: Store) -> Store:
    """Two sessions: one with two traces, one of which failed, and one with one trace; and a trace of no session."""
    store.write(
        make_span("a", trace="a", duration=2 * SECOND, values={genai.SESSION_ID: "s-1", genai.USER_ID: "u"}),
        chat("a call", trace="a", parent="a", tokens=(10, 1), cost=0.5, values={genai.SESSION_ID: "s-1"}),
        make_span("b", trace="b", start=START + MINUTE, duration=4 * SECOND, values={genai.SESSION_ID: "s-1"}),
        chat("b call", trace="b", parent="b", start=START + MINUTE, tokens=(20, 2), duration=3 * SECOND, error="no"),
        chat(
            "c",
            trace="c",
            start=START + 60 * MINUTE,
            duration=6 * SECOND,
            tokens=(30, 3),
            values={genai.SESSION_ID: "s-2", genai.PROVIDER: "anthropic", genai.REQUEST_MODEL: "claude"},
        ),
        make_span("d", trace="d", start=START + 2 * MINUTE, duration=8 * SECOND),
    )
    return store


def window(**asked: Any) -> TraceFilter:
    return TraceFilter(START - DAY, START + DAY, **asked)


def test_sessions(filled: Store) -> None:
    sessions, more = filled.reader.sessions(filled.project, window())
    assert more is None
    second, first = sessions
    assert (second.session_id, second.trace_count, second.models) == ("s-2", 1, ("claude",))
    assert (first.session_id, first.trace_count, first.span_count, first.error_count) == ("s-1", 2, 4, 1)
    assert (first.start_ns, first.last_ns, first.users) == (START, START + MINUTE, ("u",))
    assert (first.input_tokens, first.output_tokens, first.cost) == (30, 3, 0.5)


def test_sessions_of_a_filter(filled: Store) -> None:
    filled.write(make_span("both", trace="c", id="x", start=START + 60 * MINUTE, values={genai.SESSION_ID: "s-3"}))
    found, _ = filled.reader.sessions(filled.project, window(sessions=("s-3", "s-1"), status=TraceStatus.OK))
    assert [(session.session_id, session.trace_count) for session in found] == [("s-3", 1), ("s-1", 1)]


def test_stats(filled: Store) -> None:
    stats = filled.reader.stats(filled.project, window())
    assert stats.span_count == 6
    assert stats.traces == Tally(4, 1, 60, 6, 0.5, 5 * SECOND, round(7.7 * SECOND))
    assert [(model.provider, model.model, model.calls.count) for model in stats.models] == [
        ("openai", "gpt-4o", 2),
        ("anthropic", "claude", 1),
    ]
    openai = stats.models[0].calls
    assert (openai.error_count, openai.input_tokens, openai.output_tokens, openai.cost) == (1, 30, 3, 0.5)
    assert openai.p50_duration_ns == 2 * SECOND
    assert [bucket.traces.count for bucket in stats.buckets] == [3, 1]
    assert [bucket.start_ns % stats.bucket_ns for bucket in stats.buckets] == [0, 0]
    assert sum(bucket.traces.input_tokens for bucket in stats.buckets) == 60


def test_stats_of_a_filter_count_only_what_it_finds(filled: Store) -> None:
    stats = filled.reader.stats(filled.project, window(providers=("anthropic",)))
    assert (stats.traces.count, stats.span_count, [model.model for model in stats.models]) == (1, 1, ["claude"])


def test_stats_of_nothing(store: Store) -> None:
    stats = store.reader.stats(store.project, window())
    assert (stats.traces, stats.span_count, stats.models, stats.buckets) == (Tally(), 0, (), ())


def test_calls_that_count_for_the_tree_only_are_no_calls(store: Store) -> None:
    store.write(chat("client", tokens=(10, 5)), chat("gateway", parent="client", tokens=(11, 6)))
    (model,) = store.reader.stats(store.project, window()).models
    assert (model.calls.count, model.calls.input_tokens) == (1, 11)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["c", "d", "b", "b call", "a", "a call"]),
        ({"status": TraceStatus.ERROR}, ["b call"]),
        ({"status": TraceStatus.OK, "providers": ("openai",)}, ["a call"]),
        ({"name": "d"}, ["d"]),
        ({"models": ("claude",)}, ["c"]),
        ({"operations": ("chat",), "services": ("service",)}, ["c", "b call", "a call"]),
        ({"sessions": ("s-1",), "users": ("u",)}, ["a"]),
        ({"environments": ("prod",)}, []),
        ({"min_tokens": 22, "max_tokens": 32}, ["b call"]),
        ({"min_cost": 0.1}, ["a call"]),
        ({"max_cost": 0.1}, []),
        ({"min_duration_ns": 3 * SECOND, "max_duration_ns": 4 * SECOND}, ["b", "b call"]),
        ({"text": "CALL b"}, ["b call"]),
    ],
)
def test_spans_by_filter(filled: Store, asked: dict[str, Any], names: list[str]) -> None:
    found = filled.spans(**asked)
    assert sorted(span.name for span in found) == sorted(names)
    assert [span.start_ns for span in found] == sorted((span.start_ns for span in found), reverse=True)


def test_a_page_of_spans_is_as_it_was_sent(filled: Store) -> None:
    asked = SpanFilter(START - DAY, START + DAY, name="c")
    (found,), _ = filled.reader.spans(filled.project, asked)
    assert [found] == filled.reader.trace(filled.project, found.trace_id)


@pytest.mark.parametrize("length", [SECOND, 8 * 60 * MINUTE, 60 * DAY, 3650 * DAY])
def test_buckets_are_few_and_round(length: int) -> None:
    assert width(START, START + length) * MAX_BUCKETS >= length
    assert width(START, START + length) % SECOND == 0
