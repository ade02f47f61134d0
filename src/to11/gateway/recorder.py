"""From calls that have ended to entries of the spool; never in a caller's way."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from to11 import log, record
from to11.gateway.draft import Draft
from to11.gateway.ports import Spool
from to11.ingest.spool import EntryKind
from to11.model.call import Call
from to11.model.measurements import Measurements
from to11.record.readers.base import Reading
from to11.wire import calls

logger = log.get(__name__)

_MAX_PENDING_CALLS: Final = 1024
_MAX_PENDING_BYTES: Final = 128 * 1024 * 1024
_LOG_EVERY: Final = 1000


class Recorder:
    """Hands calls to the spool: as they were, or, where content must not be kept, as finished spans without it.

    `recorded` counts the records that the spool took, `dropped` those that were given up. The spool counts and logs
    those that it refused itself.
    """

    def __init__(
        self, spool: Spool, *, capture_content: bool, count: Callable[[Measurements], None] | None = None
    ) -> None:
        """`count` is given, in a thread of its own, what calls give to the GenAI histograms whose spans are made here;
        the others are counted where their spans are made."""
        self._spool = spool
        self._count = count
        self._capture_content = capture_content
        self._threads: ThreadPoolExecutor | None = None
        self._pending: set[asyncio.Future[bytes]] = set()
        self._pending_bytes = 0
        self.recorded = 0
        self.dropped = 0

    def record(self, draft: Draft) -> None:
        """Write down a call that has ended. Raises nothing."""
        try:
            call = draft.finish()
            if self._capture_content:
                self.recorded += self._spool.offer(EntryKind.CALL, draft.project_id, calls.encode(call))
            else:
                self._without_content(call, draft.project_id)
        except Exception as error:  # noqa: BLE001 (a record must cost no caller their call)
            self._drop(repr(error))

    async def settle(self) -> None:
        """Return when nothing is on its way to the spool any more."""
        while self._pending:
            await asyncio.wait(self._pending)
            await asyncio.sleep(0)  # lets the callbacks of what is done run

    def close(self) -> None:
        """Let go of the thread."""
        if self._threads is not None:
            self._threads.shutdown(wait=False, cancel_futures=True)

    def _without_content(self, call: Call, project_id: str) -> None:
        size = len(call.request_body) + len(call.response_body)
        if len(self._pending) >= _MAX_PENDING_CALLS or self._pending_bytes + size > _MAX_PENDING_BYTES:
            self._drop("too many calls wait to be stripped of their content")
            return
        if self._threads is None:
            self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="gateway-record")
        future = asyncio.get_running_loop().run_in_executor(self._threads, self._spans_without_content, call)
        self._pending.add(future)
        self._pending_bytes += size
        future.add_done_callback(partial(self._offer_spans, project_id, size))

    def _offer_spans(self, project_id: str, size: int, future: asyncio.Future[bytes]) -> None:
        self._pending.discard(future)
        self._pending_bytes -= size
        try:
            self.recorded += self._spool.offer(EntryKind.OTLP, project_id, future.result())
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 (as above)
            self._drop(repr(error))

    def _drop(self, cause: str) -> None:
        if self.dropped % _LOG_EVERY == 0:
            logger.error("record of a call dropped", cause=cause, dropped=self.dropped + 1)
        self.dropped += 1

    def _spans_without_content(self, call: Call) -> bytes:
        spans = record.spans(call, capture_content=False, reading=self._measure(call))
        return ExportTraceServiceRequest(resource_spans=[spans]).SerializeToString()

    def _measure(self, call: Call) -> Reading | None:
        """Count what the call gives; what its bodies say."""
        reading = record.read_inference(call)
        if reading is not None and self._count is not None:
            self._count(record.measurements(call, reading))
        return reading
