"""However the bytes of an answer are cut, the same is read; whatever the bytes are, nothing but Broken is raised."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from to11.gateway.upstream.errors import Broken
from to11.gateway.upstream.reader import ResponseReader
from to11.gateway.upstream.request import Header

bodies = st.lists(st.binary(min_size=1, max_size=40), max_size=5)


class Told:
    def __init__(self) -> None:
        self.status = 0
        self.headers: list[Header] = []
        self.body = b""
        self.heads = self.ends = 0
        self.reusable = False

    def on_head(self, status: int, headers: list[Header]) -> None:
        assert self.ends == self.heads
        self.heads += 1
        self.status, self.headers = status, headers

    def on_data(self, data: bytes) -> None:
        assert data
        assert self.heads == self.ends + 1
        self.body += data

    def on_end(self, reusable: bool) -> None:
        assert self.heads == self.ends + 1
        self.ends += 1
        self.reusable = reusable


@st.composite
def answers(draw: st.DrawFn) -> tuple[bytes, bytes, bool]:
    """A proper answer, its body, and whether it ends by itself."""
    pieces = draw(bodies)
    body = b"".join(pieces)
    interim = b"HTTP/1.1 100 Continue\r\n\r\n" * draw(st.integers(0, 2))
    head = b"HTTP/1.1 200 OK\r\nx: y\r\n"
    match draw(st.sampled_from(["length", "chunked", "close"])):
        case "length":
            return interim + head + b"content-length: %d\r\n\r\n" % len(body) + body, body, True
        case "chunked":
            chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
            return interim + head + b"transfer-encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n", body, True
        case _:
            return interim + head + b"\r\n" + body, body, False


def cut(data: bytes, places: list[int]) -> list[bytes]:
    at = [0, *sorted({place % (len(data) + 1) for place in places}), len(data)]
    return [data[start:end] for start, end in itertools.pairwise(at) if end > start]


@given(answers(), st.lists(st.integers(0, 10_000), max_size=8))
def test_however_it_is_cut(answer: tuple[bytes, bytes, bool], places: list[int]) -> None:
    data, body, ends = answer
    told = Told()
    reader = ResponseReader(told)
    for _ in range(2 if ends else 1):  # and once more on the same connection
        told.body = b""
        reader.expect()
        for piece in cut(data, places):
            reader.feed(piece)
        if not ends:
            reader.eof()
        assert (told.status, told.body, told.reusable) == (200, body, ends)
        assert told.headers[0] == (b"x", b"y")
    assert told.heads == told.ends


@given(answers(), st.integers(0, 10_000), st.binary(max_size=6), st.lists(st.integers(0, 10_000), max_size=4))
def test_whatever_the_bytes_are(answer: tuple[bytes, bytes, bool], place: int, noise: bytes, places: list[int]) -> None:
    data = answer[0]
    at = place % (len(data) + 1)
    told = Told()
    reader = ResponseReader(told)
    reader.expect()
    try:
        for piece in cut(data[:at] + noise + data[at + len(noise) :], places):
            reader.feed(piece)
        reader.eof()
    except Broken:
        assert told.ends <= 1
    assert told.heads <= 1
