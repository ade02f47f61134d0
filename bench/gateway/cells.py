"""The matrix: calls or streams × the provider's delay × connections."""

from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatch


class Kind(StrEnum):
    """What is asked for."""

    CALL = "call"
    STREAM = "stream"


@dataclass(frozen=True, slots=True)
class Cell:
    """One load: every connection has one call, or one stream, under way."""

    kind: Kind
    delay_ms: int
    """Until the answer, or between two events."""
    connections: int

    @property
    def name(self) -> str:
        """For example `call/0ms/64`; what `--cells` is matched against."""
        return f"{self.kind}/{self.delay_ms}ms/{self.connections}"


ONE = Cell(Kind.CALL, 0, 1)
HEADLINE = Cell(Kind.CALL, 0, 64)
STREAMS = Cell(Kind.STREAM, 20, 512)
"""These three are what the marks are held against."""
ALL = (
    ONE,
    HEADLINE,
    Cell(Kind.CALL, 0, 512),
    Cell(Kind.CALL, 20, 64),
    Cell(Kind.CALL, 20, 512),
    Cell(Kind.STREAM, 20, 64),
    STREAMS,
)
QUICK = (ONE, HEADLINE, STREAMS)


def select(patterns: str, cells: tuple[Cell, ...] = ALL) -> tuple[Cell, ...]:
    """The cells whose name matches one of the patterns, which commas separate; `*` matches anything.

    Raises ValueError when none does.
    """
    chosen = tuple(cell for cell in cells if any(fnmatch(cell.name, one.strip()) for one in patterns.split(",")))
    if not chosen:
        raise ValueError(f"no cell is called {patterns}; they are like {HEADLINE.name}")
    return chosen
