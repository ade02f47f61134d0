"""The edge's side: acknowledged means on disk, and a failing disk is told as retryable."""

import asyncio
import errno
import os
import threading
from pathlib import Path

import pytest

from to11.ingest.spool import EntryKind, Spool
from to11.ingest.spool.format import segments
from to11.ingest.spool.reader import SpoolReader
from to11.ingest.spool.segment import SegmentWriter
from to11.model.errors import ConflictError, UnavailableError
from to11.settings import SpoolSettings


def read_all(directory: Path) -> list[bytes]:
    reader, found = SpoolReader(directory), []
    position = reader.committed
    while (chunk := reader.read(position)).end != position:
        found += [entry.payload for entry in chunk.entries]
        position = chunk.end
    return found


async def test_append_is_readable_the_moment_it_returns(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "edge", SpoolSettings())
    for payload in (b"one", b"two" * 1000, b""):
        await spool.append(EntryKind.OTLP, "proj_a", payload)
        assert read_all(tmp_path / "edge")[-1] == payload
    entry = SpoolReader(tmp_path / "edge").read().entries[0]
    assert (entry.kind, entry.project_id) == (EntryKind.OTLP, "proj_a")
    await spool.close()


async def test_append_syncs_before_it_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(tmp_path / "edge", SpoolSettings())
    await spool.append(EntryKind.OTLP, "p", b"first")
    synced: list[int] = []
    real = os.fdatasync

    def counted(fd: int) -> None:
        synced.append(fd)
        real(fd)

    monkeypatch.setattr(os, "fdatasync", counted)
    await asyncio.gather(*(spool.append(EntryKind.OTLP, "p", b"x" * 100) for _ in range(200)))
    assert 1 <= len(synced) < 200, "one sync for a group, not one for each entry"
    await spool.close()


async def test_offers_keep_their_order_and_close_writes_them(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "edge", SpoolSettings())
    payloads = [str(number).encode() for number in range(500)]
    assert all(spool.offer(EntryKind.CALL, "p", payload) for payload in payloads)
    await spool.close()
    await spool.close()
    assert read_all(tmp_path / "edge") == payloads
    with pytest.raises(UnavailableError):
        await spool.append(EntryKind.OTLP, "p", b"late")
    assert not spool.offer(EntryKind.CALL, "p", b"late")


async def test_offers_gather_for_a_moment_and_need_no_append_after_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path / "edge", SpoolSettings())
    groups: list[int] = []
    write = SegmentWriter.write

    def counted(self: SegmentWriter, buffers: list[bytes], size: int, *, sync: bool) -> None:
        groups.append(size)
        write(self, buffers, size, sync=sync)

    monkeypatch.setattr(SegmentWriter, "write", counted)
    payloads = [str(number).encode() for number in range(300)]
    for payload in payloads:
        assert spool.offer(EntryKind.CALL, "p", payload)
        await asyncio.sleep(0)
    async with asyncio.timeout(10):
        while len(read_all(tmp_path / "edge")) < len(payloads):
            await asyncio.sleep(0.001)
    assert read_all(tmp_path / "edge") == payloads
    assert len(groups) < len(payloads) / 4
    await spool.close()


async def test_an_append_takes_the_offers_before_it_along(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "edge", SpoolSettings())
    assert spool.offer(EntryKind.CALL, "p", b"offered")
    await spool.append(EntryKind.OTLP, "p", b"appended")
    assert read_all(tmp_path / "edge") == [b"offered", b"appended"]
    await spool.close()


async def test_a_segment_is_rolled_at_its_size_and_a_new_owner_begins_a_new_one(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "edge", SpoolSettings(segment_bytes=1000))
    for _ in range(10):
        await spool.append(EntryKind.OTLP, "p", b"x" * 400)
    await spool.close()
    before = segments(tmp_path / "edge")
    assert len(before) == 4
    spool = Spool(tmp_path / "edge", SpoolSettings())
    await spool.append(EntryKind.OTLP, "p", b"y")
    await spool.close()
    assert segments(tmp_path / "edge") == [*before, before[-1] + 1]
    assert len(read_all(tmp_path / "edge")) == 11


async def test_two_owners_of_a_directory_are_refused(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "edge", SpoolSettings())
    with pytest.raises(ConflictError):
        Spool(tmp_path / "edge", SpoolSettings())
    await spool.close()
    await Spool(tmp_path / "edge", SpoolSettings()).close()


async def test_a_full_disk_is_retryable_and_leaves_no_torn_entry(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path / "edge", SpoolSettings())
    await spool.append(EntryKind.OTLP, "p", b"before")
    real = os.writev

    def half_then_full(fd: int, buffers: list[bytes]) -> int:
        real(fd, [b"".join(buffers)[:20]])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "writev", half_then_full)
    with pytest.raises(UnavailableError, match="No space left"):
        await spool.append(EntryKind.OTLP, "p", b"lost" * 100)
    assert spool.failing
    monkeypatch.setattr(os, "writev", real)
    await spool.append(EntryKind.OTLP, "p", b"after")
    assert not spool.failing
    await spool.close()
    assert read_all(tmp_path / "edge") == [b"before", b"after"]


async def test_a_failed_sync_is_not_acknowledged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(tmp_path / "edge", SpoolSettings())
    await spool.append(EntryKind.OTLP, "p", b"before")

    def fails(fd: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", fails)
        with pytest.raises(UnavailableError):
            await spool.append(EntryKind.OTLP, "p", b"unsure")
    await spool.append(EntryKind.OTLP, "p", b"after")
    await spool.close()
    assert read_all(tmp_path / "edge") == [b"before", b"after"]


async def test_limits_are_told_before_anything_is_taken(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "full", SpoolSettings(max_bytes=1000))
    await spool.append(EntryKind.OTLP, "p", b"x" * 900)
    with pytest.raises(UnavailableError, match="full"):
        await spool.append(EntryKind.OTLP, "p", b"x" * 200)
    assert not spool.offer(EntryKind.CALL, "p", b"x" * 200)
    assert spool.dropped == 1
    await spool.close()
    spool = Spool(tmp_path / "pending", SpoolSettings(max_pending_bytes=100))
    with pytest.raises(UnavailableError, match="waiting"):
        await spool.append(EntryKind.OTLP, "p", b"x" * 101)
    await spool.close()


class SlowDisk:
    """Counts the entries of the groups that are written; a write waits until `gate` is set."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.groups: list[int] = []
        self.gate = threading.Event()
        real = SegmentWriter.write

        def write(segment: SegmentWriter, buffers: list[bytes], size: int, *, sync: bool) -> None:
            self.groups.append(len(buffers) // 2)
            self.gate.wait(10)
            real(segment, buffers, size, sync=sync)

        monkeypatch.setattr(SegmentWriter, "write", write)


async def test_a_flood_is_passed_by_another_projects_entries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = SlowDisk(monkeypatch)
    spool = Spool(tmp_path / "edge", SpoolSettings())
    flood = [asyncio.create_task(spool.append(EntryKind.OTLP, "a", b"a%d" % i + bytes(4 << 20))) for i in range(12)]
    while not disk.groups:
        await asyncio.sleep(0.005)
    small = [asyncio.create_task(spool.append(EntryKind.OTLP, "b", b"b%d" % i)) for i in range(3)]
    await asyncio.sleep(0)
    disk.gate.set()
    await asyncio.gather(*small)
    assert len(disk.groups) == 2 or not all(task.done() for task in flood)
    await asyncio.gather(*flood)
    await spool.close()
    order = [payload[:3].rstrip(b"\0").decode() for payload in read_all(tmp_path / "edge")]
    assert [name for name in order if name[0] == "a"] == [f"a{i}" for i in range(12)]
    assert [name for name in order if name[0] == "b"] == ["b0", "b1", "b2"]
    assert order.index("b2") < 9, "in the group that followed"


async def test_a_large_entry_has_a_group_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = SlowDisk(monkeypatch)
    spool = Spool(tmp_path / "edge", SpoolSettings())
    first = asyncio.create_task(spool.append(EntryKind.OTLP, "a", b"first"))
    while not disk.groups:
        await asyncio.sleep(0.005)
    tasks = [
        asyncio.create_task(spool.append(EntryKind.OTLP, "a", bytes(17 << 20))),
        *(asyncio.create_task(spool.append(EntryKind.OTLP, "b", b"small")) for _ in range(5)),
    ]
    await asyncio.sleep(0)
    disk.gate.set()
    await asyncio.gather(first, *tasks)
    await spool.close()
    assert disk.groups == [1, 5, 1]


async def test_one_project_fills_neither_the_queue_nor_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = SlowDisk(monkeypatch)
    spool = Spool(tmp_path / "edge", SpoolSettings(max_pending_bytes=100_000, max_bytes=1_000_000))
    while spool.offer(EntryKind.CALL, "a", bytes(1000)):
        pass
    assert spool.offer(EntryKind.CALL, "b", bytes(1000))
    disk.gate.set()
    while spool._pending:
        await asyncio.sleep(0.005)
    filling = 0
    while filling < 2000:
        try:
            await spool.append(EntryKind.OTLP, "a", bytes(10_000))
        except UnavailableError as error:
            assert error.message == "the spool is full"  # noqa: PT017 (the loop ends with it)
            break
        filling += 1
    assert 60 < filling < 90
    await spool.append(EntryKind.OTLP, "b", bytes(10_000))
    await spool.close()


async def test_what_the_drain_took_is_room_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("to11.ingest.spool.writer._USAGE_SECONDS", 0.01)
    monkeypatch.setattr("to11.ingest.spool.writer._SYNC_SECONDS", 0.01)
    spool = Spool(tmp_path / "edge", SpoolSettings(max_bytes=100_000, segment_bytes=10_000))
    for _ in range(3):
        for _ in range(6):
            await spool.append(EntryKind.OTLP, "a", bytes(10_000))
        with pytest.raises(UnavailableError, match="full"):
            await spool.append(EntryKind.OTLP, "a", bytes(30_000))
        for number in segments(tmp_path / "edge")[:-1]:
            (tmp_path / "edge" / f"{number:08d}.log").unlink()
        await asyncio.sleep(0.1)
    await spool.close()
