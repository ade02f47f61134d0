"""Whatever a crash or a disk does to a spool's last group: what was acknowledged before it is read, in order, and no
byte that may have been acknowledged goes unaccounted for."""

import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from to11.ingest.spool.format import MAGIC, EntryKind, encode, segment_name
from to11.ingest.spool.reader import SpoolReader

BEFORE = [b"acknowledged one", b"", b"acknowledged two" * 20]
LATER = [b"of the next owner"]
groups = st.lists(st.binary(max_size=60), min_size=1, max_size=4)


def entry(payload: bytes) -> bytes:
    return b"".join(encode(EntryKind.OTLP, "proj_a", 1_800_000_000_000_000_000, payload))


def read(first: bytes, *, max_bytes: int = 1 << 20, sealed: bool = True) -> tuple[list[bytes], list[bytes]]:
    """The payloads and the damaged pieces of a spool of two segments, of which the second is sound."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        (directory / segment_name(1)).write_bytes(first)
        if sealed:
            (directory / segment_name(2)).write_bytes(MAGIC + b"".join(map(entry, LATER)))
        reader, found, damaged = SpoolReader(directory), [], []
        while (chunk := reader.read(max_bytes=max_bytes)).end != reader.committed:
            found += [item.payload for item in chunk.entries]
            damaged += [item.data for item in chunk.corrupt]
            reader.commit(chunk.end)
        return found, damaged


@settings(deadline=None, max_examples=25)
@given(groups, st.integers(40, 200))
def test_a_group_torn_at_any_byte(group: list[bytes], max_bytes: int) -> None:
    before = MAGIC + b"".join(map(entry, BEFORE))
    written = b"".join(map(entry, group))
    ends = [len(b"".join(map(entry, group[:count]))) for count in range(1, len(group) + 1)]
    for cut in range(len(written)):
        found, damaged = read(before + written[:cut], max_bytes=max_bytes)
        whole = sum(end <= cut for end in ends)
        assert found == [*BEFORE, *group[:whole], *LATER]
        assert damaged == [], "a torn tail was never acknowledged"


@settings(deadline=None, max_examples=150)
@given(groups, st.data(), st.integers(40, 4000))
@example([b"x", b"y"], None, 4000)
def test_any_flipped_bit(group: list[bytes], data: st.DataObject | None, max_bytes: int) -> None:
    before = MAGIC + b"".join(map(entry, BEFORE))
    written = b"".join(map(entry, group))
    bits = [data.draw(st.integers(0, len(written) * 8 - 1))] if data else range(len(written) * 8)
    for bit in bits:
        damaged_group = bytearray(written)
        damaged_group[bit // 8] ^= 1 << (bit % 8)
        found, pieces = read(before + bytes(damaged_group), max_bytes=max_bytes)
        assert found[: len(BEFORE)] == BEFORE
        assert found[-len(LATER) :] == LATER
        between = found[len(BEFORE) : -len(LATER)]
        read_again = b"".join(map(entry, between))
        assert len(read_again) + sum(map(len, pieces)) == len(written), "every byte is read or set aside"
        assert pieces
        assert b"".join(pieces) in bytes(damaged_group)


def test_damage_to_a_payload_costs_that_entry_alone() -> None:
    group = [b"one" * 30, b"two" * 30, b"three" * 30]
    for hit in range(3):
        parts = [bytearray(entry(payload)) for payload in group]
        parts[hit][-1] ^= 0x10
        for sealed in (True, False):
            found, pieces = read(MAGIC + b"".join(parts), sealed=sealed)
            if sealed:
                assert found == [payload for place, payload in enumerate(group) if place != hit] + LATER
                assert pieces == [bytes(parts[hit])]
            else:
                assert found == group[:hit], "it may be just being written"


def test_the_likeness_of_an_entry_in_a_payload_is_never_read() -> None:
    likeness = entry(b"not mine to send")
    torn = entry(b"p" * 40 + likeness + b"q" * 40)[:-10]
    damaged = bytearray(entry(b"p" * 40 + likeness + b"q" * 40))
    damaged[0] ^= 0x40
    for tail in (torn, bytes(damaged)):
        found, pieces = read(MAGIC + b"".join(map(entry, BEFORE)) + tail)
        assert found == BEFORE + LATER
        assert pieces == [tail]
