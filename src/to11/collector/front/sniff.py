"""Which protocol a connection's first bytes speak."""

from enum import Enum

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
"""What every HTTP/2 connection begins with (RFC 9113, 3.4)."""

TLS_HANDSHAKE = b"\x16"
"""The first byte of TLS (RFC 8446, 5.1); no HTTP begins with it."""


class Speech(Enum):
    """What is spoken. Everything that is not HTTP/2 is HTTP/1's to answer, be it HTTP or not."""

    HTTP1 = "http/1"
    HTTP2 = "http/2"


def speech(first: bytes) -> Speech | None:
    """What `first`, the bytes so far, begin to say; None while that is open."""
    if first.startswith(PREFACE):
        return Speech.HTTP2
    return None if PREFACE.startswith(first) else Speech.HTTP1
