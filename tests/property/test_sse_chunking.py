from hypothesis import given
from hypothesis import strategies as st

from to11.wire.sse import Event, Parser, data_ends, events

PIECES = st.sampled_from(
    [b"data: ", b"data:", b"event: e", b"\n", b"\r\n", b"\r", b"\n\n", b"x", b": c", b"\xef\xbb\xbf"]
)
STREAMS = st.lists(PIECES, max_size=40).map(b"".join)


@st.composite
def chunked(draw: st.DrawFn) -> tuple[bytes, list[bytes]]:
    stream = draw(STREAMS)
    cuts = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    return stream, [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]


def run(chunks: list[bytes], limit: int) -> tuple[list[Event], bytes]:
    parser = Parser(limit)
    events = [event for chunk in chunks for event in parser.feed(chunk)]
    return events, parser.flush()


@given(chunked())
def test_any_chunking_gives_the_same_events(case: tuple[bytes, list[bytes]]) -> None:
    stream, chunks = case
    assert run(chunks, 10_000) == run([stream], 10_000)


@given(chunked(), st.integers(1, 30))
def test_no_byte_is_lost_and_no_data_is_invented(case: tuple[bytes, list[bytes]], limit: int) -> None:
    stream, chunks = case
    events, rest = run(chunks, limit)
    assert b"".join(event.raw for event in events) + rest == stream
    whole, _ = run([stream], 10_000)
    short = [event.data for event in whole if len(event.raw) <= limit and event.data is not None]
    assert [event.data for event in events if event.data is not None] == short


@given(STREAMS)
def test_data_is_what_the_specification_says(stream: bytes) -> None:
    """Against the algorithm of the specification, line by line, on the whole text."""
    events, _ = run([stream, b"\n"], 10_000)
    assert [event.data for event in events if event.data is not None] == by_the_letter(stream + b"\n")


def by_the_letter(stream: bytes) -> list[bytes]:
    text = stream.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    found: list[bytes] = []
    data: list[bytes] = []
    for line in text.split(b"\n")[:-1]:
        if not line:
            if data:
                found.append(b"\n".join(data))
            data = []
        else:
            name, _, value = line.partition(b":")
            if name == b"data":
                data.append(value.removeprefix(b" "))
    return found


@given(
    st.one_of(
        STREAMS, st.lists(st.sampled_from([b"data: x\n\n", b": c\n\n", b"e: f\ndata:\n\n", b"data: y"])).map(b"".join)
    )
)
def test_where_data_ends_is_where_the_events_end(stream: bytes) -> None:
    expected, end = [], 0
    for event in events(stream):
        end += len(event.raw)
        if event.data is not None:
            expected.append(min(end, len(stream)))
    assert data_ends(stream) == expected
