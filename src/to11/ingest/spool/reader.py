"""The drain's side of a spool: entries in order from where the last commit stopped.

A segment is sealed once a newer one exists. What cannot be read is set aside with its cause, never blocking what comes
behind it: a torn tail of a sealed segment was never acknowledged and is dropped.
"""

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from to11 import log
from to11.ingest.spool.format import MAGIC, CorruptEntryError, Entry, decode, segment_name, segments

logger = log.get(__name__)

_STUCK_SECONDS = 5.0
_READ_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a spool: segment number and byte offset."""

    segment: int
    offset: int


@dataclass(frozen=True, slots=True)
class Corruption:
    """Bytes that are no entry: where, what, why."""

    position: Position
    data: bytes
    cause: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one read gave. `end` is where the next read begins once this chunk is stored."""

    entries: list[Entry]
    corrupt: list[Corruption]
    end: Position


class SpoolReader:
    """Reads the spool in `directory`; made and used by one thread. The cursor lives beside the segments."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._cursor_path = directory / "cursor.json"
        self.committed = self._load()
        self._stuck_since: tuple[Position, float] | None = None

    @property
    def name(self) -> str:
        """The spool's directory name, for example `edge-0`."""
        return self._directory.name

    def read(self, start: Position | None = None, max_bytes: int = _READ_BYTES) -> Chunk:
        """Entries from `start` (default: the committed position), about `max_bytes` of them at the most.

        Raises OSError when a file cannot be read.
        """
        numbers = segments(self._directory)
        position = self._enter(start or self.committed, numbers)
        if position is None:
            return Chunk([], [], start or self.committed)
        sealed = position.segment != numbers[-1]
        data = self._bytes(position, max_bytes)
        entries, corrupt, consumed, rest_is_bad = self._parse(data, position, sealed)
        end = Position(position.segment, position.offset + consumed)
        if sealed and self._exhausted(end, rest_is_bad, len(data) - consumed):
            if consumed < len(data) and not rest_is_bad:
                logger.warning("torn tail dropped", spool=self.name, segment=end.segment, bytes=len(data) - consumed)
            following = next(number for number in numbers if number > position.segment)
            end = Position(following, len(MAGIC))
        return Chunk(entries, corrupt, end)

    def commit(self, end: Position) -> None:
        """What lies before `end` is stored: remember it, and delete the segments that are done with."""
        if end == self.committed:
            return
        temporary = self._cursor_path.with_suffix(".tmp")
        temporary.write_text(json.dumps({"segment": end.segment, "offset": end.offset}))
        temporary.replace(self._cursor_path)
        self.committed = end
        for number in segments(self._directory):
            if number < end.segment:
                (self._directory / segment_name(number)).unlink(missing_ok=True)

    def backlog_bytes(self) -> int:
        """How many bytes are not yet committed."""
        total = 0
        for number in segments(self._directory):
            size = (self._directory / segment_name(number)).stat().st_size
            if number == self.committed.segment:
                total += max(0, size - self.committed.offset)
            elif number > self.committed.segment:
                total += size - len(MAGIC)
        return total

    def _load(self) -> Position:
        try:
            stored = json.loads(self._cursor_path.read_text())
            return Position(int(stored["segment"]), int(stored["offset"]))
        except FileNotFoundError:
            return Position(0, len(MAGIC))
        except (ValueError, KeyError, TypeError) as error:
            # Reading again from the first segment is safe: writes to the store are idempotent.
            logger.warning("cursor unreadable, reading the spool again", spool=self.name, cause=str(error))
            return Position(0, len(MAGIC))

    @staticmethod
    def _enter(position: Position, numbers: list[int]) -> Position | None:
        for number in numbers:
            if number == position.segment:
                return position
            if number > position.segment:
                return Position(number, len(MAGIC))
        return None

    def _bytes(self, position: Position, max_bytes: int) -> bytes:
        """At least one whole entry's bytes if it is there, and about `max_bytes` otherwise."""
        with (self._directory / segment_name(position.segment)).open("rb") as file:
            file.seek(position.offset)
            data = file.read(max_bytes)
            if len(data) == max_bytes:
                try:
                    whole = decode(data, 0) is not None
                except CorruptEntryError:
                    whole = True
                if not whole:
                    data += file.read()
        return data

    def _parse(self, data: bytes, position: Position, sealed: bool) -> tuple[list[Entry], list[Corruption], int, bool]:
        entries: list[Entry] = []
        corrupt: list[Corruption] = []
        offset = 0
        while True:
            try:
                found = decode(data, offset)
            except CorruptEntryError as error:
                here = Position(position.segment, position.offset + offset)
                if not sealed and not self._stuck(here):
                    return entries, corrupt, offset, False
                end = error.end if error.end is not None else len(data)
                corrupt.append(Corruption(here, bytes(data[offset:end]), str(error)))
                if error.end is None:
                    return entries, corrupt, len(data), True
                offset = end
                continue
            if found is None:
                return entries, corrupt, offset, False
            entries.append(found[0])
            offset = found[1]

    def _stuck(self, here: Position) -> bool:
        """Whether the bytes here have been wrong for so long that they are not just being written."""
        now = time.monotonic()
        if self._stuck_since is None or self._stuck_since[0] != here:
            self._stuck_since = (here, now)
        return now - self._stuck_since[1] >= _STUCK_SECONDS

    def _exhausted(self, end: Position, rest_is_bad: bool, left: int) -> bool:
        size = (self._directory / segment_name(end.segment)).stat().st_size
        return rest_is_bad or left == size - end.offset


def spools(root: Path) -> list[Path]:
    """The spool directories below `root`, by name."""
    return sorted(Path(entry.path) for entry in os.scandir(root) if entry.is_dir()) if root.is_dir() else []
