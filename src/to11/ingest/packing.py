"""What is left of a span's message once its columns hold the rest; `store.elision` says what, and puts it back.

Nothing is taken on trust: what the packed message lacks is counted byte by byte, and where the sum differs from what
was sent (a field that the view does not know), the message is kept whole.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from to11.ingest import view
from to11.ingest.attributes import Attributes, Mask

_IDS = ("trace_id", "span_id", "parent_span_id")

Sizes = NDArray[np.int64]


def pack(raw: pa.BinaryArray, spans: pa.RecordBatch, attributes: Attributes) -> tuple[pa.BinaryArray, pa.ListArray]:
    """The messages to store, and the keys that were cut out of each. `spans` is what `view.read` made of `raw`, and
    `attributes` theirs, as sent."""
    values = attributes.values
    key_sizes = _sizes(attributes.keys.dictionary)[attributes.codes]
    elided = values.field("string_value").is_valid().to_numpy(zero_copy_only=False)
    if attributes.repeated is not None:
        elided = elided & ~attributes.repeated
    packed = view.write(_without(spans, attributes, elided))
    saved = _per_row(attributes, np.where(elided, _attribute_bytes(key_sizes, _sizes(values.field("string_value"))), 0))
    saved += sum(_field_bytes(_sizes(spans.column(name))) for name in _IDS)
    whole = _sizes(raw) - _sizes(packed) != saved
    blank = (key_sizes == 0) & ~values.is_valid().to_numpy(zero_copy_only=False)
    whole[attributes.owner[blank]] = True  # an attribute that looks like one cut out
    if whole.any():
        packed = pc.if_else(pa.array(whole), raw, packed)
        elided = elided & ~whole[attributes.owner]
    return packed, _keys(attributes, elided)


def _without(spans: pa.RecordBatch, attributes: Attributes, elided: Mask) -> pa.RecordBatch:
    """The spans without their ids, an empty attribute for each that is cut out."""
    column = spans.column("attributes")
    dictionary = attributes.keys.dictionary
    blank = len(dictionary)
    keys = pa.concat_arrays([dictionary, pa.array([""])]).take(pa.array(np.where(elided, blank, attributes.codes)))
    values = attributes.values
    kinds = [values.field(i) for i in range(values.type.num_fields)]
    absent = elided | values.is_null().to_numpy(zero_copy_only=False)
    items = pa.StructArray.from_arrays(
        [
            keys,
            pa.StructArray.from_arrays(kinds, fields=list(values.type), mask=pa.array(absent)),
            column.values.field("key_strindex"),
        ],
        fields=list(column.type.value_type),
    )
    empty = pa.repeat(pa.scalar(b"", type=pa.binary()), len(spans))
    kept = {
        "attributes": pa.ListArray.from_arrays(column.offsets, items, type=column.type),
        **dict.fromkeys(_IDS, empty),
    }
    columns = [kept.get(name, spans.column(name)) for name in spans.schema.names]
    return pa.RecordBatch.from_arrays(columns, schema=spans.schema)


def _keys(attributes: Attributes, elided: Mask) -> pa.ListArray:
    ends = np.concatenate(([0], np.cumsum(_per_row(attributes, elided)))).astype(np.int32)
    keys = pa.DictionaryArray.from_arrays(pa.array(attributes.codes[elided]), attributes.keys.dictionary)
    return pa.ListArray.from_arrays(pa.array(ends), keys)


def _per_row(attributes: Attributes, numbers: NDArray[np.generic]) -> Sizes:
    """Sums over the attributes of each owner."""
    sums = np.concatenate(([0], np.cumsum(numbers, dtype=np.int64)))
    per_row: Sizes = np.diff(sums[attributes.ends])
    return per_row


def _attribute_bytes(keys: Sizes, texts: Sizes) -> Sizes:
    """Bytes that a string attribute takes more than an empty one: KeyValue{key, value: AnyValue{string_value}}."""
    value = 1 + _varint(texts) + texts
    size = _field_bytes(keys) + 1 + _varint(value) + value
    return _varint(size) + size - 1


def _field_bytes(sizes: Sizes) -> Sizes:
    """A string or bytes field with a tag of one byte; an empty one is not written."""
    return np.where(sizes == 0, 0, 1 + _varint(sizes) + sizes)


def _varint(numbers: Sizes) -> Sizes:
    """How many bytes a length takes."""
    return 1 + np.searchsorted(_SEVEN_BITS, numbers, side="right")


_SEVEN_BITS = np.array([1 << bits for bits in (7, 14, 21, 28)], dtype=np.int64)


def _sizes(texts: pa.Array) -> Sizes:
    """Bytes of each string or bytes value; 0 for null."""
    sizes: Sizes = pc.fill_null(pc.binary_length(texts), 0).to_numpy(zero_copy_only=False).astype(np.int64)
    return sizes
