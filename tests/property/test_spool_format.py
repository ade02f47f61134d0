"""Entries survive the disk's layout; damage is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from to11.ingest.spool.format import CorruptEntryError, EntryKind, decode, encode

ENTRIES = st.lists(
    st.tuples(
        st.sampled_from(EntryKind),
        st.text(max_size=40).filter(lambda text: len(text.encode("utf-8", "ignore")) < 256),
        st.integers(0, 2**64 - 1),
        st.binary(max_size=300),
    ),
    min_size=1,
    max_size=5,
)


def encodable(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)


@given(ENTRIES)
def test_round_trip(entries: list[tuple[EntryKind, str, int, bytes]]) -> None:
    entries = [entry for entry in entries if encodable(entry[1])]
    data = b"".join(b"".join(encode(*entry)) for entry in entries)
    offset, found = 0, []
    while (step := decode(data, offset)) is not None:
        entry, offset = step
        found.append((entry.kind, entry.project_id, entry.received_ns, entry.payload))
    assert found == entries
    assert offset == len(data)


@given(st.binary(min_size=1, max_size=100), st.data())
def test_any_cut_is_incomplete_and_any_flipped_bit_is_noticed(payload: bytes, data: st.DataObject) -> None:
    whole = b"".join(encode(EntryKind.CALL, "proj_x", 7, payload))
    cut = data.draw(st.integers(0, len(whole) - 1))
    assert decode(whole[:cut], 0) is None
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    damaged = bytearray(whole)
    damaged[bit // 8] ^= 1 << (bit % 8)
    try:
        assert decode(bytes(damaged), 0) is None  # the length now claims more than is there
    except CorruptEntryError:
        pass


def test_an_impossible_length_names_no_end() -> None:
    with pytest.raises(CorruptEntryError) as caught:
        decode(b"\x00" * 64, 0)
    assert caught.value.end is None
