"""Counts by time and by value are those of the list with the same filter."""

from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from support.spans import SECOND, START, chat, columns, make_span
from support.stores import DAY, Store
from to11.model import genai
from to11.model.search import Facet, Facets, Histogram, HistogramBucket, TraceFilter, TraceStatus, TraceSummary
from to11.store.overview import MAX_VALUES
from to11.store.writer import Writer

MINUTE = 60 * SECOND
KINDS = ("services", "providers", "models", "operations", "environments")
WINDOW = TraceFilter(START - DAY, START + DAY)


def test_traces_are_counted_by_when_they_start(store: Store) -> None:
    start = START // (10 * MINUTE) * (10 * MINUTE)
    store.write(
        make_span("a", trace="a", start=start),
        make_span("a late child that fails", trace="a", start=start + 15 * MINUTE, error="no"),
        make_span("b", trace="b", start=start + 10 * MINUTE - 1),
        make_span("c", trace="c", start=start + 30 * MINUTE),
    )
    asked = TraceFilter(start, start + 60 * MINUTE)
    assert store.reader.histogram(store.project, asked, 6) == Histogram(
        10 * MINUTE, (HistogramBucket(start, 2, 1), HistogramBucket(start + 30 * MINUTE, 1, 0))
    )
    assert store.reader.histogram(store.project, asked, 60).bucket_ns == MINUTE
    assert store.reader.histogram(store.project, asked, 1).bucket_ns == 60 * MINUTE


def test_the_window_cuts_its_first_and_last_bucket(store: Store) -> None:
    start = START // MINUTE * MINUTE
    store.write(*(make_span(f"{number}", trace=f"{number}", start=start + number * SECOND) for number in range(60)))
    asked = TraceFilter(start + 10 * SECOND, start + 20 * SECOND)
    assert store.reader.histogram(store.project, asked, 1).buckets == (HistogramBucket(start + 10 * SECOND, 10, 0),)
    asked = TraceFilter(start + 15 * SECOND, start + 25 * SECOND)
    assert store.reader.histogram(store.project, asked, 1).buckets == (
        HistogramBucket(start + 10 * SECOND, 5, 0),
        HistogramBucket(start + 20 * SECOND, 5, 0),
    )


def test_values_of_most_traces_come_first(store: Store) -> None:
    store.write(make_span("a", trace="a"), chat("a1", trace="a"), chat("a2", trace="a"), service="rag")
    store.write(
        chat("b", trace="b", values={genai.PROVIDER: "anthropic", genai.REQUEST_MODEL: "claude"}), service="rag"
    )
    store.write(make_span("c", trace="c"), service="alone", resource={genai.ENVIRONMENT: "prod"})
    store.write(make_span("c2", trace="c"), service="besides")
    assert store.reader.facets(store.project, WINDOW) == Facets(
        services=(Facet("rag", 2), Facet("alone", 1), Facet("besides", 1)),
        providers=(Facet("anthropic", 1), Facet("openai", 1)),
        models=(Facet("claude", 1), Facet("gpt-4o", 1)),
        operations=(Facet("chat", 2),),
        environments=(Facet("prod", 1),),
    )


def test_there_are_no_more_values_than_can_be_shown(store: Store) -> None:
    for number in range(MAX_VALUES + 5):
        store.write(make_span(f"{number}", trace=f"{number}"), service=f"service-{number:03}")
    store.write(make_span("again", trace="again"), service="service-104")
    found = store.reader.facets(store.project, WINDOW).services
    assert found[0] == Facet("service-104", 2)
    assert [facet.value for facet in found[1:]] == [f"service-{number:03}" for number in range(MAX_VALUES - 1)]


def test_nothing_is_counted_where_nothing_is_found(store: Store) -> None:
    store.write(make_span("a"))
    other = Store(store.client)
    assert other.reader.histogram(other.project, WINDOW, 60).buckets == ()
    assert other.reader.facets(other.project, WINDOW) == Facets()
    asked = TraceFilter(START - DAY, START + DAY, services=("nobody",))
    assert store.reader.histogram(store.project, asked, 60).buckets == ()
    assert store.reader.facets(store.project, asked) == Facets()


NAMES = st.sampled_from(["", "a", "b", "é'"])
PLACES = st.integers(0, 12 * 60).map(lambda minutes: START - minutes * MINUTE)


@st.composite
def traces(draw: st.DrawFn) -> list[tuple[str, str, Span]]:
    """Spans with their services and environments, of up to eight traces that are no longer than an hour."""
    found = []
    for number in range(draw(st.integers(1, 8))):
        start = draw(PLACES)
        for child in range(draw(st.integers(1, 4))):
            values = {
                genai.OPERATION: draw(NAMES),
                genai.PROVIDER: draw(NAMES),
                genai.REQUEST_MODEL: draw(NAMES),
                genai.RESPONSE_MODEL: draw(NAMES),
                "tag": draw(NAMES),
            }
            span = make_span(
                f"s{child}",
                trace=f"t{number}",
                parent="s0" if child else "",
                start=start + child * draw(st.integers(0, 15)) * MINUTE,
                values=values,
                error=draw(st.sampled_from([None, None, "failed"])),
            )
            found.append((draw(NAMES), draw(NAMES), span))
    return found


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(TraceStatus),
        "services": st.lists(NAMES, max_size=2).map(tuple),
        "providers": st.lists(NAMES, max_size=2).map(tuple),
        "models": st.lists(NAMES, max_size=2).map(tuple),
        "operations": st.lists(NAMES, max_size=2).map(tuple),
        "environments": st.lists(NAMES, max_size=2).map(tuple),
        "attributes": NAMES.map(lambda value: (("tag", value),)),
        "text": st.sampled_from(["failed", "s1", "a"]),
        "max_duration_ns": st.integers(0, 40).map(lambda minutes: minutes * MINUTE),
    },
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    spans=traces(),
    asked=FILTERS,
    window=st.lists(PLACES, min_size=2, max_size=2, unique=True).map(sorted),
    buckets=st.integers(1, 200),
)
def test_counts_are_those_of_the_list(
    store: Store, spans: list[tuple[str, str, Span]], asked: dict[str, Any], window: list[int], buckets: int
) -> None:
    mine = Store(store.client, project=uuid4().hex, settling=store.settling)
    rows = None
    for service, environment, span in spans:
        rows = columns(
            span, project=mine.project, service=service, resource={genai.ENVIRONMENT: environment}, into=rows
        )
    assert rows is not None
    Writer(store.client).write(rows)
    wanted = TraceFilter(window[0], window[1], **asked)
    listed, more = mine.page(wanted, None, 1000)
    assert more is None

    found = mine.reader.histogram(mine.project, wanted, buckets)
    assert found.buckets == by_time(listed, found.bucket_ns)
    assert (wanted.end_ns - wanted.start_ns) <= found.bucket_ns * buckets
    values = mine.reader.facets(mine.project, wanted)
    assert {kind: getattr(values, kind) for kind in KINDS} == {kind: by_value(listed, kind) for kind in KINDS}


def by_time(listed: list[TraceSummary], width: int) -> tuple[HistogramBucket, ...]:
    all_of_them = Counter(trace.start_ns // width * width for trace in listed)
    errors = Counter(trace.start_ns // width * width for trace in listed if trace.status is TraceStatus.ERROR)
    return tuple(HistogramBucket(start, count, errors[start]) for start, count in sorted(all_of_them.items()))


def by_value(listed: list[TraceSummary], kind: str) -> tuple[Facet, ...]:
    counts = Counter(value for trace in listed for value in getattr(trace, kind))
    return tuple(Facet(value, count) for value, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_can_be_asked_for_as_it_is_told(store: Store, kind: str) -> None:
    store.write(chat("a", trace="a"), chat("b", trace="b", values={genai.REQUEST_MODEL: "other"}))
    store.write(make_span("c", trace="c"), service="third", resource={genai.ENVIRONMENT: "prod"})
    for facet in getattr(store.reader.facets(store.project, WINDOW), kind):
        assert len(store.names(**{kind: (facet.value,)})) == facet.count
