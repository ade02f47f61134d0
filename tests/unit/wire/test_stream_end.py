"""When a provider's stream has said its last word, and when it only looks so."""

import pytest

from to11.wire.stream_end import is_over

FIRST = b'data: {"choices":[]}\n\n'


@pytest.mark.parametrize(
    "last",
    [
        b"data: [DONE]\n\n",
        b"data:[DONE]\r\n\r\n",
        b"data: [DONE]\n\n\n",
        b'event: message_stop\ndata: {"type":"message_stop"}\n\n',
        b'event: response.completed\ndata: {"response":{"output":[]},"type":"response.completed"}\n\n',
        b'data: {"type":"transcript.text.done","text":"a"}\n\n',
        b'event: error\ndata: {"type":"error","error":{"type":"overloaded_error"}}\n\n',
    ],
)
def test_it_is_over(last: bytes) -> None:
    assert is_over(last)
    assert is_over(FIRST + last)
    assert is_over(FIRST.replace(b"\n", b"\r\n") + last)
    assert not is_over(last + FIRST)
    whole = len(last.rstrip(b"\r\n"))
    assert not any(is_over(FIRST + last[:end]) for end in range(whole + 1))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n\n",
        FIRST,
        b": [DONE]\n\n",
        b'data: {"type":"content_block_stop"}\n\n',
        b'data: {"type":3}\n\n',
        b"data: message_stop\n\n",
        b'{"type":"message_stop"}',
        b'data: {"delta":"data: [DONE]"}\n\n',
        b'data: {"delta":"[DONE]',
        b"\xff\xfe\n\n\x00",
    ],
)
def test_it_is_not(body: bytes) -> None:
    assert not is_over(body)
