"""Counting: half a microsecond for each figure.

A cell is a number in a mapped file; the kernel keeps what a killed process wrote. The file is that of
prometheus_client's multiprocess mode, named after the process's place (`edge-0`), not its id: a process that takes the
place of a dead one goes on with its numbers, so that no counter goes back and none is counted twice.
"""

import os
from bisect import bisect_left
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from prometheus_client.mmap_dict import MmapedDict, mmap_key

from to11 import log
from to11.metrics.definitions import Definition, Kind, go_string
from to11.metrics.projects import ProjectLabels

logger = log.get(__name__)

_BYTES_PER_PROJECT = 16 * 1024
_BYTES = 256 * 1024


class _File(Protocol):
    """Where numbers are kept, by key."""

    def read_value(self, key: str) -> tuple[float, float]: ...
    def write_value(self, key: str, value: float, timestamp: float) -> None: ...
    def close(self) -> None: ...


class Cell:
    """One number that only grows; `value` is what all processes in this place have counted."""

    __slots__ = ("_file", "_key", "value")

    def __init__(self, file: _File, key: str) -> None:
        self._file = file
        self._key = key
        self.value: float = file.read_value(key)[0]

    def add(self, amount: float) -> None:
        """Count `amount` more."""
        self.value += amount
        self._file.write_value(self._key, self.value, 0.0)


class Spread:
    """A histogram's cells: one for each bucket, and the sum."""

    __slots__ = ("_bounds", "_cells", "sum")

    def __init__(self, bounds: tuple[float, ...], cells: list[Cell], total: Cell) -> None:
        self._bounds = bounds
        self._cells = cells
        self.sum = total

    @property
    def count(self) -> float:
        """How many were observed."""
        return sum(cell.value for cell in self._cells)

    def observe(self, value: float) -> None:
        """Count one more, of this size."""
        self._cells[bisect_left(self._bounds, value)].add(1.0)
        self.sum.add(value)


class Meters:
    """All that one process counts; belongs to one thread. Without a directory it is kept in memory, shown nowhere."""

    def __init__(self, directory: Path | None, process: str, *, max_projects: int) -> None:
        """`process` is the place this process has: `core`, `edge-0`, … Raises nothing: figures are not worth a start
        that fails, so that a disk that cannot hold them is logged."""
        self.projects = ProjectLabels(directory, max_projects)
        self._directory = directory
        self._process = process
        # At once: a process whose supervisor was killed must not open the files of its successor, who clears first.
        self._files = {
            Kind.COUNTER: self._open(Kind.COUNTER, _BYTES + max_projects * _BYTES_PER_PROJECT),
            Kind.HISTOGRAM: self._open(Kind.HISTOGRAM, _BYTES),
        }
        self._cells: dict[tuple[Definition, tuple[str, ...]], Cell] = {}
        self._spreads: dict[tuple[Definition, tuple[str, ...]], Spread] = {}

    def counter(self, definition: Definition, *labels: str) -> Cell:
        """The cell of a counter with these values of its labels. Keep it, where it is used often."""
        found = self._cells.get((definition, labels))
        if found is None:
            found = self._cells[definition, labels] = self._cell(
                definition, definition.name, _named(definition, labels)
            )
        return found

    def histogram(self, definition: Definition, *labels: str) -> Spread:
        """The cells of a histogram with these values of its labels."""
        found = self._spreads.get((definition, labels))
        if found is None:
            named = _named(definition, labels)
            bounds = [go_string(bound) for bound in (*definition.buckets, float("inf"))]
            cells = [self._cell(definition, f"{definition.name}_bucket", {**named, "le": bound}) for bound in bounds]
            total = self._cell(definition, f"{definition.name}_sum", named)
            found = self._spreads[definition, labels] = Spread(definition.buckets, cells, total)
        return found

    def close(self) -> None:
        """Let go of the files, when nothing is counted any more."""
        for file in self._files.values():
            file.close()

    def _cell(self, definition: Definition, sample: str, labels: Mapping[str, str]) -> Cell:
        file = self._files[definition.kind]
        return Cell(file, mmap_key(definition.family, sample, list(labels), list(labels.values()), definition.help))

    def _open(self, kind: Kind, size: int) -> _File:
        if self._directory is None:
            return _Memory()
        path = self._directory / f"{kind.value}_{self._process}.db"
        try:
            _reserve(path, size)
            opened: _File = MmapedDict(str(path))  # type: ignore[no-untyped-call]
        except OSError as error:
            logger.error("figures are not shown", path=str(path), cause=str(error))
            return _Memory()
        return opened


class _Memory:
    """Numbers that nobody else sees."""

    def __init__(self) -> None:
        self._values: dict[str, float] = {}

    def read_value(self, key: str) -> tuple[float, float]:
        return self._values.get(key, 0.0), 0.0

    def write_value(self, key: str, value: float, timestamp: float) -> None:  # noqa: ARG002  the library's signature
        self._values[key] = value

    def close(self) -> None:
        """Nothing to let go of."""


def _named(definition: Definition, labels: tuple[str, ...]) -> dict[str, str]:
    return dict(zip(definition.labels, labels, strict=True))


def _reserve(path: Path, size: int) -> None:
    """Have the file's blocks: writing into a mapped hole kills the process when the disk is full."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.posix_fallocate(descriptor, 0, size)
    finally:
        os.close(descriptor)
