"""The drain's side: in order, from where the last commit stopped, past whatever cannot be read."""

import errno
from pathlib import Path

import pytest

from to11.ingest.spool import reader as reader_module
from to11.ingest.spool.format import MAGIC, EntryKind, encode, segment_name, segments
from to11.ingest.spool.reader import Position, SpoolReader, spools


def entry(payload: bytes) -> bytes:
    return b"".join(encode(EntryKind.OTLP, "p", 1, payload))


def segment(directory: Path, number: int, *parts: bytes) -> None:
    (directory / segment_name(number)).write_bytes(MAGIC + b"".join(parts))


def payloads(reader: SpoolReader) -> list[bytes]:
    found, position = [], reader.committed
    while (chunk := reader.read(position)).end != position:
        found += [found_entry.payload for found_entry in chunk.entries]
        position = chunk.end
    return found


def test_an_empty_spool_gives_nothing(tmp_path: Path) -> None:
    reader = SpoolReader(tmp_path)
    chunk = reader.read()
    assert (chunk.entries, chunk.corrupt, chunk.end) == ([], [], reader.committed)
    assert reader.backlog_bytes() == 0


def test_commit_is_remembered_and_deletes_what_is_done_with(tmp_path: Path) -> None:
    segment(tmp_path, 1, entry(b"a"), entry(b"b"))
    segment(tmp_path, 2, entry(b"c"))
    reader = SpoolReader(tmp_path)
    first = reader.read()
    assert [found.payload for found in first.entries] == [b"a", b"b"]
    assert SpoolReader(tmp_path).read().entries == first.entries, "not committed, so read again"
    reader.commit(first.end)
    assert segments(tmp_path) == [2]
    again = SpoolReader(tmp_path)
    assert [found.payload for found in again.read().entries] == [b"c"]
    assert again.backlog_bytes() == len(entry(b"c"))
    again.commit(again.read().end)
    assert segments(tmp_path) == [2], "the newest segment may still be written to"
    assert again.backlog_bytes() == 0


def test_the_tail_of_a_live_segment_is_waited_for(tmp_path: Path) -> None:
    segment(tmp_path, 1, entry(b"a"), entry(b"b")[:-1])
    reader = SpoolReader(tmp_path)
    chunk = reader.read()
    assert [found.payload for found in chunk.entries] == [b"a"]
    reader.commit(chunk.end)
    assert reader.read().end == chunk.end
    segment(tmp_path, 1, entry(b"a"), entry(b"b"))
    assert [found.payload for found in reader.read().entries] == [b"b"]


def test_a_torn_tail_of_a_sealed_segment_is_passed_over(tmp_path: Path) -> None:
    segment(tmp_path, 1, entry(b"a"), entry(b"torn" * 100)[:50])
    segment(tmp_path, 2, entry(b"b"))
    assert payloads(SpoolReader(tmp_path)) == [b"a", b"b"]


def test_damage_is_set_aside_and_blocks_nothing(tmp_path: Path) -> None:
    damaged = bytearray(entry(b"damaged"))
    damaged[-1] ^= 1
    segment(tmp_path, 1, entry(b"a"), bytes(damaged), entry(b"b"), b"\x01\x00\x00\x00garbage")
    segment(tmp_path, 2, entry(b"c"))
    reader = SpoolReader(tmp_path)
    chunk = reader.read()
    assert [found.payload for found in chunk.entries] == [b"a", b"b"]
    assert [(found.data, found.cause) for found in chunk.corrupt] == [
        (bytes(damaged), "checksum does not match"),
        (b"\x01\x00\x00\x00garbage", "impossible length 1"),
    ]
    assert payloads(reader) == [b"a", b"b", b"c"]


def test_damage_in_a_live_segment_is_given_time_to_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = bytearray(entry(b"damaged"))
    damaged[-1] ^= 1
    segment(tmp_path, 1, entry(b"a"), bytes(damaged), entry(b"b"))
    reader = SpoolReader(tmp_path)
    chunk = reader.read()
    assert [found.payload for found in chunk.entries] == [b"a"]
    assert not chunk.corrupt
    monkeypatch.setattr(reader_module, "_STUCK_SECONDS", 0.0)
    chunk = reader.read(chunk.end)
    assert [found.payload for found in chunk.entries] == [b"b"]
    assert len(chunk.corrupt) == 1


def test_reads_are_bounded_but_an_entry_larger_than_the_bound_is_read(tmp_path: Path) -> None:
    segment(tmp_path, 1, entry(b"x" * 50), entry(b"y" * 5000), entry(b"z"))
    segment(tmp_path, 2, entry(b"w"))
    reader = SpoolReader(tmp_path)
    found, position, reads = [], reader.committed, 0
    while (chunk := reader.read(position, max_bytes=100)).end != position:
        found += [len(item.payload) for item in chunk.entries]
        position, reads = chunk.end, reads + 1
    assert found == [50, 5000, 1, 1]
    assert reads >= 3


def test_a_torn_entry_larger_than_the_bound_does_not_stop_the_reader(tmp_path: Path) -> None:
    segment(tmp_path, 1, entry(b"y" * 5000)[:4000])
    segment(tmp_path, 2, entry(b"w"))
    reader = SpoolReader(tmp_path)
    chunk = reader.read(max_bytes=100)
    assert chunk.end == Position(2, len(MAGIC))
    assert [found.payload for found in reader.read(chunk.end).entries] == [b"w"]


def test_an_unreadable_cursor_reads_again(tmp_path: Path) -> None:
    segment(tmp_path, 3, entry(b"a"))
    (tmp_path / "cursor.json").write_text("{")
    assert payloads(SpoolReader(tmp_path)) == [b"a"]


def test_spools_are_the_directories(tmp_path: Path) -> None:
    (tmp_path / "edge-1").mkdir()
    (tmp_path / "edge-0").mkdir()
    (tmp_path / "file").touch()
    assert [path.name for path in spools(tmp_path)] == ["edge-0", "edge-1"]
    assert spools(tmp_path / "absent") == []


@pytest.mark.parametrize("left_behind", [b"", MAGIC[:3]], ids=["nothing", "half a head"])
def test_a_segment_whose_writer_died_while_it_began_it(tmp_path: Path, left_behind: bytes) -> None:
    segment(tmp_path, 1, entry(b"a"))
    (tmp_path / segment_name(2)).write_bytes(left_behind)
    segment(tmp_path, 3, entry(b"b"))
    reader = SpoolReader(tmp_path)
    assert payloads(reader) == [b"a", b"b"]
    reader.commit(Position(2, len(MAGIC)))
    assert reader.backlog_bytes() == len(entry(b"b"))


def test_what_was_read_before_its_write_failed_and_was_cut_back(tmp_path: Path) -> None:
    segment(tmp_path, 1, entry(b"a"), entry(b"not acknowledged"))
    reader = SpoolReader(tmp_path)
    reader.commit(reader.read().end)
    segment(tmp_path, 1, entry(b"a"))
    segment(tmp_path, 2, entry(b"b"))
    assert payloads(reader) == [b"b"]


def test_damage_behind_the_bound_of_one_read_leaves_what_comes_behind_it(tmp_path: Path) -> None:
    damaged = bytearray(entry(b"damaged" * 10))
    damaged[-1] ^= 1
    segment(tmp_path, 1, entry(b"a" * 50), bytes(damaged), *(entry(b"b" * 50) for _ in range(9)), b"\x01garbage")
    segment(tmp_path, 2, entry(b"c"))
    reader, found, corrupt = SpoolReader(tmp_path), 0, []
    position = reader.committed
    while (chunk := reader.read(position, max_bytes=120)).end != position:
        found += len(chunk.entries)
        corrupt += [item.data for item in chunk.corrupt]
        position = chunk.end
    assert (found, corrupt) == (11, [bytes(damaged)])


def test_entry_by_entry(tmp_path: Path) -> None:
    segment(tmp_path, 1, entry(b"a"), entry(b"b"))
    segment(tmp_path, 2, entry(b"c"))
    reader, found = SpoolReader(tmp_path), []
    while (chunk := reader.read(max_entries=1)).end != reader.committed:
        found.append([item.payload for item in chunk.entries])
        reader.commit(chunk.end)
    assert [items for items in found if items] == [[b"a"], [b"b"], [b"c"]]


def test_a_full_disk_keeps_no_segment_that_is_done_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, payload in enumerate((b"a", b"b", b"c"), start=1):
        segment(tmp_path, number, entry(payload))
    reader = SpoolReader(tmp_path)
    first = reader.read().end
    real = Path.write_text

    def full(path: Path, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", full)
        reader.commit(first)
    assert segments(tmp_path) == [2, 3]
    assert reader.committed == first
    assert [item.payload for item in reader.read().entries] == [b"b"]
    assert [item.payload for item in SpoolReader(tmp_path).read().entries] == [b"b"], "a restart finds its place too"
    monkeypatch.setattr(Path, "write_text", real)
    reader.commit(first)
    assert SpoolReader(tmp_path).committed == first, "as soon as there is room, though nothing more was read"
