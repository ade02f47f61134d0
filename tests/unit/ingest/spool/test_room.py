"""What the spool leaves of its disk, and what it does about times of receipt."""

import shutil
import time
from pathlib import Path

import pytest

from to11.ingest.spool import EntryKind, Spool
from to11.ingest.spool import writer as writer_module
from to11.ingest.spool.lock import DirectoryLock
from to11.ingest.spool.reader import SpoolReader
from to11.model.errors import UnavailableError
from to11.settings import SpoolSettings


async def test_room_is_left_for_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(tmp_path / "edge", SpoolSettings(min_free_bytes=1 << 50))
    with pytest.raises(UnavailableError, match="nearly full"):
        await spool.append(EntryKind.OTLP, "p", b"x")
    assert not spool.offer(EntryKind.CALL, "p", b"x")
    await spool.close()
    spool = Spool(tmp_path / "edge", SpoolSettings(min_free_bytes=0))
    await spool.append(EntryKind.OTLP, "p", b"x")
    await spool.close()


async def test_room_that_is_made_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer_module, "_USAGE_SECONDS", 0.0)
    free = 1000

    class Usage:
        @property
        def free(self) -> int:
            return free

    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage())
    spool = Spool(tmp_path / "edge", SpoolSettings(min_free_bytes=900))
    with pytest.raises(UnavailableError, match="nearly full"):
        await spool.append(EntryKind.OTLP, "p", b"x" * 200)
    free = 5000
    deadline = time.monotonic() + 10
    while True:
        try:
            await spool.append(EntryKind.OTLP, "p", b"x" * 200)
            break
        except UnavailableError:
            assert time.monotonic() < deadline
    await spool.close()


async def test_a_clock_that_is_set_back_does_not_turn_entries_around(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, offset = time.time_ns, 0
    monkeypatch.setattr(time, "time_ns", lambda: real() + offset)
    for offset in (0, 3_600 * 10**9, -3_600 * 10**9):
        spool = Spool(tmp_path / "edge", SpoolSettings())
        await spool.append(EntryKind.OTLP, "p", b"x")
        offset -= 7_200 * 10**9
        await spool.append(EntryKind.OTLP, "p", b"y")
        await spool.close()
    reader, received = SpoolReader(tmp_path / "edge"), []
    while (chunk := reader.read()).end != reader.committed:
        received += [entry.received_ns for entry in chunk.entries]
        reader.commit(chunk.end)
    assert len(received) == 6
    assert received == sorted(set(received))


def test_a_full_disk_keeps_nobody_from_owning_a_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int, data: bytes, at: int) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.pwrite", full)
    lock = DirectoryLock(tmp_path).acquire()
    lock.release()
