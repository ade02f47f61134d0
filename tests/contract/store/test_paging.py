"""Pages show every row once, in order, while more comes in."""

import random

import pytest

from support.spans import SECOND, START, chat, make_span
from support.stores import DAY, Store
from to11.model.search import Cursor, SpanFilter, TraceFilter
from to11.store.slices import SLACK_NS

WINDOW = TraceFilter(START - DAY, START + DAY)
HOUR = 3600 * SECOND


def all_pages(store: Store, asked: TraceFilter, limit: int) -> list[list[str]]:
    pages: list[list[str]] = []
    cursor: Cursor | None = None
    while True:
        page, cursor = store.page(asked, cursor, limit)
        pages.append([row.trace_id for row in page])
        if cursor is None:
            return pages


@pytest.fixture
def starts(store: Store) -> dict[str, int]:
    """Forty traces, scattered over hours, with many ties."""
    scattered = random.Random(1)
    starts = {f"t{number}": START - scattered.choice([0, 1, 2 * HOUR, 2 * HOUR + 1, 9 * HOUR]) for number in range(40)}
    store.write(*(make_span(name, trace=name, start=start) for name, start in starts.items()))
    return starts


@pytest.mark.parametrize("limit", [1, 7, 39, 40, 41])
def test_pages_hold_every_trace_once_in_order(store: Store, starts: dict[str, int], limit: int) -> None:
    pages = all_pages(store, WINDOW, limit)
    shown = [row for page in pages for row in page]
    whole = [(row.start_ns, row.trace_id) for row in store.traces()]
    assert whole == sorted(whole, reverse=True)
    assert shown == [trace_id for _, trace_id in whole]
    assert len(shown) == len(starts)
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    assert pages[-1] != []


def test_a_filter_and_pages_go_together(store: Store, starts: dict[str, int]) -> None:
    store.write(*(chat(f"{name} call", trace=name, parent=name, start=starts[name]) for name in list(starts)[::3]))
    asked = TraceFilter(START - DAY, START + DAY, providers=("openai",), min_tokens=15)
    pages = all_pages(store, asked, 4)
    assert sum(map(len, pages)) == len(set().union(*pages)) == len(list(starts)[::3])


def test_traces_that_come_in_meanwhile_move_nothing(store: Store, starts: dict[str, int]) -> None:
    before = [row.trace_id for row in store.traces()]
    first, cursor = store.page(WINDOW, None, 10)
    store.write(*(make_span(f"new {number}", trace=f"new {number}", start=START + number) for number in range(15)))
    rest, end = store.page(WINDOW, cursor, 100)
    assert [row.trace_id for row in [*first, *rest]] == before
    assert end is None


def test_a_trace_that_straddles_the_window_is_whole_or_absent(store: Store) -> None:
    store.write(
        make_span("root", start=START - 10, duration=3 * HOUR),
        make_span("child", parent="root", start=START + 10),
        chat("late", parent="root", start=START + 2 * HOUR, tokens=(1, 2)),
    )
    (row,) = store.traces(start=START - 20, end=START)
    assert (row.name, row.span_count, row.input_tokens, row.duration_ns) == ("root", 3, 1, 3 * HOUR)
    assert store.traces(start=START, end=START + DAY) == []


def test_a_filter_looks_beyond_the_window_within_the_slack(store: Store) -> None:
    store.write(make_span("root"), chat("call", parent="root", start=START + SLACK_NS - SECOND))
    assert [row.name for row in store.traces(end=START + 1, providers=("openai",), min_tokens=15)] == ["root"]


def test_a_trace_longer_than_the_slack_appears_once_at_its_start(store: Store) -> None:
    store.write(make_span("root", start=START - 20 * HOUR), make_span("late", parent="root"), make_span("b", trace="b"))
    assert [(row.name, row.span_count) for row in store.traces()] == [("b", 1), ("root", 2)]
    assert [(row.name) for row in store.traces(start=START - HOUR)] == ["b"]
    first, cursor = store.page(WINDOW, None, 1)
    second, end = store.page(WINDOW, cursor, 1)
    assert ([row.name for row in first + second], end) == (["b", "root"], None)


def test_pages_of_spans(store: Store) -> None:
    spans = [
        make_span(f"s{number}", trace=f"t{number % 3}", start=START - (number // 4) * HOUR) for number in range(22)
    ]
    store.write(*spans)
    asked = SpanFilter(START - DAY, START + DAY)
    shown: list[tuple[int, str, str]] = []
    cursor: Cursor | None = None
    while True:
        page, cursor = store.reader.spans(store.project, asked, cursor, 5)
        shown += [(span.start_ns, span.trace_id, span.span_id) for span in page]
        if cursor is None:
            break
    assert shown == sorted(shown, reverse=True)
    assert len(set(shown)) == 22


def test_pages_of_sessions(store: Store) -> None:
    for number in range(9):
        values = {"session.id": f"s{number % 5}"}
        store.write(chat(f"c{number}", trace=f"t{number}", start=START + (number // 5) * SECOND, values=values))
    shown: list[str] = []
    cursor: Cursor | None = None
    while True:
        page, cursor = store.reader.sessions(store.project, WINDOW, cursor, 2)
        shown += [session.session_id for session in page]
        if cursor is None:
            break
    assert shown == ["s3", "s2", "s1", "s0", "s4"]
