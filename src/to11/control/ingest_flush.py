"""From the tally of the collector's answers to the database, every few seconds and at the end."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

from to11 import log as logs
from to11.control import ingest_log
from to11.control.database import Database
from to11.control.ingest_tally import IngestTally
from to11.model.errors import RetryableError

log = logs.get(__name__)

FLUSH_SECONDS = 2.0
_SWEEP_SECONDS = 3600.0
_CLOSE_SECONDS = 5.0


class IngestFlush:
    """Writes down what `tally` counts. Belongs to one event loop; the database is the caller's to close."""

    def __init__(self, database: Database, *, keep_days: int) -> None:
        self.tally = IngestTally()
        self._database = database
        self._keep_days = keep_days
        self._thread = ThreadPoolExecutor(1, "to11-ingest-account")
        self._task: asyncio.Task[None] | None = None
        self._swept_at = float("-inf")
        self._lost = 0

    def start(self) -> None:
        """Begin writing."""
        self._task = asyncio.create_task(self._keep_flushing(), name="control-ingest-account")

    async def close(self) -> None:
        """Write what is left, and end; when nothing more is counted. Harmless when done twice."""
        task, self._task = self._task, None
        if task is None:
            return
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self.flush()
        except (RetryableError, TimeoutError) as error:
            log.warning("the last answers are not in the projects' accounts", error=str(error.__cause__ or error))
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def flush(self) -> None:
        """Write down what was counted. Raises UnavailableError; nothing is lost then."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._flush)

    def _flush(self) -> None:
        ingest_log.flush(self._database, self.tally)
        now = time.monotonic()
        if now - self._swept_at >= _SWEEP_SECONDS:
            ingest_log.sweep(self._database, self._keep_days, time.time())
            self._swept_at = now

    async def _keep_flushing(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            try:
                await self.flush()
            except RetryableError as error:
                log.warning("cannot write the projects' accounts yet", error=str(error.__cause__ or error))
            except Exception:  # the loop must live on; nothing is lost, it is counted again
                log.exception("cannot write the projects' accounts")
            if self.tally.lost != self._lost:
                self._lost = self.tally.lost
                log.error("answers are in no project's account", requests=self._lost)
