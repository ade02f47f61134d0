"""A window of time, cut into slices from its newest end.

A list shows the newest rows of a window that may span months. Reading it slice by slice, each twice as long as the one
before, finds the first page after touching little, and all of a long window after a handful of queries.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from to11.store import sql
from to11.store.arrow import MAX_NS
from to11.store.client import StoreClient

_SECOND: Final = 1_000_000_000

FIRST_NS: Final = 3600 * _SECOND
"""Length of the newest slice."""

SLACK_NS: Final = 3600 * _SECOND
"""How far beyond a slice's edges the spans of its traces are looked for while they are searched. A trace whose spans
start farther apart than this may be missed by a filter that only its far spans meet; what is shown of a trace is always
made of all its spans."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Nanoseconds since the epoch, start inclusive, end exclusive."""

    start_ns: int
    end_ns: int

    def parameters(self) -> dict[str, int]:
        """The slice, and the wider stretch to scan for it, as the statements name them."""
        return {
            "slice_start": self.start_ns,
            "slice_end": self.end_ns,
            "scan_start": max(self.start_ns - SLACK_NS, 0),
            "scan_end": min(self.end_ns + SLACK_NS, MAX_NS + 1),
        }


@dataclass(frozen=True, slots=True)
class Cut:
    """How a window is cut from its newest end where it costs little to find nothing in a piece: the newest piece is
    `first_ns` long, each further one so many times as long as the one before."""

    first_ns: int
    times: int

    def cut(self, window: Slice) -> Iterator[Slice]:
        """The pieces, newest first."""
        end, length = window.end_ns, self.first_ns
        while window.start_ns < end:
            start = max(end - length, window.start_ns)
            yield Slice(start, end)
            end, length = start, self.times * length


ROWS: Final = Cut(24 * FIRST_NS, 8)
TEXTS: Final = Cut(4 * FIRST_NS, 8)


def newest_first(client: StoreClient, project_id: str, start_ns: int, end_ns: int) -> Iterator[Slice]:
    """The slices of a window that hold spans of the project, clamped to the times that columns hold; stretches without
    any span are leapt over."""
    start, end = max(start_ns, 0), min(end_ns, MAX_NS + 1)
    length = FIRST_NS
    while start < end and (newest := _newest_second(client, project_id, start, end)) is not None:
        end = min(end, (newest + 1) * _SECOND)
        cut = max(end - length, start)
        yield Slice(cut, end)
        end, length = cut, 2 * length


def _newest_second(client: StoreClient, project_id: str, start: int, end: int) -> int | None:
    parameters = {"project": project_id, "slice_start": start, "slice_end": end}
    found = client.query(sql.load("newest_start"), parameters, doing="looking for the newest span")
    return int(found[0]["Start"]) // _SECOND if found else None
