"""Copies of the pool's traces over days with a rhythm: rows of the span table, in the order in which they come in."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from bench.query.pool import Numbers, Pool
from bench.query.templates import Placeholder
from to11.store import arrow

SECOND = 1_000_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR
USERS = 5000
_SESSION_NS = HOUR // 2
_EXPORT_NS = 5 * SECOND
"""A stock SDK sends what has ended every five seconds."""

_RHYTHM = (2, 1, 1, 1, 1, 2, 3, 5, 8, 10, 11, 11, 10, 10, 11, 11, 10, 9, 8, 7, 6, 5, 4, 3)
"""Traces by hour of the day."""
_WEEKEND = 0.4


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of the span table; what `Writer.write` takes."""

    table: pa.Table

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def to_arrow(self) -> pa.Table:
        """The table itself."""
        return self.table


@dataclass(frozen=True, slots=True)
class Copies:
    """A day's rows by when they were received, with their bytes as sent, and its traces of a thousand spans."""

    rows: pa.Table
    sent_bytes: int
    thousand: list[str]

    def batches(self, size: int) -> Iterator[Rows]:
        """The rows in inserts of a size."""
        for start in range(0, self.rows.num_rows, size):
            yield Rows(self.rows.slice(start, size))


class Traffic:
    """About `spans` spans over whole days that end at `end_ns`. One seed always gives the same traffic."""

    def __init__(self, pool: Pool, *, spans: int, days: int, end_ns: int, seed: int = 11) -> None:
        self._pool = pool
        self._chance = np.random.default_rng(seed)
        self._starts = [end_ns - (days - number) * DAY for number in range(days)]
        weights = np.array([_weight(start) for start in self._starts])
        traces = spans / float(pool.spans @ pool.shares)
        self._counts = np.round(traces * weights / weights.sum()).astype(int)
        self._end_ns = end_ns
        self._users = 1 / (np.arange(USERS) + 10.0)
        self._users /= self._users.sum()

    def days(self) -> Iterator[Copies]:
        """One day after the other."""
        for start, count in zip(self._starts, self._counts, strict=True):
            yield self._day(start, int(count))

    def _day(self, start: int, count: int) -> Copies:
        pool = self._pool
        template = self._chance.choice(len(pool.shares), size=count, p=pool.shares)
        began = start + self._times(start, count)
        spans = pool.spans[template]
        trace = np.repeat(np.arange(count), spans)
        first = np.repeat(np.cumsum(spans) - spans, spans)
        place = np.arange(len(trace)) - first
        source = pool.first[template][trace] + place
        starts = began[trace] + pool.offset[source]
        ends = starts + pool.duration[source]
        received = ends + self._chance.integers(SECOND // 100, _EXPORT_NS, len(ends))
        parent = pool.parent[source]
        trace_ids, span_ids = self._ids(count, 16), self._ids(len(trace), 8)
        parents = span_ids.take(pa.array(np.maximum(parent, 0) + first))
        rows = _replaced(
            pool.rows.take(pa.array(source)),
            {
                "ReceivedAt": arrow.times(pa.array(received.astype(np.uint64))),
                "Timestamp": arrow.times(pa.array(starts.astype(np.uint64))),
                "TraceId": trace_ids.take(pa.array(trace)),
                "SpanId": span_ids,
                "ParentSpanId": pc.if_else(pa.array(parent >= 0), parents, ""),
            },
        )
        rows = self._placed(rows, trace, began)
        rows = _replaced(rows, {"SpanProto": _timed(rows["SpanProto"], pool.times_at[source], starts, ends)})
        order = np.argsort(received, kind="stable")
        order = order[received[order] < self._end_ns]
        big = np.flatnonzero(np.isin(template, list(pool.thousand)) & (began + HOUR < self._end_ns))
        return Copies(
            rows=rows.take(pa.array(order)),
            sent_bytes=int(pool.size[source][order].sum()),
            thousand=trace_ids.take(pa.array(big)).to_pylist(),
        )

    def _times(self, start: int, count: int) -> Numbers:
        """Times of a day, by its rhythm, in order."""
        hours = (start // HOUR + np.arange(24)) % 24
        weights = np.array(_RHYTHM, dtype=float)[hours]
        hour = self._chance.choice(24, size=count, p=weights / weights.sum())
        return np.sort(hour * HOUR + self._chance.integers(0, HOUR, count))

    def _ids(self, count: int, size: int) -> pa.StringArray:
        ends = pa.py_buffer(np.arange(0, (count + 1) * size, size, dtype=np.int32))
        raw = pa.py_buffer(self._chance.bytes(count * size))
        return arrow.hexadecimal(pa.BinaryArray.from_buffers(pa.binary(), count, [None, ends, raw]))

    def _placed(self, rows: pa.Table, trace: Numbers, began: Numbers) -> pa.Table:
        """The rows with users, sessions and ids of responses in the places that were held for them."""
        count = len(began)
        users = self._chance.choice(USERS, size=count, p=self._users)
        said = pa.array([f"user-{user:05}" for user in users]).take(pa.array(trace))
        sessions = pa.array(
            [f"session-{user:05}-{time:x}" for user, time in zip(users, began // _SESSION_NS, strict=True)]
        ).take(pa.array(trace))
        answers = pc.binary_join_element_wise("chatcmpl", self._ids(len(trace), 12), "-")
        attributes = rows["SpanAttributes"].combine_chunks()
        owner = np.repeat(np.arange(len(trace)), np.diff(attributes.offsets.to_numpy()))
        items = attributes.items
        for placeholder, values in {
            Placeholder.USER: said,
            Placeholder.SESSION: sessions,
            Placeholder.RESPONSE: answers,
        }.items():
            held = pc.equal(items, placeholder.value)
            places = pa.array(owner[held.to_numpy(zero_copy_only=False)])
            items = pc.replace_with_mask(items, held, values.take(places))
        return _replaced(
            rows,
            {
                "SpanAttributes": pa.MapArray.from_arrays(attributes.offsets, attributes.keys, items),
                "UserId": pc.if_else(pc.equal(rows["UserId"], Placeholder.USER.value), said, ""),
                "SessionId": pc.if_else(pc.equal(rows["SessionId"], Placeholder.SESSION.value), sessions, ""),
            },
        )


def _weight(start: int) -> float:
    return _WEEKEND if (start // DAY + 3) % 7 >= 5 else 1.0


def _timed(messages: pa.ChunkedArray, times_at: Numbers, starts: Numbers, ends: Numbers) -> pa.BinaryArray:
    """The stored messages with these times in them."""
    array = messages.combine_chunks()
    _, offsets, data = array.buffers()
    places = np.frombuffer(offsets, dtype=np.int32, count=len(array) + 1)
    changed = np.frombuffer(data, dtype=np.uint8).copy()
    for at, times in ((times_at, starts), (times_at + 9, ends)):
        changed[(places[:-1] + at)[:, None] + np.arange(8)] = _octets(times)
    return pa.BinaryArray.from_buffers(pa.binary(), len(array), [None, offsets, pa.py_buffer(changed)])


def _octets(times: Numbers) -> NDArray[np.uint8]:
    return times.astype("<u8").view(np.uint8).reshape(-1, 8)


def _replaced(rows: pa.Table, columns: dict[str, pa.Array]) -> pa.Table:
    for name, values in columns.items():
        rows = rows.set_column(rows.schema.get_field_index(name), name, values)
    return rows
