from hypothesis import given
from hypothesis import strategies as st

from to11.wire.trace_context import KNOWN_FLAGS, format_traceparent, parse_traceparent, parse_tracestate

HEX = "0123456789abcdef"


def identifiers(size: int) -> st.SearchStrategy[str]:
    return st.text(HEX, min_size=size, max_size=size).filter(lambda text: set(text) != {"0"})


@given(identifiers(32), identifiers(16), st.integers(0, 255))
def test_what_is_written_is_read(trace_id: str, span_id: str, flags: int) -> None:
    parsed = parse_traceparent([format_traceparent(trace_id, span_id, flags)])
    assert parsed is not None
    assert (parsed.trace_id, parsed.parent_id, parsed.flags) == (trace_id, span_id, flags & KNOWN_FLAGS)


@given(st.text(HEX + "-xF \t\n", max_size=60))
def test_whatever_is_read_was_in_the_header(text: str) -> None:
    parsed = parse_traceparent([text])
    if parsed is not None:
        assert f"-{parsed.trace_id}-{parsed.parent_id}-" in text


KEYS = st.text("abz09_-*/@", min_size=1, max_size=8).filter(lambda key: key[0] in "abz09")
VALUES = st.text(" !#x~", min_size=1, max_size=8).filter(lambda value: not value.endswith(" "))


@given(st.dictionaries(KEYS, VALUES, min_size=1, max_size=40), st.data())
def test_tracestate_keeps_members_and_order(members: dict[str, str], data: st.DataObject) -> None:
    items = [f"{key}={value}" for key, value in members.items()]
    cut = data.draw(st.integers(0, len(items)))
    spaced = [" , ".join(items[:cut]), ",\t,".join(items[cut:])]
    expected = ",".join(items) if len(items) <= 32 else ""
    assert parse_tracestate(spaced) == expected
    assert parse_tracestate([expected]) == expected


@given(st.lists(st.text(max_size=80), max_size=4))
def test_nothing_raises(lines: list[str]) -> None:
    parse_traceparent(lines)
    assert parse_tracestate([parse_tracestate(lines)]) == parse_tracestate(lines)
