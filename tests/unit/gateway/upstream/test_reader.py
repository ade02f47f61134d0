"""The reader as scripts of events: bytes in, what the sink is told out."""

import pytest

from to11.gateway.upstream.errors import Broken
from to11.gateway.upstream.reader import MAX_HEAD_BYTES, ResponseReader
from to11.gateway.upstream.request import Header

OK = b"HTTP/1.1 200 OK\r\n"


class Told:
    """Keeps the events; adjacent pieces of data are joined."""

    def __init__(self) -> None:
        self.events: list[object] = []

    def on_head(self, status: int, headers: list[Header]) -> None:
        self.events.append((status, headers))

    def on_data(self, data: bytes) -> None:
        if self.events and isinstance(self.events[-1], bytes):
            data = self.events.pop() + data  # type: ignore[operator]  # it is bytes
        self.events.append(data)

    def on_end(self, reusable: bool) -> None:
        self.events.append("reusable" if reusable else "end")


def read(*pieces: bytes, eof: bool = False, bodiless: bool = False) -> list[object]:
    told = Told()
    reader = ResponseReader(told)
    reader.expect(bodiless=bodiless)
    for piece in pieces:
        reader.feed(piece)
    if eof:
        reader.eof()
    return told.events


def feed_until_refused(reader: ResponseReader, piece: bytes) -> None:
    for _ in range(MAX_HEAD_BYTES):
        reader.feed(piece)


def test_content_length() -> None:
    events = read(OK + b"Content-Length: 5\r\nX-Twice: a\r\nx-twice: b\r\n\r\nhello")
    headers = [(b"content-length", b"5"), (b"x-twice", b"a"), (b"x-twice", b"b")]
    assert events == [(200, headers), b"hello", "reusable"]


def test_chunked_with_extensions_and_trailers() -> None:
    events = read(OK + b"transfer-encoding: Chunked\r\n\r\n5;x=1\r\nhello\r\n0\r\nx-trailer: 1\r\n\r\n")
    assert events == [(200, [(b"transfer-encoding", b"Chunked")]), b"hello", "reusable"]


def test_until_close() -> None:
    assert read(OK + b"\r\nhel", b"lo", eof=True) == [(200, []), b"hello", "end"]


def test_connection_close_is_not_reusable() -> None:
    assert read(OK + b"connection: close\r\ncontent-length: 1\r\n\r\na")[-1] == "end"


def test_http_1_0_is_not_reusable() -> None:
    assert read(b"HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\na")[-1] == "end"


@pytest.mark.parametrize("status", [204, 304])
def test_status_without_a_body(status: int) -> None:
    events = read(b"HTTP/1.1 %d X\r\ncontent-length: 5\r\n\r\n" % status)
    assert events == [(status, [(b"content-length", b"5")]), "reusable"]


def test_answer_to_head_has_no_body_whatever_it_says() -> None:
    told = Told()
    reader = ResponseReader(told)
    reader.expect(bodiless=True)
    reader.feed(OK + b"content-length: 5\r\n\r\n")
    assert told.events == [(200, [(b"content-length", b"5")]), "reusable"]
    reader.expect()
    reader.feed(OK + b"content-length: 2\r\n\r\nhi")
    assert told.events[2:] == [(200, [(b"content-length", b"2")]), b"hi", "reusable"]


def test_a_body_after_an_answer_to_head_spoils_the_connection() -> None:
    assert read(OK + b"content-length: 5\r\n\r\nhello", bodiless=True)[-1] == "end"


def test_interim_answers_are_skipped() -> None:
    interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"
    assert read(interim, OK + b"content-length: 0\r\n\r\n") == [(200, [(b"content-length", b"0")]), "reusable"]


def test_endless_interim_answers_are_refused() -> None:
    told = Told()
    reader = ResponseReader(told)
    reader.expect()
    with pytest.raises(Broken, match="headers of more than"):
        feed_until_refused(reader, b"HTTP/1.1 100 Continue\r\n\r\n")
    assert told.events == []


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        b"HTTP/1.1 999 What\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\ncontent-length: 0\n\n",
        b"<html>hello</html>",
        b"\x16\x03\x01\x02\x00",
        OK + b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        OK + b"transfer-encoding: chunked\r\ncontent-length: 5\r\n\r\n0\r\n\r\n",
        OK + b"content-length: 5\r\ncontent-length: 6\r\n\r\nhello",
        OK + b"content-length: +5\r\n\r\nhello",
        OK + b"transfer-encoding: gzip\r\n\r\nhello",
        OK + b"transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        OK + b"transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        OK + b"x-folded: a\r\n b\r\n\r\n",
        OK + b"transfer-encoding: chunked\r\n\r\nxyz\r\n",
    ],
)
def test_what_is_not_proper_http_is_broken(answer: bytes) -> None:
    with pytest.raises(Broken, match="not proper HTTP") as caught:
        read(answer)
    assert caught.value.error_type == "protocol_error"


@pytest.mark.parametrize("more", [b"HTTP/1.1 200 OK\r\n", b"x", b"\x00"])
def test_bytes_after_the_answer_spoil_the_connection_not_the_answer(more: bytes) -> None:
    events = read(OK + b"content-length: 5\r\n\r\nhello" + more)
    assert events[1:] == [b"hello", "end"]


def test_unasked_data() -> None:
    told = Told()
    reader = ResponseReader(told)
    with pytest.raises(Broken, match="unasked"):
        reader.feed(OK)
    assert told.events == []


@pytest.mark.parametrize(
    "short",
    [
        b"",
        b"HTTP/1.1 20",
        OK + b"content-length: 5\r\n\r\nhell",
        OK + b"transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
        OK + b"transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n",
    ],
)
def test_a_short_answer_is_broken(short: bytes) -> None:
    with pytest.raises(Broken, match="closed the connection"):
        read(short, eof=True)


def test_eof_between_answers_is_fine() -> None:
    assert read(OK + b"content-length: 0\r\n\r\n", eof=True)[-1] == "reusable"


def test_one_header_line_without_end_is_refused() -> None:
    told = Told()
    reader = ResponseReader(told)
    reader.expect()
    reader.feed(OK + b"x: ")
    with pytest.raises(Broken, match="headers of more than"):
        feed_until_refused(reader, b"a" * 1000)


def test_headers_that_are_too_large_in_one_piece_are_refused() -> None:
    with pytest.raises(Broken, match="headers of more than"):
        read(OK + b"".join(b"x-%d: %b\r\n" % (number, b"a" * 1000) for number in range(70)) + b"\r\n")


def test_endless_trailers_are_refused() -> None:
    told = Told()
    reader = ResponseReader(told)
    reader.expect()
    reader.feed(OK + b"transfer-encoding: chunked\r\n\r\n0\r\n")
    with pytest.raises(Broken, match="headers of more than"):
        feed_until_refused(reader, b"x: %b\r\n" % (b"a" * 1000))


def test_a_long_body_is_not_limited() -> None:
    body = b"a" * (3 * MAX_HEAD_BYTES)
    events = read(
        OK + b"content-length: %d\r\n\r\n" % len(body), *(body[at : at + 1000] for at in range(0, len(body), 1000))
    )
    assert events[1:] == [body, "reusable"]
