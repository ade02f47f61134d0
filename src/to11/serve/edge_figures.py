"""What an edge's rooms count for themselves, brought into its figures every second and at the end."""

import asyncio
from collections.abc import Callable, Mapping

from to11.metrics.definitions import Definition
from to11.metrics.meters import Meters

_SECONDS = 1.0


class EdgeFigures:
    """Follows totals that only grow and begin at 0 with the process. Belongs to one event loop."""

    def __init__(self, meters: Meters, totals: Mapping[Definition, Callable[[], int]]) -> None:
        self._meters = meters
        self._totals = totals
        self._seen = dict.fromkeys(totals, 0)
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin following."""
        self.take()
        self._task = asyncio.create_task(self._follow(), name="edge-figures")

    async def close(self) -> None:
        """Take what is left, and end."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self.take()

    def take(self) -> None:
        """Count what has come since the last time."""
        for definition, total in self._totals.items():
            now = total()
            self._meters.counter(definition).add(now - self._seen[definition])
            self._seen[definition] = now

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(_SECONDS)
            self.take()
