import pytest

from to11.gateway.envelope import read_envelope
from to11.model.errors import InvalidRequestError


def test_only_what_decides_the_way_is_read() -> None:
    envelope = read_envelope(b'{"messages": [{"role": 5}], "model": "gpt-4o", "temperature": "hot"}')
    assert (envelope.model, envelope.streams, envelope.asks_usage) == ("gpt-4o", False, False)


@pytest.mark.parametrize(
    ("value", "streams"), [("true", True), ("false", False), ("null", False), ('"true"', False), ("1", False)]
)
def test_stream(value: str, streams: bool) -> None:
    assert read_envelope(b'{"model":"m","stream":%b}' % value.encode()).streams is streams


@pytest.mark.parametrize(
    ("value", "asks"),
    [
        ('{"include_usage": true}', True),
        ('{"include_usage": false}', False),
        ("{}", False),
        ("null", False),
        ("[1]", False),
    ],
)
def test_stream_options(value: str, asks: bool) -> None:
    assert read_envelope(b'{"model":"m","stream":true,"stream_options":%b}' % value.encode()).asks_usage is asks


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"not json",
        b"[]",
        b'"model"',
        b"null",
        b"{}",
        b'{"model": null}',
        b'{"model": 5}',
        b'{"model": ""}',
        b'{"model": "  "}',
        b'{"model": "m"} {}',
        b'{"model": "\xff"}',
        b'{"model": "m", "messages": ' + b"[" * 100_000,
    ],
)
def test_what_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidRequestError):
        read_envelope(body)
