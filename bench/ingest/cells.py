"""The matrix: size of span × batch × clients × door."""

import itertools
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatch

from bench.ingest.spans import Size

BATCHES = (1, 64, 512, 4096)
CLIENTS = (1, 32)


class Door(StrEnum):
    """How spans come in."""

    GRPC = "grpc"
    HTTP = "http"


@dataclass(frozen=True, slots=True)
class Cell:
    """One load: every client has a connection of its own and one request under way."""

    size: Size
    batch: int
    clients: int
    door: Door

    @property
    def name(self) -> str:
        """For example `1kb/512/32/grpc`; what `--cells` is matched against."""
        return f"{self.size}/{self.batch}/{self.clients}/{self.door}"


ALL = tuple(Cell(*cell) for cell in itertools.product(Size, BATCHES, CLIENTS, Door))
HEADLINE = Cell(Size.LLM, 512, 32, Door.GRPC)
"""What the marks are held against."""
QUICK = (HEADLINE, Cell(Size.LLM, 512, 32, Door.HTTP), Cell(Size.LLM, 1, 32, Door.GRPC))


def select(patterns: str, cells: tuple[Cell, ...] = ALL) -> tuple[Cell, ...]:
    """The cells whose name matches one of the patterns, which commas separate; `*` matches anything.

    Raises ValueError when none does.
    """
    chosen = tuple(cell for cell in cells if any(fnmatch(cell.name, one.strip()) for one in patterns.split(",")))
    if not chosen:
        raise ValueError(f"no cell is called {patterns}; they are like {HEADLINE.name}")
    return chosen


def groups(cells: tuple[Cell, ...]) -> list[tuple[Size, int, list[Cell]]]:
    """The cells by size and batch: what one to11 is measured with."""
    ordered = sorted(cells, key=ALL.index)
    return [(*key, list(some)) for key, some in itertools.groupby(ordered, key=lambda cell: (cell.size, cell.batch))]
