"""The drain's side of a spool: entries in order from where the last commit stopped.

A segment is sealed once a newer one exists. What cannot be read is set aside with its cause, never blocking what comes
behind it: a torn tail of a sealed segment was never acknowledged and is dropped. Where an entry's length is damaged,
nothing in that segment can be found behind it, and the rest of the segment is set aside in one piece.
"""

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from to11 import log
from to11.ingest.spool.format import (
    MAGIC,
    CorruptEntryError,
    Entry,
    decode,
    is_cut_short,
    segment_name,
    segments,
)

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
        self._behind = False
        self._stuck_since: tuple[Position, float] | None = None

    @property
    def name(self) -> str:
        """The spool's directory name, for example `edge-0`."""
        return self._directory.name

    def read(
        self, start: Position | None = None, max_bytes: int = _READ_BYTES, *, max_entries: int | None = None
    ) -> Chunk:
        """Entries from `start` (default: the committed position), about `max_bytes` and `max_entries` of them at most.

        Raises OSError when a file cannot be read.
        """
        numbers = segments(self._directory)
        position = self._enter(start or self.committed, numbers)
        if position is None:
            return Chunk([], [], start or self.committed)
        sealed = position.segment != numbers[-1]
        data, to_the_end = self._bytes(position, max_bytes)
        entries, corrupt, consumed = self._parse(
            data, position, sealed=sealed, to_the_end=to_the_end, max_entries=max_entries
        )
        end = Position(position.segment, position.offset + consumed)
        if sealed and to_the_end and self._done(data, consumed, end, len(entries) == max_entries):
            end = Position(next(number for number in numbers if number > position.segment), len(MAGIC))
        return Chunk(entries, corrupt, end)

    def commit(self, end: Position) -> None:
        """What lies before `end` is stored: remember it, and delete the segments that are done with.

        On a full disk the cursor cannot be written before they are gone; should it fail even then, it is written with
        the next commit, and until then a restart reads again what is stored already. Raises OSError when a segment
        cannot be deleted.
        """
        if end == self.committed and not self._behind:
            return
        self._behind = not self._remember(end)
        self.committed = end
        for number in segments(self._directory):
            if number < end.segment:
                (self._directory / segment_name(number)).unlink(missing_ok=True)
        if self._behind:
            self._behind = not self._remember(end)

    def _remember(self, end: Position) -> bool:
        temporary = self._cursor_path.with_suffix(".tmp")
        try:
            temporary.write_text(json.dumps({"segment": end.segment, "offset": end.offset}))
            temporary.replace(self._cursor_path)
        except OSError as error:
            logger.warning("cursor cannot be written", spool=self.name, cause=str(error))
            return False
        return True

    def backlog_bytes(self) -> int:
        """How many bytes are not yet committed."""
        total = 0
        for number in segments(self._directory):
            try:
                size = (self._directory / segment_name(number)).stat().st_size
            except FileNotFoundError:
                continue  # another reader was done with it meanwhile
            if number == self.committed.segment:
                total += max(0, size - self.committed.offset)
            elif number > self.committed.segment:
                total += max(0, size - len(MAGIC))
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

    def _bytes(self, position: Position, max_bytes: int) -> tuple[bytes, bool]:
        """About `max_bytes` that begin with a whole entry, or all that is left of the segment; whether it is all."""
        with (self._directory / segment_name(position.segment)).open("rb") as file:
            file.seek(position.offset)
            data = file.read(max_bytes)
            if len(data) == max_bytes:
                try:
                    whole = decode(data, 0) is not None
                except CorruptEntryError:
                    whole = False
                if not whole:
                    data += file.read()
            return data, file.tell() >= os.fstat(file.fileno()).st_size

    def _parse(
        self, data: bytes, position: Position, *, sealed: bool, to_the_end: bool, max_entries: int | None
    ) -> tuple[list[Entry], list[Corruption], int]:
        """What is in `data`, and how much of it is done with."""
        entries: list[Entry] = []
        corrupt: list[Corruption] = []
        offset = 0
        while len(entries) != max_entries:
            try:
                found = decode(data, offset)
                if found is None:
                    break
                entries.append(found[0])
                offset = found[1]
            except CorruptEntryError as error:
                if not to_the_end:
                    break  # to be looked at with the rest of the segment in view
                here = Position(position.segment, position.offset + offset)
                trusted = error.end if error.end is not None and _leads_on(data, error.end) else None
                if not sealed and (trusted is None or not self._stuck(here)):
                    break
                end = len(data) if trusted is None else trusted
                corrupt.append(Corruption(here, bytes(data[offset:end]), str(error)))
                offset = end
        else:
            return entries, corrupt, offset
        if sealed and to_the_end and offset < len(data) and not is_cut_short(data, offset):
            here = Position(position.segment, position.offset + offset)
            corrupt.append(Corruption(here, bytes(data[offset:]), "an entry's length is damaged"))
            offset = len(data)
        return entries, corrupt, offset

    def _done(self, data: bytes, consumed: int, end: Position, limited: bool) -> bool:
        """Whether nothing more is to be had from a sealed segment, all of whose rest is `data`."""
        left = len(data) - consumed
        if left and limited:
            return False
        if left:
            logger.warning("torn tail dropped", spool=self.name, segment=end.segment, bytes=left)
        return True

    def _stuck(self, here: Position) -> bool:
        """Whether the bytes here have been wrong for so long that they are not just being written."""
        now = time.monotonic()
        if self._stuck_since is None or self._stuck_since[0] != here:
            self._stuck_since = (here, now)
        return now - self._stuck_since[1] >= _STUCK_SECONDS


def _leads_on(data: bytes, end: int | None) -> bool:
    """Whether a sound entry, or the end of what is there, is reached from here: so the length before was right."""
    while end is not None and end < len(data):
        try:
            return decode(data, end) is not None
        except CorruptEntryError as error:
            end = error.end
    return end == len(data)


def spools(root: Path) -> list[Path]:
    """The spool directories below `root`, by name."""
    return sorted(Path(entry.path) for entry in os.scandir(root) if entry.is_dir()) if root.is_dir() else []
