"""What goes out is what came in, in order, and never a header of ours or of the connection."""

import httptools
from hypothesis import given
from hypothesis import strategies as st

from to11.gateway.headers import HOP_BY_HOP
from to11.gateway.incoming import read_headers
from to11.gateway.upstream.request import serialize_head
from to11.model.errors import InvalidRequestError

tokens = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=12).map(str.encode)
names = st.one_of(
    tokens.map(lambda token: b"h" + token),
    tokens.map(lambda token: b"x-to11-" + token),
    st.sampled_from(sorted(HOP_BY_HOP | {b"authorization", b"host", b"traceparent", b"user-agent"})),
)
values = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20).map(str.encode)
headers = st.lists(st.tuples(names, values), max_size=12)


class Parsed:
    """What a server's parser makes of a head."""

    def __init__(self, data: bytes) -> None:
        self.headers: list[tuple[bytes, bytes]] = []
        self.messages = 0
        self.url = b""
        httptools.HttpRequestParser(self).feed_data(data)

    def on_message_begin(self) -> None:
        self.messages += 1

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value))


@given(headers)
def test_what_is_forwarded_is_a_part_of_what_came_in_its_order(given_headers: list[tuple[bytes, bytes]]) -> None:
    forwarded = read_headers(given_headers).forwarded
    rest = iter(given_headers)
    assert all(header in rest for header in forwarded)
    listed = {
        token.strip().lower() for name, value in given_headers if name == b"connection" for token in value.split(b",")
    }
    for name, _ in forwarded:
        assert name not in HOP_BY_HOP
        assert not name.startswith(b"x-to11-")
        assert name not in listed
    kept = [header for header in given_headers if header[0].startswith(b"h") and header[0] != b"host"]
    assert [header for header in forwarded if header[0].startswith(b"h")] == [
        header for header in kept if header[0] not in listed
    ]


@given(st.lists(st.tuples(tokens.map(lambda token: b"h" + token), values), max_size=8))
def test_a_server_reads_what_was_meant(given_headers: list[tuple[bytes, bytes]]) -> None:
    parsed = Parsed(serialize_head(b"POST", b"/v1/x?y=z", b"host:1", given_headers, 0))
    assert parsed.url == b"/v1/x?y=z"
    assert parsed.headers == [(b"host", b"host:1"), *given_headers, (b"content-length", b"0")]


@given(st.binary(max_size=30))
def test_no_value_can_begin_another_header_or_request(value: bytes) -> None:
    try:
        head = serialize_head(b"POST", b"/", b"host", [(b"x", value)], 0)
    except InvalidRequestError:
        return
    assert head.count(b"\r\n") == 5
    assert head.count(b"\n") == 5
