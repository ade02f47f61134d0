from collections import Counter

import numpy as np
import pyarrow.compute as pc
import pytest

from bench.query import pool
from bench.query.pool import Pool
from bench.query.templates import KINDS, THOUSAND, Author, Placeholder
from bench.query.traffic import DAY, HOUR, SECOND, Copies, Traffic
from to11.store.elision import restore

END = 20_000 * DAY


@pytest.fixture(scope="module")
def small() -> Pool:
    return pool.make("proj_bench", part=0.01)


@pytest.fixture(scope="module")
def days(small: Pool) -> list[Copies]:
    return list(Traffic(small, spans=20_000, days=3, end_ns=END).days())


def test_templates_have_their_shapes() -> None:
    author = Author("test")
    written = {kind.name: author.write(kind) for kind in KINDS}
    assert len(written["call"].spans) == 3
    assert len(written[THOUSAND].spans) == 1000
    for template in written.values():
        assert template.parents[0] == -1
        assert all(0 <= parent < place for place, parent in enumerate(template.parents) if place)


def test_a_pool_is_one_row_a_span(small: Pool) -> None:
    assert small.rows.num_rows == small.first[-1] == len(small.parent) == len(small.size)
    assert set(small.spans[list(small.thousand)]) == {1000}
    assert small.shares.sum() == pytest.approx(1)


def test_there_are_about_as_many_spans_as_wanted(days: list[Copies]) -> None:
    assert sum(day.rows.num_rows for day in days) == pytest.approx(20_000, rel=0.3)


def test_spans_are_about_a_kilobyte(small: Pool) -> None:
    weights = np.repeat(small.shares, small.spans)
    assert (small.size * weights).sum() / weights.sum() == pytest.approx(1024, rel=0.15)


def test_rows_come_in_the_order_of_receipt_and_lie_in_their_days(days: list[Copies]) -> None:
    for number, day in enumerate(days):
        received = np.array(day.rows["ReceivedAt"].cast("int64"))
        assert (np.diff(received) >= 0).all()
        assert received[0] >= END - (3 - number) * DAY
        assert received[-1] < END


def test_ids_are_distinct_and_parents_are_there(days: list[Copies]) -> None:
    rows = days[0].rows
    spans = list(zip(rows["TraceId"].to_pylist(), rows["SpanId"].to_pylist(), strict=True))
    assert len(set(spans)) == len(spans)
    parents = set(zip(rows["TraceId"].to_pylist(), rows["ParentSpanId"].to_pylist(), strict=True))
    assert {parent for parent in parents if parent[1]} <= set(spans)


def test_a_stored_message_has_the_times_and_texts_of_its_columns(days: list[Copies]) -> None:
    for row in days[1].rows.slice(0, 200).to_pylist():
        attributes = dict(row["SpanAttributes"])
        ids = row["TraceId"], row["SpanId"], row["ParentSpanId"]
        span = restore(row["SpanProto"], ids, row["ElidedKeys"], attributes)
        assert span.start_time_unix_nano == row["Timestamp"].value
        assert span.end_time_unix_nano - span.start_time_unix_nano == row["Duration"]
        assert span.name == row["SpanName"]
        assert attributes.get("user.id", "") == row["UserId"]
        assert attributes.get("session.id", "") == row["SessionId"]


def test_no_placeholder_is_left(days: list[Copies]) -> None:
    for day in days:
        items = day.rows["SpanAttributes"].combine_chunks().items
        for placeholder in Placeholder:
            assert not pc.any(pc.equal(items, placeholder.value)).as_py()


def test_the_spans_of_a_trace_begin_with_its_root(days: list[Copies]) -> None:
    starts: dict[str, int] = {}
    roots: dict[str, int] = {}
    for row in days[0].rows.select(["TraceId", "ParentSpanId", "Timestamp"]).to_pylist():
        start = row["Timestamp"].value
        starts[row["TraceId"]] = min(start, starts.get(row["TraceId"], start))
        if not row["ParentSpanId"]:
            roots[row["TraceId"]] = start
    whole = [trace for trace, start in roots.items() if abs(start - starts[trace]) < SECOND]
    assert len(whole) > 0.99 * len(roots)


def test_nights_are_quieter_than_days(small: Pool) -> None:
    (day,) = Traffic(small, spans=30_000, days=1, end_ns=END).days()
    hours = Counter((np.array(day.rows["Timestamp"].cast("int64")) // HOUR % 24).tolist())
    assert sum(hours[hour] for hour in range(9, 17)) > 3 * sum(hours[hour] for hour in range(7))


def test_the_same_seed_gives_the_same_traffic(small: Pool, days: list[Copies]) -> None:
    again = next(iter(Traffic(small, spans=20_000, days=3, end_ns=END).days()))
    assert again.rows.equals(days[0].rows)
    assert again.thousand == days[0].thousand


def test_batches_hold_every_row_once(days: list[Copies]) -> None:
    sizes = [len(rows) for rows in days[2].batches(1000)]
    assert sum(sizes) == days[2].rows.num_rows
    assert set(sizes[:-1]) == {1000}
