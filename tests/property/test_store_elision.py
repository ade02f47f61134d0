"""What `elide` cuts out, `restore` puts back."""

from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from support.plain_rows import elide
from to11.store.elision import restore

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
VALUES = st.one_of(
    TEXTS.map(lambda text: AnyValue(string_value=text)),
    st.integers(-(2**63), 2**63 - 1).map(lambda number: AnyValue(int_value=number)),
    st.binary(max_size=60).map(lambda data: AnyValue(bytes_value=data)),
    st.booleans().map(lambda flag: AnyValue(bool_value=flag)),
    st.just(AnyValue()),
)
# Few keys, so that some come twice.
ATTRIBUTES = st.lists(
    st.builds(lambda key, value: KeyValue(key=key, value=value), st.sampled_from("abcdefgh"), VALUES), max_size=10
)


def as_columns(span: Span) -> dict[str, str]:
    """The texts that the map of attributes holds, the last of a key winning."""
    return {item.key: item.value.string_value for item in span.attributes if item.value.HasField("string_value")}


@given(TEXTS, ATTRIBUTES)
def test_restore_is_the_inverse_of_eliding(name: str, attributes: list[KeyValue]) -> None:
    span = Span(name=name, trace_id=b"t" * 16, span_id=b"s" * 8, attributes=attributes)
    before = Span.FromString(span.SerializeToString())
    data, keys = elide(span)
    assert span == before
    assert restore(data, ((b"t" * 16).hex(), (b"s" * 8).hex(), ""), keys, as_columns(span)) == span


@given(ATTRIBUTES)
def test_just_the_texts_of_keys_used_once_are_cut(attributes: list[KeyValue]) -> None:
    span = Span(attributes=attributes)
    data, keys = elide(span)
    names = [item.key for item in attributes]
    texts = [item.key for item in attributes if item.value.HasField("string_value")]
    assert keys == [key for key in texts if names.count(key) == 1]
    assert [item.key for item in Span.FromString(data).attributes if item.ByteSize()] == [
        name for name in names if name not in keys
    ]
