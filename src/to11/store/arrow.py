"""Small helpers that turn plain Python lists into Arrow arrays; no value of a span makes them fail.

Every number is clamped or dropped to what its column holds, because one absurd span must not hold up the batch.
"""

from collections.abc import Sequence
from itertools import accumulate

import pyarrow as pa
import pyarrow.compute as pc

MAX_NS = (2**32) * 1_000_000_000 - 1
"""Latest time a column holds, in nanoseconds since the epoch: the end of 2106-02-07T06:28:15Z, the last whole second
that fits ClickHouse's 32-bit seconds, on which the sort key is built. Later times are clamped to it."""

MAX_COUNT = 2**48
"""Largest count a column takes; a greater one is no count, and dropping it keeps sums within 64 bits."""


def strings(values: Sequence[str | bytes]) -> pa.Array:
    """UTF-8 strings or raw bytes, whichever the list holds, for a String column."""
    kind = pa.large_binary() if values and isinstance(values[0], bytes) else pa.large_string()
    return pa.array(values, type=kind)


def hexadecimal(ids: Sequence[bytes]) -> pa.Array:
    """Ids of any length as lower-case hex; an empty id becomes an empty string."""
    text = b"".join(ids).hex().encode()
    ends = pa.array([0, *accumulate(2 * len(item) for item in ids)], type=pa.int32())
    return pa.StringArray.from_buffers(len(ids), ends.buffers()[1], pa.py_buffer(text))


def words(values: Sequence[str]) -> pa.Array:
    """Strings of few distinct values, dictionary-encoded for a LowCardinality column."""
    return pa.array(values, type=pa.string()).dictionary_encode()


def names_of(codes: Sequence[int], names: Sequence[str]) -> pa.Array:
    """Enum numbers as their names; a number without a name is read as 0, as an open protobuf enum may hold any."""
    numbers = pa.array(codes, type=pa.int32())
    known = pc.and_(pc.greater_equal(numbers, 0), pc.less(numbers, len(names)))
    return pa.DictionaryArray.from_arrays(pc.if_else(known, numbers, 0).cast(pa.int8()), pa.array(names))


def pick(indices: pa.Array, values: pa.Array) -> pa.Array:
    """`values[i]` for each index, as a dictionary: each value is written once, however many spans share it."""
    coded = values.dictionary_encode()
    return pa.DictionaryArray.from_arrays(coded.indices.take(indices), coded.dictionary)


def times(values: Sequence[int]) -> pa.Array:
    """Nanoseconds since the epoch, 0 to 2^64-1, as timestamps no later than MAX_NS."""
    return clamp(values).cast(pa.timestamp("ns", tz="UTC"))


def clamp(values: Sequence[int]) -> pa.Array:
    """Nanoseconds, 0 to 2^64-1, as int64 no greater than MAX_NS."""
    limit = pa.scalar(MAX_NS, type=pa.uint64())
    return pc.min_element_wise(pa.array(values, type=pa.uint64()), limit).cast(pa.int64())


def durations(starts: Sequence[int], ends: Sequence[int]) -> pa.Array:
    """Nanoseconds from start to end, both clamped; 0 where the end comes before the start."""
    return pc.max_element_wise(pc.subtract(clamp(ends), clamp(starts)), 0).cast(pa.uint64())


def counts(values: Sequence[int | None], kind: pa.DataType, limit: int) -> pa.Array:
    """Optional counts; a number that is negative or greater than `limit` is dropped (None)."""
    try:
        array = pa.array(values, type=kind)
    except (OverflowError, pa.ArrowInvalid):
        array = pa.array([v if v is not None and 0 <= v <= limit else None for v in values], type=kind)
    return pc.if_else(pc.less_equal(array, pa.scalar(limit, type=kind)), array, pa.scalar(None, type=kind))


def numbers(values: Sequence[float | None]) -> pa.Array:
    """Optional doubles; NaN and infinities are dropped (None), since they would spoil every sum."""
    array = pa.array(values, type=pa.float64())
    return pc.if_else(pc.is_finite(array), array, pa.scalar(None, type=pa.float64()))


def lists(ends: Sequence[int], items: pa.Array) -> pa.Array:
    """One list per row; row i holds `items[ends[i]:ends[i + 1]]`, and `ends` begins with 0."""
    return pa.ListArray.from_arrays(pa.array(ends, type=pa.int32()), items)


def maps(ends: Sequence[int], keys: Sequence[str], values: Sequence[str]) -> pa.Array:
    """One map per row; row i holds the pairs from `ends[i]` to `ends[i + 1]`, and `ends` begins with 0."""
    offsets = pa.array(ends, type=pa.int32())
    return pa.MapArray.from_arrays(offsets, pa.array(keys, type=pa.string()), strings(values))
