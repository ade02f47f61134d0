import gzip
import resource
import zlib

import brotli
import pytest
from backports import zstd

from to11.record.encodings import Decoded, decode

TEXT = b"what was said " * 20_000
COMPRESSORS = [("gzip", gzip.compress), ("zstd", zstd.compress), ("br", brotli.compress)]


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT)),
        ("X-GZIP", gzip.compress(TEXT)),
        ("gzip", gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:])),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", zlib.compress(TEXT)[2:-4]),
        ("zstd", zstd.compress(TEXT)),
        ("zstd", zstd.compress(TEXT[:100]) + zstd.compress(TEXT[100:])),
        ("br", brotli.compress(TEXT)),
        ("gzip, zstd", zstd.compress(gzip.compress(TEXT))),
        ("zstd, BR", brotli.compress(zstd.compress(TEXT))),
    ],
    # Not by value: gzip writes the time into its header.
    ids=[
        "none",
        "identity",
        "gzip",
        "x-gzip",
        "members",
        "zlib",
        "bare deflate",
        "zstd",
        "frames",
        "br",
        "both",
        "br over",
    ],
)
def test_decoded(encoding: str, body: bytes) -> None:
    assert decode(body, encoding) == Decoded(TEXT, False)


@pytest.mark.parametrize("encoding", ["dcb", "compress", "gzip, sdch"])
def test_an_unknown_coding_gives_nothing(encoding: str) -> None:
    assert decode(b"x", encoding) is None


@pytest.mark.parametrize(("encoding", "compress"), COMPRESSORS)
def test_a_bomb_stops_at_the_limit(encoding: str, compress: object) -> None:
    assert callable(compress)
    bomb = compress(b"\0" * 50_000_000)
    assert decode(bomb, encoding, limit=1000) == Decoded(b"\0" * 1000, True)


@pytest.mark.parametrize(("encoding", "compress"), COMPRESSORS)
def test_a_bomb_takes_no_memory(encoding: str, compress: object) -> None:
    assert callable(compress)
    bomb = compress(b"\0" * 50_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for _ in range(20):
        decode(bomb, encoding, limit=1_000_000)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000, "kilobytes"


@pytest.mark.parametrize(("encoding", "compress"), COMPRESSORS)
@pytest.mark.parametrize("tail", [b"", b"\xff" * 20])
def test_of_a_damaged_body_the_beginning_is_given(encoding: str, compress: object, tail: bytes) -> None:
    assert callable(compress)
    # Text that does not compress away, so that there is a beginning.
    text = b"".join(b"%d " % (number * 7919 % 100_003) for number in range(200_000))
    body = compress(text)
    decoded = decode(body[: len(body) * 3 // 4] + tail, encoding)
    assert decoded is not None
    assert len(decoded.body) > len(text) // 3
    # What zlib makes of damaged bytes before it notices is not to be relied on.
    assert text.startswith(decoded.body[: len(text) // 3])


@pytest.mark.parametrize("body", [b"", b"not compressed"])
def test_what_is_not_compressed_at_all(body: bytes) -> None:
    assert decode(body, "gzip") == Decoded(b"", False)
    assert decode(body, "zstd") == Decoded(b"", False)
    assert decode(body, "br") == Decoded(b"", False)


@pytest.mark.parametrize(("encoding", "compress"), COMPRESSORS)
def test_much_out_of_little(encoding: str, compress: object) -> None:
    assert callable(compress)
    # Output that is still owed when all input was taken.
    text = b"\0" * 5_000_000
    assert decode(compress(text), encoding) == Decoded(text, False)


def test_what_follows_brotli_is_not_its_text() -> None:
    text = b"".join(b"%d " % (number * 7919 % 100_003) for number in range(200_000))
    decoded = decode(brotli.compress(text) + b"more" * 1000, "br")
    assert decoded is not None
    assert text.startswith(decoded.body)
    assert len(decoded.body) > len(text) * 0.95
