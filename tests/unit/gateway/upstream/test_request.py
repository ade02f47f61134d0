import pytest

from to11.gateway.upstream.request import serialize_head
from to11.model.errors import InvalidRequestError


def test_head_keeps_order_and_repetitions() -> None:
    head = serialize_head(b"POST", b"/v1/x?a=b", b"host:1", [(b"b", b"1"), (b"a", b"2"), (b"b", b"\xc3\xa9")], 12)
    assert (
        head == b"POST /v1/x?a=b HTTP/1.1\r\nhost: host:1\r\nb: 1\r\na: 2\r\nb: \xc3\xa9\r\ncontent-length: 12\r\n\r\n"
    )


def test_no_length() -> None:
    assert b"content-length" not in serialize_head(b"CONNECT", b"host:443", b"host:443", [], None)


@pytest.mark.parametrize("bad", [b"a\r\nx-smuggled: 1", b"a\nb", b"a\rb", b"a\0b"])
def test_a_line_break_in_a_value_is_refused(bad: bytes) -> None:
    with pytest.raises(InvalidRequestError):
        serialize_head(b"POST", b"/", b"host", [(b"x", bad)], 0)


@pytest.mark.parametrize("bad", [b"/ HTTP/1.1\r\nx: 1", b"/a b", b"/\0"])
def test_a_bad_target_is_refused(bad: bytes) -> None:
    with pytest.raises(InvalidRequestError):
        serialize_head(b"POST", bad, b"host", [], 0)
