"""Whatever is settled, and whenever: answers are those that the spans give."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from support.spans import SECOND, START, chat, make_span, trace_id
from support.stores import DAY, Store
from to11.model.errors import UnavailableError
from to11.model.search import Cursor, TraceFilter, TraceStatus, TraceSummary
from to11.store import filters, slices, trace_list, traces
from to11.store import settling as module
from to11.store.client import StoreClient
from to11.store.settling import Settling
from to11.store.slices import Cut

HOUR = 3600 * SECOND
WINDOW = TraceFilter(START - DAY, START + DAY)
NAMES = [f"t{number}" for number in range(12)]
FILTERS: list[dict[str, Any]] = [
    {},
    {"status": TraceStatus.OK},
    {"status": TraceStatus.ERROR, "providers": ("openai",)},
    {"min_tokens": 20},
    {"max_tokens": 40},
    {"users": ("u1", "u2")},
    {"text": "apple"},
    {"text": "pear apple", "providers": ("openai",)},
    {"attributes": (("note", "pear"),)},
]


@pytest.fixture
def store(client: StoreClient) -> Store:
    """Not settled unless a test does so."""
    return Store(client)


@pytest.fixture
def settle(settling: Settling) -> Callable[[], None]:
    def all_of_it() -> None:
        while settling.step():
            pass

    return all_of_it


@pytest.fixture(
    params=[("worked out", "whole"), ("searched", "at places"), ("worked out", "at places that do not suffice")],
    ids=", ".join,
)
def ways(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """How a list finds what is not settled, and how it reads what is."""
    fresh, settled = request.param
    if fresh == "searched":
        monkeypatch.setattr(trace_list, "MOST_FRESH_SPANS", 0)
    if settled != "whole":
        monkeypatch.setattr(slices, "ROWS", Cut(first_ns=1, times=10**15))
    if settled == "at places that do not suffice":
        monkeypatch.setattr(traces, "_SPARE", 1)


def of_spans(store: Store, **asked: Any) -> list[TraceSummary]:
    """What the spans themselves say, of all traces."""
    question = filters.of_traces(TraceFilter(START - DAY, START + DAY, **asked))
    found = traces.whole(store.client, store.project, [trace_id(name).hex() for name in NAMES], question)
    return [trace for trace in found if START - DAY <= trace.start_ns < START + DAY]


def pages(store: Store, asked: TraceFilter, limit: int) -> list[TraceSummary]:
    found: list[TraceSummary] = []
    cursor: Cursor | None = None
    while True:
        page, cursor = store.page(asked, cursor, limit)
        found += page
        if cursor is None:
            return found


def write_some(store: Store, chance: random.Random, received: int) -> None:
    """Some spans of some traces: new ones, late ones, and such as are sent again with other words, times and tokens."""
    spans = []
    for _ in range(chance.randrange(1, 8)):
        trace, number = chance.choice(NAMES), chance.randrange(4)
        values = {"note": chance.choice(["apple", "pear", "apple and pear"]), "user.id": f"u{chance.randrange(5)}"}
        start = START + chance.choice([0, 1, SECOND, 59 * 60 * SECOND, -HOUR // 2])
        spans.append(
            chat(
                f"{trace} {number}",
                trace=trace,
                parent=f"{trace} {number - 1}" if number else "",
                start=start,
                tokens=(chance.randrange(30), chance.randrange(10)),
                values=values,
                error="no" if chance.random() < 0.2 else None,
            )
        )
    store.write(*spans, received=received)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.usefixtures("ways")
def test_a_list_is_what_the_spans_say(store: Store, settle: Callable[[], None], seed: int) -> None:
    chance = random.Random(seed)
    for number in range(6):
        write_some(store, chance, START + number * SECOND)
        if chance.random() < 0.5:
            settle()
        asked = chance.choice(FILTERS)
        assert pages(store, TraceFilter(START - DAY, START + DAY, **asked), 3) == of_spans(store, **asked)
    settle()
    for asked in FILTERS:
        assert pages(store, TraceFilter(START - DAY, START + DAY, **asked), 5) == of_spans(store, **asked)


def test_figures_hold_settled_and_other_traces_once(store: Store, settle: Callable[[], None]) -> None:
    store.write(chat("a", trace="a", tokens=(1, 1)), chat("b", trace="b", tokens=(2, 2)))
    settle()
    store.write(chat("b2", trace="b", parent="b", tokens=(3, 3), error="no"), chat("c", trace="c", tokens=(4, 4)))
    stats = store.reader.stats(store.project, WINDOW)
    assert (stats.traces.count, stats.traces.error_count, stats.span_count, stats.traces.input_tokens) == (3, 1, 4, 8)
    assert stats.models[0].calls.count == 3
    histogram = store.reader.histogram(store.project, WINDOW, 10)
    assert sum(bucket.count for bucket in histogram.buckets) == 3
    assert store.reader.facets(store.project, WINDOW).providers[0].count == 3


def test_a_trace_that_begins_earlier_than_was_known_moves(store: Store, settle: Callable[[], None]) -> None:
    store.write(make_span("child", parent="root"))
    settle()
    store.write(make_span("root", start=START - 5 * HOUR))
    settle()
    assert [(trace.name, trace.start_ns) for trace in store.traces()] == [("root", START - 5 * HOUR)]
    assert store.traces(start=START - HOUR) == []
    store.write(make_span("root", start=START - 2 * HOUR), received=START + 1)
    settle()
    assert [trace.start_ns for trace in store.traces()] == [START - 2 * HOUR]
    assert store.reader.summary(store.project, trace_id("trace").hex()) == store.traces()[0]
    histogram = store.reader.histogram(store.project, WINDOW, 48)
    assert [bucket.count for bucket in histogram.buckets] == [1]


def test_a_word_of_an_earlier_version_is_not_found(store: Store, settle: Callable[[], None]) -> None:
    store.write(make_span("span", values={"note": "first draft"}))
    store.write(make_span("span", values={"note": "final"}), received=START + 1)
    settle()
    assert store.names(text="draft") == []
    assert store.names(text="final") == ["span"]


def test_a_settling_that_is_cut_off_is_done_again(
    store: Store, client: StoreClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted = Settling(client)
    while interrupted.step():
        pass
    store.write(chat("call", trace="t0"))

    def full(_: object) -> None:
        raise UnavailableError("the disk is full")

    monkeypatch.setattr(interrupted, "_move", full)
    with pytest.raises(UnavailableError):
        interrupted.step()
    before = store.traces()
    again = Settling(client)
    assert again.step()
    assert not again.step()
    assert store.traces() == before == of_spans(store)
    monkeypatch.undo()


def test_what_fails_is_tried_in_smaller_steps_and_then_left_out(
    store: Store, client: StoreClient, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    settle()
    fine, poor = Store(client), store
    poor.write(make_span("poor"))
    fine.write(make_span("fine"))
    failing = Settling(client)
    rows = failing._rows

    def short_of_memory(parameters: dict[str, Any]) -> Any:
        if parameters["project"] == poor.project:
            raise UnavailableError("out of memory")
        return rows(parameters)

    monkeypatch.setattr(failing, "_rows", short_of_memory)
    for _ in range(module._HALVES):
        with pytest.raises(UnavailableError):
            failing.step()
    while failing.step():
        pass
    assert fine.names() == ["fine"]
    poor.write(make_span("child", parent="poor"))
    assert poor.names() == ["poor"]


def test_what_was_settled_long_ago_is_forgotten(
    store: Store, client: StoreClient, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_KEPT_NS", -2 * HOUR)
    store.write(make_span("root"))
    fresh = Settling(client)
    while fresh.step():
        pass
    (row,) = client.query("SELECT count() AS Rows FROM touched_traces", {}, doing="testing")
    assert row["Rows"] == 0
    assert store.names() == ["root"]


def test_a_clock_that_is_set_back_hides_nothing(
    store: Store, client: StoreClient, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(make_span("root"))
    settle()
    monkeypatch.setattr("to11.store.client.time.time_ns", lambda: START)
    store.write(make_span("child", parent="root"))
    assert [trace.span_count for trace in store.traces()] == [2]
    settle()
    assert [trace.span_count for trace in store.traces()] == [2]


def test_another_projects_row_is_its_own(store: Store, client: StoreClient, settle: Callable[[], None]) -> None:
    other = Store(client)
    store.write(make_span("mine"))
    other.write(make_span("theirs", error="no"))
    settle()
    assert (store.names(), other.names()) == (["mine"], ["theirs"])
    assert store.names(text="theirs") == []
