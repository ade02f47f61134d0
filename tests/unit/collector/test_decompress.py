import gzip
import sys
import tracemalloc
import zlib
from collections.abc import Callable

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from to11.collector.decompress import coding_of, decompress
from to11.model.errors import InvalidRequestError, TooLargeError, UnsupportedMediaTypeError

MIB = 1024 * 1024
TEXT = b"the quick brown fox " * 50_000


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "deflate (raw)": raw_deflate,
    "zstd": zstd.compress,
}
packed_by = pytest.mark.parametrize("name", PACKERS)


def unpack(data: bytes, name: str, limit: int = 64 * MIB) -> bytes:
    return decompress(data, name.partition(" ")[0], limit)


@packed_by
@pytest.mark.parametrize("data", [b"", b"x", TEXT])
def test_every_coding(name: str, data: bytes) -> None:
    assert unpack(PACKERS[name](data), name) == data


@settings(deadline=None)
@given(st.binary(max_size=5000), st.sampled_from(sorted(PACKERS)), st.integers(0, 5000))
def test_the_limit_is_exact(data: bytes, name: str, limit: int) -> None:
    packed = PACKERS[name](data)
    if len(data) > limit:
        with pytest.raises(TooLargeError):
            unpack(packed, name, limit)
    else:
        assert unpack(packed, name, limit) == data


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_members_and_frames_are_joined(name: str) -> None:
    packed = PACKERS[name](b"one ") + PACKERS[name](TEXT) + PACKERS[name](b"")
    assert unpack(packed, name) == b"one " + TEXT
    with pytest.raises(TooLargeError):
        unpack(packed, name, len(TEXT) + 3)


@packed_by
def test_a_truncated_body(name: str) -> None:
    packed = PACKERS[name](TEXT)
    for size in (0, 1, len(packed) // 2, len(packed) - 1):
        with pytest.raises(InvalidRequestError):
            unpack(packed[:size], name)


@packed_by
def test_a_corrupt_body(name: str) -> None:
    with pytest.raises(InvalidRequestError):
        unpack(b"\xffnot compressed at all", name)
    with pytest.raises(InvalidRequestError):
        unpack(PACKERS[name](TEXT) + b"trailing", name)


def test_a_wrong_checksum() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-5] ^= 1
    with pytest.raises(InvalidRequestError):
        unpack(bytes(packed), "gzip")


@settings(deadline=None)
@given(st.binary(max_size=100), st.sampled_from(["gzip", "deflate", "zstd"]))
def test_any_bytes(data: bytes, name: str) -> None:
    try:
        decompress(data, name, MIB)
    except (InvalidRequestError, TooLargeError):
        pass


@packed_by
def test_a_bomb_costs_no_more_than_the_limit(name: str) -> None:
    bomb = PACKERS[name](bytes(64 * MIB))
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            unpack(bomb, name, MIB)
        assert tracemalloc.get_traced_memory()[1] < 8 * MIB
    finally:
        tracemalloc.stop()


def test_a_zstd_window_beyond_the_standard_is_refused() -> None:
    options: dict[int, int] = {zstd.CompressionParameter.window_log: 27, zstd.CompressionParameter.content_size_flag: 0}
    packer = zstd.ZstdCompressor(options=options)
    packed = packer.compress(b"x", mode=zstd.ZstdCompressor.FLUSH_BLOCK) + packer.flush()
    with pytest.raises(InvalidRequestError):
        unpack(packed, "zstd")


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", ""),
        ("identity", ""),
        ("none", ""),
        ("GZIP", "gzip"),
        (" gzip ", "gzip"),
        ("x-gzip", "x-gzip"),
        ("zstd", "zstd"),
    ],
)
def test_codings(header: str, coding: str) -> None:
    assert coding_of(header) == coding


@pytest.mark.parametrize("header", ["br", "gzip, gzip", "snappy"])
def test_codings_that_are_not_spoken(header: str) -> None:
    with pytest.raises(UnsupportedMediaTypeError):
        coding_of(header)
