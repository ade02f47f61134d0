"""Small helpers that turn what spans say into what columns hold; no value of a span makes them fail.

Every number is clamped or dropped to what its column holds, because one absurd span must not hold up the batch.
"""

from binascii import hexlify
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

MAX_NS = (2**32) * 1_000_000_000 - 1
"""Latest time a column holds, in nanoseconds since the epoch: the end of 2106-02-07T06:28:15Z, the last whole second
that fits ClickHouse's 32-bit seconds, on which the sort key is built. Later times are clamped to it."""

MAX_COUNT = 2**48
"""Largest count a column takes; a greater one is no count, and dropping it keeps sums within 64 bits."""


def hexadecimal(ids: pa.BinaryArray) -> pa.StringArray:
    """Ids of any length as lower-case hex; an empty id becomes an empty string."""
    if not len(ids):
        return pa.array([], type=pa.string())
    _, ends, data = ids.buffers()
    places = np.frombuffer(ends, dtype=np.int32, count=len(ids) + 1, offset=4 * ids.offset)
    first, last = int(places[0]), int(places[-1])
    text = hexlify(memoryview(data)[first:last]) if last > first else b""
    return pa.StringArray.from_buffers(len(ids), pa.py_buffer((places - first) * 2), pa.py_buffer(text))


def words(values: pa.StringArray) -> pa.DictionaryArray:
    """Strings of few distinct values, dictionary-encoded for a LowCardinality column."""
    return values.dictionary_encode()


def names_of(codes: pa.Int32Array, names: Sequence[str]) -> pa.DictionaryArray:
    """Enum numbers as their names; a number without a name is read as 0, as an open protobuf enum may hold any."""
    known = pc.and_(pc.greater_equal(codes, 0), pc.less(codes, len(names)))
    return pa.DictionaryArray.from_arrays(pc.if_else(known, codes, 0).cast(pa.int8()), pa.array(names))


def pick(indices: pa.Int32Array, values: pa.Array) -> pa.DictionaryArray:
    """`values[i]` for each index, as a dictionary: each value is written once, however many spans share it."""
    coded = values.dictionary_encode()
    return pa.DictionaryArray.from_arrays(coded.indices.take(indices), coded.dictionary)


def times(values: pa.UInt64Array) -> pa.Array:
    """Nanoseconds since the epoch, 0 to 2^64-1, as timestamps no later than MAX_NS."""
    return clamp(values).cast(pa.timestamp("ns", tz="UTC"))


def clamp(values: pa.UInt64Array) -> pa.Int64Array:
    """Nanoseconds, 0 to 2^64-1, as int64 no greater than MAX_NS."""
    return pc.min_element_wise(values, pa.scalar(MAX_NS, type=pa.uint64())).cast(pa.int64())


def durations(starts: pa.UInt64Array, ends: pa.UInt64Array) -> pa.UInt64Array:
    """Nanoseconds from start to end, both clamped; 0 where the end comes before the start."""
    return pc.max_element_wise(pc.subtract(clamp(ends), clamp(starts)), 0).cast(pa.uint64())


def counts(values: pa.UInt64Array) -> pa.UInt64Array:
    """Optional counts; one greater than MAX_COUNT is dropped (null)."""
    return pc.if_else(pc.less_equal(values, pa.scalar(MAX_COUNT, type=pa.uint64())), values, None)
