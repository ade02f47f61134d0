"""Histograms in a mapped file, one slot of 1 KiB each: sum and buckets side by side, and once what they are of.

The library's files (see `meters`) hold a key for each bucket; for histograms of many models that is twenty times the
size, and as much more work for each scrape. Like theirs, the file is named after the process's place and outlives it.

A file is a header, slot after slot. The header's first number says how many slots are used; a slot is the length of its
key, the key (its values with a zero byte between them), and from `_CELLS_AT` on the cells, all numbers as doubles.
"""

import mmap
import os
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from to11 import log

logger = log.get(__name__)

SLOT_BYTES: Final = 1024
MOST_CELLS: Final = 24
_CELLS_AT: Final = SLOT_BYTES - 8 * MOST_CELLS
_KEY_AT: Final = 8
MOST_KEY_BYTES: Final = _CELLS_AT - _KEY_AT
_CELLS: Final = struct.Struct(f"={MOST_CELLS}d")

Key = tuple[str, ...]
"""The name of an instrument and the values of its attributes, none of which has a zero byte."""


class Slots:
    """The histograms of one process; belongs to one thread. Without a directory they are in memory alone."""

    def __init__(self, directory: Path | None, process: str, most: int) -> None:
        """`process` is its place: `core`, `edge-0`, … Raises nothing: a disk that cannot hold the file is logged."""
        self._most = most
        size = SLOT_BYTES * (1 + most)
        self._data: mmap.mmap | bytearray = _mapped(directory, process, size) or bytearray(size)
        self._view = memoryview(self._data)
        self._numbers = self._view.cast("d")
        self._used = int(self._numbers[0])
        self._places = {_key(self._data, number): number for number in range(self._used)}

    def add(self, key: Key, cells: Sequence[float]) -> bool:
        """Add to the histogram's cells, of which there are always as many; False when there is no room for it."""
        number = self._places.get(key)
        if number is None:
            number = self._enter(key)
            if number < 0:
                return False
        numbers, at = self._numbers, (_slot(number) + _CELLS_AT) // 8
        for index, more in enumerate(cells, at):
            if more:
                numbers[index] += more
        return True

    def close(self) -> None:
        """Let go of the file."""
        self._numbers.release()
        self._view.release()
        if isinstance(self._data, mmap.mmap):
            self._data.close()

    def _enter(self, key: Key) -> int:
        """The number of a new slot, or -1."""
        written = "\0".join(key).encode()
        if self._used >= self._most or len(written) > MOST_KEY_BYTES:
            return -1
        number, at = self._used, _slot(self._used)
        self._numbers[at // 8] = len(written)
        self._view[at + _KEY_AT : at + _KEY_AT + len(written)] = written
        self._used += 1
        self._numbers[0] = self._used  # last: who reads meanwhile sees whole slots
        self._places[key] = number
        return number


def read(path: Path) -> Iterator[tuple[Key, list[float]]]:
    """Each histogram of a file and its cells. Raises OSError when it cannot be read."""
    with path.open("rb") as file:
        head = file.read(SLOT_BYTES)
        if len(head) < SLOT_BYTES:
            return  # it was just being made
        used = int(struct.unpack_from("=d", head)[0])
        data = head + file.read(used * SLOT_BYTES)
    for number in range(used):
        yield _key(data, number), list(_CELLS.unpack_from(data, _slot(number) + _CELLS_AT))


def _slot(number: int) -> int:
    return SLOT_BYTES * (1 + number)


def _key(data: bytes | bytearray | mmap.mmap, number: int) -> Key:
    at = _slot(number)
    length = int(struct.unpack_from("=d", data, at)[0])
    return tuple(bytes(data[at + _KEY_AT : at + _KEY_AT + length]).decode().split("\0"))


def _mapped(directory: Path | None, process: str, size: int) -> mmap.mmap | None:
    if directory is None:
        return None
    path = directory / f"{process}.slots"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            # Have the file's blocks: writing into a mapped hole kills the process when the disk is full.
            os.posix_fallocate(descriptor, 0, size)
            return mmap.mmap(descriptor, size)
        finally:
            os.close(descriptor)
    except OSError as error:
        logger.error("figures are not shown", path=str(path), cause=str(error))
        return None
