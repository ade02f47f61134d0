"""What the counted limits leave open: the process's own memory is looked at, and connections pay for what is too much.

`budget` and `front.allowance` count requests. What libraries keep for each connection beside them is not counted, and a
thousand clients who all stop in the middle of a request would take some hundred MiB of it. So while the process is near
its limit nobody new is let in, and connections that are being kept waiting are ended: their clients try again.
"""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from to11 import log
from to11.collector import heap

logger = log.get(__name__)

_SECONDS = 0.1
_TIGHT = 7 / 8
_PART = 4
_CALM_LOOKS = 10
_FUTILE_LOOKS = 30
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Door(Protocol):
    """Where connections come in."""

    tight: bool

    def shed(self, part: int) -> int:
        """End one in `part` of the connections that are kept waiting; how many were ended."""
        ...


def resident_bytes(statm: Path = Path("/proc/self/statm")) -> int:
    """The process's resident memory; 0 where the system does not tell."""
    try:
        return int(statm.read_bytes().split()[1]) * _PAGE
    except OSError:
        return 0


class Guard:
    """Keeps the process below `limit` bytes. Belongs to one event loop."""

    def __init__(self, limit: int, door: Door, resident: Callable[[], int] = resident_bytes) -> None:
        self._most = int(limit * _TIGHT)
        self._door = door
        self._resident = resident
        self._calm = 0
        self._futile = 0
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._task = asyncio.create_task(self._watch(), name="memory-guard")

    async def stop(self) -> None:
        """Look no more; may be called twice."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look(self) -> None:
        """Look once, and do what is to be done."""
        resident = self._resident()
        if resident <= self._most:
            self._calm, self._futile = self._calm + 1, 0
            if self._calm >= _CALM_LOOKS:
                self._open(resident)
            return
        self._calm = 0
        if self._futile < _FUTILE_LOOKS:
            await self._shut(resident)
        else:  # it is not the clients' doing, so keeping them out would help nobody
            self._open(resident)

    async def _shut(self, resident: int) -> None:
        if not self._door.tight:
            self._door.tight = True
            logger.warning("memory is nearly used up, nobody new is let in", resident=resident, most=self._most)
        ended = self._door.shed(_PART)
        if ended:
            logger.warning("connections ended for their memory", ended=ended)
        self._futile = 0 if ended else self._futile + 1
        await asyncio.to_thread(heap.give_back)

    def _open(self, resident: int) -> None:
        if self._door.tight:
            self._door.tight = False
            logger.info("connections are taken again", resident=resident)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_SECONDS)
            await self.look()
