"""What cannot be stored is set aside with its cause, where an operator finds it, and blocks nothing behind it.

Each case is two files: `<id>.entry` (the bytes as they stood in the spool) and `<id>.json` (what is known about them).
The second is what makes it a case: it comes last and goes first. The drain adds cases, `to11 spool` lists, shows,
retries and drops them.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from to11 import log
from to11.ingest.spool.format import CorruptEntryError, Entry, decode, encode
from to11.ingest.spool.lock import DirectoryLock
from to11.ingest.spool.segment import SegmentWriter, sync_directory
from to11.model.errors import InvalidRequestError, NotFoundError
from to11.settings import MIB

logger = log.get(__name__)

RETRIED = "retried"
"""The spool that retried cases are put into; the drain reads it like any other."""


@dataclass(frozen=True, slots=True)
class Case:
    """One set-aside piece of a spool. `at` is when, in seconds since the epoch."""

    id: str
    spool: str
    cause: str
    project_id: str
    bytes: int
    at: float


class Quarantine:
    """The directory of cases; made when the first one comes."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def keep_entry(self, entry: Entry, *, spool: str, cause: str) -> None:
        """Set aside a whole entry. Raises OSError when that fails; the entry then stays in the spool."""
        framed = b"".join(encode(entry.kind, entry.project_id, entry.received_ns, entry.payload))
        self.keep_bytes(framed, spool=spool, cause=cause, project_id=entry.project_id)

    def keep_bytes(self, data: bytes, *, spool: str, cause: str, project_id: str = "") -> None:
        """Set aside bytes that could not even be read as an entry; on disk when this returns. Raises OSError.

        The same bytes of a spool are one case, so that a drain that dies before its commit makes no second one.
        """
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        case = Case(_id(data, spool), spool, cause, project_id, len(data), time.time())
        self._write(self._entry(case.id), data)
        self._write(self._about(case.id), json.dumps(asdict(case)).encode() + b"\n")
        sync_directory(self._directory)
        logger.error("entry set aside", id=case.id, spool=spool, project_id=project_id, cause=cause, bytes=len(data))

    def cases(self) -> Iterator[Case]:
        """All cases, oldest first."""
        yield from sorted(map(_read, self._directory.glob("*.json")), key=lambda case: (case.at, case.id))

    def count(self) -> int:
        """How many cases there are."""
        return sum(1 for _ in self._directory.glob("*.json"))

    def case(self, case_id: str) -> tuple[Case, bytes]:
        """A case and its bytes. Raises NotFoundError."""
        about = self._about(case_id)
        if about.parent != self._directory or not about.is_file():
            raise NotFoundError(f"nothing with the id '{case_id}' was set aside")
        return _read(about), self._entry(case_id).read_bytes()

    def drop(self, case_id: str) -> None:
        """Forget a case for good. Raises NotFoundError."""
        self.case(case_id)
        self._about(case_id).unlink()
        self._entry(case_id).unlink()

    def retry(self, case_id: str, spools: Path) -> None:
        """Put a case back into the spools below `spools`; the drain takes it up, or sets it aside again.

        Raises NotFoundError, InvalidRequestError for bytes that are no entry, ConflictError while another retry runs.
        """
        _, data = self.case(case_id)
        entry_of(data)
        directory = spools / RETRIED
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = DirectoryLock(directory).acquire()
        try:
            segment = SegmentWriter(directory, MIB)
            segment.write([data], len(data), sync=True)
            segment.close()
        finally:
            lock.release()
        self.drop(case_id)

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        """All of it, or nothing."""
        temporary = path.with_suffix(path.suffix + ".tmp")
        try:
            with temporary.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise

    def _entry(self, case_id: str) -> Path:
        return self._directory / f"{case_id}.entry"

    def _about(self, case_id: str) -> Path:
        return self._directory / f"{case_id}.json"


def entry_of(data: bytes) -> Entry:
    """The entry that a case's bytes are. Raises InvalidRequestError when they are none, or damaged."""
    try:
        found = decode(data, 0)
    except CorruptEntryError as error:
        raise InvalidRequestError(f"the bytes are no entry: {error}") from error
    if found is None:
        raise InvalidRequestError("the bytes are no whole entry")
    return found[0]


def _id(data: bytes, spool: str) -> str:
    # A retried case that is set aside again is a new one: the old one is dropped when its retry is on disk.
    place = f"{spool} {time.time_ns()}" if spool == RETRIED else spool
    return hashlib.sha256(place.encode() + b"\0" + data).hexdigest()[:16]


def _read(path: Path) -> Case:
    stored: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return Case(**stored)
