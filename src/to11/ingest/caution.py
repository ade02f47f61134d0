"""Which entry kills the core: noted on disk before it is touched, so that the next core knows.

An entry may be such that the process dies over it: it needs more memory than there is, or meets a fault in a library.
The drain would read it again after every restart, for ever. So each try to store something is noted until it is over; a
note that a core finds when it starts was left by one that died. After a few deaths the drain goes on carefully, entry
by entry, and what it then still dies of is set aside.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from to11 import log
from to11.ingest.spool.reader import Position

logger = log.get(__name__)

DEATHS_BEFORE_CAUTION = 3
DEATHS_OF_ONE = 2


class Caution:
    """Counts tries that were never over. `careful` asks for one entry at a time. Used by one thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tries: dict[str, tuple[Position, int]] = {}
        self._proven = False
        self.careful = False
        self._load()

    @contextmanager
    def trying(self, places: Mapping[str, Position]) -> Iterator[None]:
        """Around a try to store what begins at these places, by spool; raising is no death.

        Once something was stored the process is taken to be sound, and nothing is noted any more: should it die later,
        the next one finds the same entries first.
        """
        noted = self.careful or not self._proven
        if noted:
            for spool, position in places.items():
                self._tries[spool] = (position, self._count(spool, position) + 1)
            self._save()
        try:
            yield
        finally:
            if noted:
                self.survived(places)
        self._proven = True

    def survived(self, places: Mapping[str, Position]) -> None:
        """The try did not kill: whatever became of it, it counts no more."""
        if noted := self._tries.keys() & places.keys():
            for spool in noted:
                del self._tries[spool]
            self._save()

    def is_deadly(self, spool: str, position: Position) -> bool:
        """Whether the one entry at this place is what the core dies of."""
        return self.careful and self._count(spool, position) >= DEATHS_OF_ONE

    def relax(self) -> None:
        """The cause was found, or there was none: back to many entries at a time."""
        if self.careful:
            self.careful, self._proven = False, False
            self._tries.clear()
            self._save()
            logger.info("storing many entries at a time again")

    def _count(self, spool: str, position: Position) -> int:
        place, count = self._tries.get(spool, (position, 0))
        return count if place == position else 0

    def _load(self) -> None:
        try:
            stored = json.loads(self._path.read_text())
            self.careful = bool(stored["careful"])
            self._tries = {spool: (Position(*place), int(count)) for spool, (place, count) in stored["tries"].items()}
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError) as error:
            logger.warning("note of what was being stored is unreadable", cause=str(error))
            self.careful, self._tries = False, {}
        if not self.careful and any(count >= DEATHS_BEFORE_CAUTION for _, count in self._tries.values()):
            logger.error("the core keeps dying while it stores, going on entry by entry")
            self.careful, self._tries = True, {}

    def _save(self) -> None:
        """Written, not synced: it has to outlive the process, not the machine. On a full disk it has to wait."""
        try:
            if not self.careful and not self._tries:
                self._path.unlink(missing_ok=True)
                return
            tries = {spool: ((place.segment, place.offset), count) for spool, (place, count) in self._tries.items()}
            temporary = self._path.with_suffix(".tmp")
            temporary.write_text(json.dumps({"careful": self.careful, "tries": tries}))
            temporary.replace(self._path)
        except OSError as error:
            logger.warning("what is being stored cannot be noted", cause=str(error))
