"""The gauges of a scrape: what is read at that moment from the spools, the quarantine and the processes."""

import os
from collections.abc import Iterator

from to11 import __version__
from to11.api.services import Waiting
from to11.ingest.figures import DrainFigures
from to11.ingest.quarantine import Quarantine
from to11.metrics import definitions
from to11.metrics.scrape import Reading
from to11.model.errors import UnavailableError
from to11.serve import run_file
from to11.settings import Settings


class SpooledBacklog:
    """Tells what is spooled and not yet stored, of all spools together; blocks on the disk.

    Raises UnavailableError when it cannot be read.
    """

    def __init__(self, settings: Settings, drain: DrainFigures) -> None:
        self._settings = settings
        self._drain = drain

    def __call__(self) -> Waiting:
        """What waits at this moment."""
        try:
            found = [one for one in self._drain.backlogs(self._settings.spool_dir) if one.bytes]
        except OSError as error:
            raise UnavailableError("the spools cannot be read") from error
        return Waiting(sum(one.bytes for one in found), max((one.age for one in found), default=0.0))


class CoreGauges:
    """Reads them; blocks on the disk. Raises OSError when it cannot be read."""

    def __init__(self, settings: Settings, drain: DrainFigures, quarantine: Quarantine) -> None:
        self._settings = settings
        self._drain = drain
        self._quarantine = quarantine

    def __call__(self) -> Iterator[Reading]:
        """All of them."""
        for backlog in self._drain.backlogs(self._settings.spool_dir):
            labels = (backlog.spool,)
            yield Reading(definitions.SPOOL_BYTES, backlog.bytes, labels)
            yield Reading(definitions.SPOOL_AGE, backlog.age, labels)
            yield Reading(definitions.DRAIN_LAG, backlog.lag, labels)
        yield Reading(definitions.QUARANTINE_CASES, self._quarantine.count())
        for name, pid in self._processes():
            if resident := _resident_bytes(pid):
                yield Reading(definitions.RESIDENT_BYTES, resident, (name,))
        yield Reading(definitions.BUILD_INFO, 1, (__version__,))

    def _processes(self) -> Iterator[tuple[str, int]]:
        running = run_file.read(self._settings.data_dir)
        yield "core", os.getpid()
        if running is not None:
            for index, pid in enumerate(running["pids"]["edge"]):
                yield f"edge-{index}", pid


def _resident_bytes(pid: int) -> int:
    """What Linux tells of a process; 0 where there is none, or no such file."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:  # noqa: PTH123 (not a path of ours)
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
