"""Two bytes may be enough to tell, or none."""

import pytest

from to11.collector.front.sniff import PREFACE, Speech, speech


def test_a_preface_is_http2_when_it_is_whole() -> None:
    for length in range(len(PREFACE)):
        assert speech(PREFACE[:length]) is None
    assert speech(PREFACE) is Speech.HTTP2
    assert speech(PREFACE + b"more") is Speech.HTTP2


@pytest.mark.parametrize("first", [b"POST", b"PO", b"PRI *X", b"G", b"\x16\x03", b"\0", b"PRI * HTTP/2.0\r\n\r\nsm"])
def test_everything_else_is_http1s_to_answer(first: bytes) -> None:
    assert speech(first) is Speech.HTTP1
