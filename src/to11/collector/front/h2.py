"""HTTP/2 frames (RFC 9113, 4 and 6), as far as they are read and written here."""

import base64
import struct
from collections.abc import Iterable
from urllib.parse import quote

from to11.collector.errors import Refusal
from to11.wire import status as rpc_status

DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, CONTINUATION = 0, 1, 3, 4, 6, 7, 9
END_STREAM, END_HEADERS, PADDED = 0x1, 0x4, 0x8
NO_ERROR, CANCEL = 0, 8

HEAD = struct.Struct(">IBI")
"""A frame's head: length and kind in one, flags, stream."""
HEAD_BYTES = 9


def frame(kind: int, flags: int, stream: int, body: bytes = b"") -> bytes:
    """A whole frame."""
    return HEAD.pack(len(body) << 8 | kind, flags, stream) + body


def reset(stream: int, code: int) -> bytes:
    """RST_STREAM."""
    return frame(RST_STREAM, 0, stream, code.to_bytes(4, "big"))


def answer(stream: int, refused: Refusal) -> bytes:
    """A gRPC error for a call that the server will not answer: trailers only, and no need to go on sending.

    The fields are literals that no table remembers (RFC 7541, 6.2.2), so that the server's own go on to fit.
    """
    fields: list[tuple[str, bytes]] = [
        (":status", b"200"),
        ("content-type", b"application/grpc"),
        ("grpc-status", b"%d" % refused.grpc_code.value[0]),
        ("grpc-message", quote(refused.status.message, safe=" !#$&'()*+,/:;=?@[]").encode()),
        *((name, base64.b64encode(value).rstrip(b"=")) for name, value in refused.trailing_metadata()),
    ]
    return frame(HEADERS, END_STREAM | END_HEADERS, stream, _literals(fields)) + reset(stream, NO_ERROR)


def http_answer(stream: int, status: int, refused: Refusal) -> bytes:
    """An HTTP error, with a `google.rpc.Status`, for a request that is no gRPC call."""
    body = rpc_status.to_json(refused.status)
    fields = [(":status", b"%d" % status), ("content-type", b"application/json")]
    head = frame(HEADERS, END_HEADERS, stream, _literals(fields))
    return head + frame(DATA, END_STREAM, stream, body) + reset(stream, NO_ERROR)


def _literals(fields: Iterable[tuple[str, bytes]]) -> bytes:
    return b"".join(b"\x00" + _string(name.encode()) + _string(value) for name, value in fields)


def _string(text: bytes) -> bytes:
    """Without Huffman's code; the length begins with 7 bits (RFC 7541, 5.1 and 5.2)."""
    length = len(text)
    if length < 127:
        return bytes((length,)) + text
    encoded, rest = bytearray(b"\x7f"), length - 127
    while rest >= 128:
        encoded.append(rest & 127 | 128)
        rest >>= 7
    encoded.append(rest)
    return bytes(encoded) + text
