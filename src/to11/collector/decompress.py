"""Content codings of a request body, unpacked within a limit.

Output is produced in small steps and counted, so that a bomb is left as soon as it passes the limit. Bodies of several
members (gzip) or frames (zstd) are read to their end; one that is corrupt, stops short or goes on with something else
is refused.
"""

import io
import sys
import zlib
from collections.abc import Callable, Mapping
from typing import Protocol

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from to11.model.errors import InvalidRequestError, TooLargeError, UnsupportedMediaTypeError

_STEP = 256 * 1024
_READ = 64 * 1024
_ZSTD_WINDOW_LOG_MAX = 23  # RFC 9659: 8 MiB is what a receiver of `Content-Encoding: zstd` must support, and no more


class _Decoder(Protocol):
    """What zlib's and zstd's decompressors have in common, once zlib's is wrapped."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Zlib:
    """zlib's decompressor, holding its own unread input as zstd's does."""

    def __init__(self, wbits: int) -> None:
        self._decoder = zlib.decompressobj(wbits)

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def needs_input(self) -> bool:
        return not self._decoder.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._decoder.decompress(self._decoder.unconsumed_tail + data, max_length)


def _gzip(head: bytes) -> _Decoder:  # noqa: ARG001  one signature for all codings
    return _Zlib(16 + zlib.MAX_WBITS)


def _deflate(head: bytes) -> _Decoder:
    """HTTP's deflate is the zlib format (RFC 9110, 8.4.1.2); some senders leave its header out."""
    return _Zlib(zlib.MAX_WBITS if _has_zlib_header(head) else -zlib.MAX_WBITS)


def _has_zlib_header(head: bytes) -> bool:
    return len(head) == 2 and head[0] & 0x0F == zlib.DEFLATED and (head[0] << 8 | head[1]) % 31 == 0


def _zstd(head: bytes) -> _Decoder:  # noqa: ARG001  one signature for all codings
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG_MAX})


_DECODERS: Mapping[str, Callable[[bytes], _Decoder]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "zstd": _zstd,
}
_NONE = frozenset({"", "identity", "none"})
ACCEPTED = "gzip, deflate, zstd"


def coding_of(content_encoding: str) -> str:
    """The coding a Content-Encoding names, empty for none. Raises UnsupportedMediaTypeError."""
    coding = content_encoding.strip().lower()
    if coding in _NONE:
        return ""
    if coding in _DECODERS:
        return coding
    raise UnsupportedMediaTypeError(f"the content encoding is not one of: {ACCEPTED}", code="UNSUPPORTED_ENCODING")


def coding_of_message(message: bytes) -> str:
    """The coding of a gRPC message that was not unpacked: by its first bytes, as its header is not to be seen.

    An uncompressed request begins with 0x0a or is empty. gzip's magic is no protobuf at all; what zlib begins with
    (as gRPC sets it, 0x78) would be a field 15, which OTLP does not have.
    """
    if message[:3] == b"\x1f\x8b\x08":
        return "gzip"
    return "deflate" if message[:1] == b"\x78" and _has_zlib_header(message[:2]) else ""


def decompress(data: bytes, coding: str, limit: int) -> bytes:
    """Unpack a body of this coding (see `coding_of`); an empty coding gives the body as it is.

    Raises TooLargeError when it holds more than `limit` bytes, InvalidRequestError when it is corrupt or truncated.
    """
    if not coding:
        return data
    unpacked = io.BytesIO()
    at, room = 0, limit
    try:
        while room >= 0 and (at < len(data) or not at):
            at, room = _member(_DECODERS[coding](data[at : at + 2]), data, at, unpacked, room)
    except (zlib.error, zstd.ZstdError) as error:
        raise InvalidRequestError(f"the body is not valid {coding}") from error
    if room < 0:
        raise TooLargeError(f"the request is larger than {limit} bytes after decompression")
    return unpacked.getvalue()  # its own buffer, cut to size: nothing is copied


def _member(decoder: _Decoder, data: bytes, at: int, unpacked: io.BytesIO, room: int) -> tuple[int, int]:
    """Unpack the member that begins at `at`: where it ends, and the room left, negative as soon as there is none."""
    while True:
        chunk = data[at : at + _READ] if decoder.needs_input else b""
        at += len(chunk)
        piece = decoder.decompress(chunk, min(_STEP, room + 1))
        unpacked.write(piece)
        room -= len(piece)
        if decoder.eof:
            return at - len(decoder.unused_data), room
        if room < 0:
            return at, room
        if not piece and not chunk:
            raise InvalidRequestError("the compressed body ends too early")
