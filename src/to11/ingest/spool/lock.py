"""One owner per directory: an advisory lock that dies with its process."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Self

from to11.model.errors import ConflictError


class DirectoryLock:
    """Holds `directory/lock`; the file names the owner's process id. The kernel lets go when the owner dies."""

    def __init__(self, directory: Path, name: str = "lock") -> None:
        self._path = directory / name
        self._fd = -1

    def acquire(self) -> Self:
        """Take the lock. Raises ConflictError when another process holds it, OSError when the file cannot be made."""
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = os.pread(fd, 32, 0).decode("ascii", "replace").strip()
            os.close(fd)
            raise ConflictError(f"{self._path.parent} is in use", details={"pid": owner}) from error
        self._fd = fd
        with suppress(OSError):  # on a full disk the lock holds all the same
            os.ftruncate(fd, 0)
            os.pwrite(fd, f"{os.getpid()}\n".encode(), 0)
        return self

    def release(self) -> None:
        """Let go; may be called twice."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
