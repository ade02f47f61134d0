"""The drain: one thread that moves what is spooled into the store, in order, at least once.

A batch is committed only after the store has it, so a drain that dies repeats its last batch; the store's writes are
idempotent. A store that is down makes the drain wait: the spool holds. An entry that can never be stored is set aside.
"""

import threading
import time
from pathlib import Path
from typing import Protocol

from to11 import log
from to11.ingest.caution import Caution
from to11.ingest.decode import Retention, decode
from to11.ingest.figures import DrainFigures
from to11.ingest.quarantine import Quarantine
from to11.ingest.spool.format import Entry
from to11.ingest.spool.reader import Chunk, Position, SpoolReader, spools
from to11.metrics.tally import Tally
from to11.model.errors import PermanentError, RetryableError
from to11.record.policy import DEFAULT, Policy
from to11.settings import DrainSettings
from to11.store.columns import SpanColumns

logger = log.get(__name__)

_TROUBLE_SECONDS = 1.0


class SpanWriter(Protocol):
    """Where spans go. Idempotent on (project, trace id, span id); returns when they are on disk."""

    def write(self, columns: SpanColumns) -> None:
        """Store the spans. Raises RetryableError when the store is down, PermanentError for what it will never take."""


class Drain:
    """Drains every spool below `root`, also those whose edge is gone."""

    def __init__(
        self,
        root: Path,
        writer: SpanWriter,
        quarantine: Quarantine,
        settings: DrainSettings,
        figures: DrainFigures | None = None,
        policy: Policy = DEFAULT,
        retention: Retention = lambda _: 0,
    ) -> None:
        """`policy` is what of a call goes into its spans, and at what prices; `retention` how long a project's spans
        are kept, which is asked once for each resource."""
        self.figures = figures or DrainFigures()
        self._root = root
        self._writer = writer
        self._quarantine = quarantine
        self._settings = settings
        self._policy = policy
        self._retention = retention
        self._readers: dict[Path, SpoolReader] = {}
        self._caution = Caution(root / "trying.json")
        self._trying: dict[str, Position] = {}
        self._turn = 0
        self._pressed = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="drain", daemon=True)
        self.failing = ""
        """Why nothing can be stored just now; empty while all is well."""

    def start(self) -> None:
        """Begin draining."""
        self._thread.start()

    def close(self) -> None:
        """Drain what is there, unless the store is down, and end."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while True:
            stopping = self._stop.is_set()
            try:
                moved = self.step()
            except Exception as error:  # the loop must live on; a disk error, say, may pass
                self.failing = str(error)
                logger.exception("drain failed, will try again")
                moved = False
                self._stop.wait(_TROUBLE_SECONDS)
            else:
                if moved or not self._stop.is_set():  # else the store may have been given up on while it was down
                    self.failing = ""
            if not moved:
                if stopping:
                    return
                self._stop.wait(self._settings.poll_seconds)
            elif not self._pressed:  # many small inserts, and merging what they wrote, cost several times as much
                self._stop.wait(self._settings.linger_seconds)

    def step(self) -> bool:
        """Move one batch; whether there was anything to move."""
        self.figures.begin()
        chunks = self._read()
        if not chunks:
            self._caution.relax()
            return False
        self._trying = {reader.name: reader.committed for reader, chunk in chunks if chunk.entries}
        if any(self._caution.is_deadly(spool, position) for spool, position in self._trying.items()):
            self._set_deadly_aside(chunks)
        else:
            with self._caution.trying(self._trying):
                entries = [(reader.name, entry) for reader, chunk in chunks for entry in chunk.entries]
                if entries and not self._store(entries):
                    return False
        self._commit(chunks)
        return True

    def _read(self) -> list[tuple[SpoolReader, Chunk]]:
        """What comes next in the spools, about a batch in all, or a single entry when caution asks for it. Spools that
        found no room come first the next time."""
        readers = self._refresh()
        first, self._turn = self._turn, 0
        readers = readers[first:] + readers[:first]
        most = 1 if self._caution.careful else None
        left = self._settings.batch_bytes
        chunks: list[tuple[SpoolReader, Chunk]] = []
        self._pressed = False
        for number, reader in enumerate(readers, start=1):
            chunk = reader.read(max_bytes=left, max_entries=most)
            if chunk.end == reader.committed:
                continue
            chunks.append((reader, chunk))
            self.figures.read(reader.name, chunk.entries)
            left -= sum(len(entry.payload) for entry in chunk.entries)
            if most or left < self._settings.batch_bytes // 2:
                self._pressed = True
                self._turn = (first + number) % len(readers)
                break
            self._pressed |= chunk.end.segment != reader.committed.segment  # a newer segment waits
        return chunks

    def _commit(self, chunks: list[tuple[SpoolReader, Chunk]]) -> None:
        for reader, chunk in chunks:
            for corrupt in chunk.corrupt:  # not before: a batch that has to be read again must set nothing aside twice
                self._quarantine.keep_bytes(corrupt.data, spool=reader.name, cause=corrupt.cause)
            reader.commit(chunk.end)
            self.figures.done(reader.name, chunk.entries)
        self.figures.committed()

    def _set_deadly_aside(self, chunks: list[tuple[SpoolReader, Chunk]]) -> None:
        for reader, chunk in chunks:
            for entry in chunk.entries:
                self._quarantine.keep_entry(entry, spool=reader.name, cause="the core died whenever it was stored")
        self._caution.relax()

    def backlog_bytes(self) -> int:
        """How much is spooled and not yet stored."""
        return sum(SpoolReader(path).backlog_bytes() for path in spools(self._root))

    def _refresh(self) -> list[SpoolReader]:
        for path in spools(self._root):
            if path not in self._readers:
                self._readers[path] = SpoolReader(path)
        return list(self._readers.values())

    def _store(self, entries: list[tuple[str, Entry]]) -> bool:
        """Store all that can be stored; False when told to stop while the store was down."""
        tally = Tally()
        try:
            columns = decode([entry for _, entry in entries], self._policy, tally, self._retention)
        except Exception as error:  # noqa: BLE001 (whatever an entry raises must not block those behind it)
            return self._divide(entries, error)
        try:
            if len(columns) and not self._write(columns):
                return False
        except PermanentError as error:
            self.figures.failed("permanent")
            return self._divide(entries, error)
        self.figures.stored(tally)
        return True

    def _divide(self, entries: list[tuple[str, Entry]], error: Exception) -> bool:
        """Find the entry that cannot be stored by halves, and set it aside."""
        if len(entries) == 1:
            spool, entry = entries[0]
            self._quarantine.keep_entry(entry, spool=spool, cause=f"{type(error).__name__}: {error}")
            return True
        middle = len(entries) // 2
        return self._store(entries[:middle]) and self._store(entries[middle:])

    def _write(self, columns: SpanColumns) -> bool:
        while True:
            started = time.monotonic()
            try:
                self._writer.write(columns)
            except RetryableError as error:
                self.figures.failed("retryable")
                if not self.failing:
                    logger.error("store does not take spans, the spool holds", cause=str(error))
                self.failing = str(error)
                self._caution.survived(self._trying)
                if self._stop.wait(self._settings.retry_seconds):
                    return False
                continue
            self.figures.wrote(len(columns))
            if self.failing:
                logger.info("store takes spans again")
                self.failing = ""
            logger.debug("stored", spans=len(columns), seconds=round(time.monotonic() - started, 4))
            return True
