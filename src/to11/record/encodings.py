"""Content codings of recorded bodies (RFC 9110, section 8.4; brotli: RFC 7932), undone with a bound on the result."""

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MAX_DECODED_BYTES: Final = 64 * 1024 * 1024

_GZIP_OR_ZLIB: Final = zlib.MAX_WBITS | 32
_CHUNK: Final = 64 * 1024
_BROTLI_INPUT: Final = 1024


class Decoded(NamedTuple):
    """A body without its content coding."""

    body: bytes
    truncated: bool
    """The result reached the bound and stops there."""


def decode(body: bytes, encoding: str, limit: int = MAX_DECODED_BYTES) -> Decoded | None:
    """The body without its content codings, None when a coding is not known here.

    `encoding` is the value of Content-Encoding. Of a body that breaks off, or is damaged from some point on, what
    comes before is given.
    """
    truncated = False
    for name in reversed([item.strip().lower() for item in encoding.split(",")]):
        if name in ("", "identity"):
            continue
        decoder = _DECODERS.get(name)
        if decoder is None:
            return None
        body = decoder(body, limit + 1)
        truncated = truncated or len(body) > limit
        body = body[:limit]
    return Decoded(body, truncated)


def _bounded(pieces: Iterator[bytes], limit: int) -> bytes:
    taken: list[bytes] = []
    for piece in pieces:
        taken.append(piece[:limit])
        limit -= len(piece)
        if limit <= 0:
            break
    return b"".join(taken)


def _zlib(body: bytes, limit: int) -> bytes:
    """gzip (also of several members) and zlib."""
    return _bounded(_inflated(body, _GZIP_OR_ZLIB), limit)


def _deflate(body: bytes, limit: int) -> bytes:
    """`deflate` means zlib, but some servers send the bare stream."""
    return _zlib(body, limit) or _bounded(_inflated(body, -zlib.MAX_WBITS), limit)


def _zstd(body: bytes, limit: int) -> bytes:
    return _bounded(_unzstd(body), limit)


def _brotli(body: bytes, limit: int) -> bytes:
    return _bounded(_unbrotli(body), limit)


def _inflated(body: bytes, wbits: int) -> Iterator[bytes]:
    while body:
        inflater = zlib.decompressobj(wbits)
        while True:
            try:
                piece = inflater.decompress(body, _CHUNK)
            except zlib.error:
                return
            if piece:
                yield piece
            if inflater.eof:
                body = inflater.unused_data
                break
            body = inflater.unconsumed_tail
            if not piece and not body:
                return


def _unzstd(body: bytes) -> Iterator[bytes]:
    """Of several frames too."""
    while body:
        decoder = zstd.ZstdDecompressor()
        while not decoder.eof:
            try:
                piece = decoder.decompress(body, _CHUNK)
            except zstd.ZstdError:
                return
            body = b""
            if piece:
                yield piece
            elif decoder.needs_input:
                return
        body = decoder.unused_data


def _unbrotli(body: bytes) -> Iterator[bytes]:
    """What a damaged piece of input would have given is lost with it, so the pieces are small."""
    decoder = brotli.Decompressor()
    try:
        for start in range(0, len(body), _BROTLI_INPUT):
            piece = decoder.process(body[start : start + _BROTLI_INPUT], output_buffer_limit=_CHUNK)
            while piece:
                yield piece
                piece = b"" if decoder.is_finished() else decoder.process(b"", output_buffer_limit=_CHUNK)
            if decoder.is_finished():
                return
    except brotli.error:
        return


_DECODERS: Final[dict[str, Callable[[bytes, int], bytes]]] = {
    "gzip": _zlib,
    "x-gzip": _zlib,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
