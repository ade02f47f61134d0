"""The layout of a spool on disk.

A spool is a directory of segment files `00000001.log`, `00000002.log`, … Each begins with `MAGIC`; entries follow:

    u32 length of what follows the checksum | u32 CRC-32 of it | u8 kind | u8 length of the project id
    | u64 received, ns since the epoch | project id, UTF-8 | payload

All numbers are little-endian. An entry is there when its length and checksum hold; a torn tail was never
acknowledged.
"""

import re
import struct
import zlib
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

MAGIC = b"TO11SPL1"
_FRAME = struct.Struct("<II")
_HEAD = struct.Struct("<BBQ")
FRAME_SIZE = _FRAME.size
MAX_BODY = 1 << 31
_MAYBE_HEAD = re.compile(rb"(?=.{3}[\x00-\x7f].{4}[\x01\x02][\x01-\xff])", re.DOTALL)


class EntryKind(IntEnum):
    """What an entry's payload is."""

    OTLP = 1
    """A serialized `ExportTraceServiceRequest` whose spans were checked."""
    CALL = 2
    """A gateway call, `to11.wire.calls`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One spooled request. `received_ns` is when the door took it, in nanoseconds since the epoch."""

    kind: EntryKind
    project_id: str
    received_ns: int
    payload: bytes


def encode(kind: EntryKind, project_id: str, received_ns: int, payload: bytes) -> tuple[bytes, bytes]:
    """An entry as (frame and head, payload), to be written one after the other; the payload is not copied."""
    project = project_id.encode()
    head = _HEAD.pack(kind, len(project), received_ns) + project
    checksum = zlib.crc32(payload, zlib.crc32(head))
    return _FRAME.pack(len(head) + len(payload), checksum) + head, payload


class CorruptEntryError(Exception):
    """The bytes at an offset are no entry, though enough of them are there. `end` is where the next one would begin,
    or None where even the length cannot be believed."""

    def __init__(self, message: str, end: int | None) -> None:
        super().__init__(message)
        self.end = end


def decode(data: bytes | memoryview, offset: int) -> tuple[Entry, int] | None:
    """The entry at `offset` and the offset behind it; None when it is not wholly there (yet).

    Raises CorruptEntryError when it is there and its checksum or head does not hold.
    """
    if len(data) - offset < FRAME_SIZE:
        return None
    length, checksum = _FRAME.unpack_from(data, offset)
    start = offset + FRAME_SIZE
    if not _HEAD.size <= length <= MAX_BODY:
        raise CorruptEntryError(f"impossible length {length}", None)
    if len(data) - start < length:
        return None
    end = start + length
    body = memoryview(data)[start:end]
    if zlib.crc32(body) != checksum:
        raise CorruptEntryError("checksum does not match", end)
    kind, project_length, received_ns = _HEAD.unpack_from(body)
    payload_start = _HEAD.size + project_length
    try:
        project_id = str(body[_HEAD.size : payload_start], "utf-8")
        return Entry(EntryKind(kind), project_id, received_ns, bytes(body[payload_start:])), end
    except ValueError as error:
        raise CorruptEntryError(f"head cannot be read: {error}", end) from error


def holds_entry(data: bytes, offset: int) -> bool:
    """Whether a whole entry begins anywhere behind `offset`: what looks like one cut short is a damaged length then.

    To tell damage from a torn tail, and for nothing else: a client can put the likeness of an entry into a payload, so
    what is found by searching must not be stored.
    """
    for match in _MAYBE_HEAD.finditer(data, offset + 1):
        try:
            if decode(data, match.start()) is not None:
                return True
        except CorruptEntryError:
            continue
    return False


def is_cut_short(data: bytes, offset: int) -> bool:
    """Whether the bytes from `offset` on, of which no entry can be read, are the beginning of one that was never wholly
    written. Otherwise its length is damaged."""
    if len(data) - offset < FRAME_SIZE:
        return True
    _, checksum = _FRAME.unpack_from(data, offset)
    return zlib.crc32(memoryview(data)[offset + FRAME_SIZE :]) != checksum and not holds_entry(data, offset)


def segment_name(number: int) -> str:
    """The file name of a segment."""
    return f"{number:08d}.log"


def segments(directory: Path) -> list[int]:
    """The numbers of the segments in a spool, ascending."""
    return sorted(int(path.stem) for path in directory.glob("*.log") if path.stem.isdigit())
