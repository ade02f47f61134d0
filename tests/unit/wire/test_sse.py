import pytest

from to11.wire import sse
from to11.wire.sse import Event, Parser


def datas(body: bytes) -> list[bytes | None]:
    return [event.data for event in Parser().feed(body)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"data: a\n\n", [b"a"]),
        (b"data: a\n\ndata:b\n\n", [b"a", b"b"]),
        (b"data:  a\n\n", [b" a"]),
        (b"data: a\ndata: b\n\n", [b"a\nb"]),
        (b"data\n\n", [b""]),
        (b"data:\ndata\n\n", [b"\n"]),
        (b": a comment\n\n", [None]),
        (b"event: x\nid: 1\ndata: {}\nretry: 3\n\n", [b"{}"]),
        (b"database: no\n\n", [None]),
        (b"\n\ndata: a\n\n\n", [None, None, b"a", None]),
        (b"\xef\xbb\xbfdata: a\n\n", [b"a"]),
        (b"data: a\n\n\xef\xbb\xbfdata: b\n\n", [b"a", None]),
        (b"data: a: b\n\n", [b"a: b"]),
        (b"data: a", []),
        (b"data: a\n", []),
    ],
)
def test_events(body: bytes, expected: list[bytes | None]) -> None:
    assert datas(body) == expected


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_line_ends(end: bytes) -> None:
    body = end.join([b"event: e", b"data: 1", b"data: 2", b"", b"data: 3", b"", b""])
    parser = Parser()
    # The last blank line of lone carriage returns may still get its line feed.
    events = parser.feed(body) + parser.feed(b"x")
    assert [(event.name, event.data) for event in events] == [(b"e", b"1\n2"), (b"", b"3")]
    assert b"".join(event.raw for event in events) == body


def test_mixed_line_ends_make_one_blank_line() -> None:
    events = Parser().feed(b"data: 1\r\n\ndata: 2\n\r\ndata: 3\r\r\n")
    assert [event.raw for event in events] == [b"data: 1\r\n\n", b"data: 2\n\r\n", b"data: 3\r\r\n"]


def test_a_line_feed_in_the_next_chunk_belongs_to_the_event() -> None:
    parser = Parser()
    assert parser.feed(b"data: 1\r\n\r") == []
    assert parser.feed(b"\ndata: 2") == [Event(b"data: 1\r\n\r\n", b"1")]
    assert parser.flush() == b"data: 2"


def test_an_event_is_given_as_soon_as_it_is_complete() -> None:
    parser = Parser()
    assert parser.feed(b"data: 1\n") == []
    assert parser.feed(b"\nda") == [Event(b"data: 1\n\n", b"1")]


def test_flush_gives_what_is_unfinished_once() -> None:
    parser = Parser()
    parser.feed(b"data: 1\n\ndata: 2")
    assert parser.flush() == b"data: 2"
    assert parser.flush() == b""


@pytest.mark.parametrize("step", [1, 3, 7, 1000])
def test_an_event_over_the_limit_is_passed_in_pieces_and_the_next_is_read(step: int) -> None:
    body = b"data: ok\n\n" + b"data: " + b"\n" + b"x\ny" * 100 + b"\n\ndata: fine\n\n"
    parser = Parser(max_event_bytes=32)
    events = [event for at in range(0, len(body), step) for event in parser.feed(body[at : at + step])]
    assert b"".join(event.raw for event in events) + parser.flush() == body
    assert [event.data for event in events if event.data is not None] == [b"ok", b"fine"]


def test_memory_is_bounded() -> None:
    parser = Parser(max_event_bytes=1000)
    given = sum(len(event.raw) for _ in range(100) for event in parser.feed(b"x" * 100))
    assert given >= 100 * 100 - 1000


def test_a_whole_body_counts_an_unfinished_last_event() -> None:
    assert [event.data for event in sse.events(b"data: 1\n\ndata: 2")] == [b"1", b"2"]
    assert [event.data for event in sse.events(b"data: 1\r\rdata: 2\r\r")] == [b"1", b"2"]
    assert sse.events(b"") == []


def test_a_line_of_an_event_over_the_limit_does_not_begin_an_event() -> None:
    parser = Parser(max_event_bytes=12)
    events = parser.feed(b"data: " + b"x" * 20 + b"\nda") + parser.feed(b"ta: z\n\n")
    assert [event.data for event in events if event.data is not None] == []
