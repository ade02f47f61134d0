"""The segment file an edge appends to: written in order, cut back to the last whole group when a write fails."""

import os
from pathlib import Path

from to11.ingest.spool.format import MAGIC, segment_name, segments

_IOV_MAX = 1024


class SegmentWriter:
    """Appends groups of buffers to numbered segments. Not thread-safe; every method raises OSError as the disk does."""

    def __init__(self, directory: Path, segment_bytes: int) -> None:
        self._directory = directory
        self._limit = segment_bytes
        self._number = (segments(directory) or [0])[-1]
        self._fd = -1
        self._size = 0
        self._dirty = False

    def write(self, buffers: list[bytes], size: int, *, sync: bool) -> None:
        """Append the buffers (of `size` bytes together); with `sync` they are on disk when this returns.

        On OSError nothing of the group remains in the spool: the segment is cut back and given up.
        """
        if self._fd < 0 or self._size >= self._limit:
            self._roll()
        try:
            self._write_all(buffers, size)
            if sync:
                os.fdatasync(self._fd)
        except OSError:
            self._give_up()
            raise
        self._size += size
        self._dirty = not sync

    def sync(self) -> None:
        """Put what was written without sync on disk."""
        if self._dirty and self._fd >= 0:
            os.fdatasync(self._fd)
            self._dirty = False

    def close(self) -> None:
        """Sync and close; may be called twice."""
        if self._fd >= 0:
            self.sync()
            os.close(self._fd)
            self._fd = -1

    def _write_all(self, buffers: list[bytes], size: int) -> None:
        written = 0
        for first in range(0, len(buffers), _IOV_MAX):
            group = buffers[first : first + _IOV_MAX]
            wanted = sum(map(len, group))
            done = os.writev(self._fd, group)
            if done < wanted:  # a signal or a nearly full disk: the rest, or the reason why not
                _write_whole(self._fd, memoryview(b"".join(group))[done:])
            written += wanted
        if written != size:
            raise OSError(f"wrote {written} of {size} bytes")

    def _roll(self) -> None:
        self.close()
        number = self._number + 1
        path = self._directory / segment_name(number)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            _write_whole(fd, MAGIC)
            os.fdatasync(fd)
            sync_directory(self._directory)
        except OSError:
            os.close(fd)
            path.unlink(missing_ok=True)
            raise
        self._fd, self._number, self._size, self._dirty = fd, number, len(MAGIC), False

    def _give_up(self) -> None:
        """After a failed write or fsync the kernel's copy cannot be trusted: cut back, and begin a new segment."""
        try:
            os.ftruncate(self._fd, self._size)
        except OSError:
            pass  # the torn tail fails its checksum; the reader drops it
        os.close(self._fd)
        self._fd = -1


def _write_whole(fd: int, data: bytes | memoryview) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(fd, rest) :]


def sync_directory(directory: Path) -> None:
    """Put the directory's own entries on disk: files that were made or renamed in it."""
    fd = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
