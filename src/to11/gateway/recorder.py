"""From calls that have ended to entries of the spool; never in a caller's way."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeVar

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from to11 import log, record
from to11.gateway.draft import Draft
from to11.gateway.ports import Spool
from to11.ingest.spool import EntryKind
from to11.model.call import Call
from to11.model.capture import Capture
from to11.model.measurements import Measurements
from to11.record.policy import Policy
from to11.record.readers.base import Reading
from to11.wire import calls

logger = log.get(__name__)

_MAX_PENDING_CALLS: Final = 1024
_MAX_PENDING_BYTES: Final = 128 * 1024 * 1024
_LOG_EVERY: Final = 1000

_T = TypeVar("_T")


class Recorder:
    """Hands calls to the spool: as they were; where content must not be kept, as finished spans without it; or not at
    all.

    `recorded` counts the records that the spool took, `unrecorded` the calls of which nothing is kept, `dropped` the
    records that were given up. The spool counts and logs those that it refused itself.
    """

    def __init__(self, spool: Spool, policy: Policy, count: Callable[[Measurements], None] | None = None) -> None:
        """`policy` is what goes into spans; how much of a call is kept, each draft says. `count` is given, in a thread
        of its own, what calls give to the GenAI histograms that are not written down as they were; the others are
        counted where their spans are made."""
        self._spool = spool
        self._count = count
        self._policy = replace(policy, capture=Capture.METADATA)
        self._threads: ThreadPoolExecutor | None = None
        self._pending: set[asyncio.Future[Any]] = set()
        self._pending_bytes = 0
        self.recorded = 0
        self.unrecorded = 0
        self.dropped = 0

    def record(self, draft: Draft) -> None:
        """Write down a call that has ended. Raises nothing."""
        try:
            call = draft.finish()
            match draft.capture:
                case Capture.FULL:
                    self.recorded += self._spool.offer(EntryKind.CALL, draft.project_id, calls.encode(call))
                case Capture.METADATA:
                    self._aside(call, self._spans, partial(self._offer_spans, draft.project_id))
                case Capture.NONE:
                    self.unrecorded += 1
                    self._aside(call, self._measure, self._measured)
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

    def _aside(self, call: Call, work: Callable[[Call], _T], then: Callable[["asyncio.Future[_T]"], None]) -> None:
        """Work on a call in the recorder's thread, which is not to have too much to do."""
        size = len(call.request_body) + len(call.response_body)
        if len(self._pending) >= _MAX_PENDING_CALLS or self._pending_bytes + size > _MAX_PENDING_BYTES:
            self._drop("too many calls wait to be stripped of their content")
            return
        if self._threads is None:
            self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="gateway-record")
        future = asyncio.get_running_loop().run_in_executor(self._threads, work, call)
        self._pending.add(future)
        self._pending_bytes += size
        future.add_done_callback(partial(self._done, size))
        future.add_done_callback(then)

    def _done(self, size: int, future: "asyncio.Future[Any]") -> None:
        self._pending.discard(future)
        self._pending_bytes -= size

    def _offer_spans(self, project_id: str, future: "asyncio.Future[bytes]") -> None:
        try:
            self.recorded += self._spool.offer(EntryKind.OTLP, project_id, future.result())
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 (as above)
            self._drop(repr(error))

    @staticmethod
    def _measured(future: "asyncio.Future[Reading | None]") -> None:
        if not future.cancelled() and (error := future.exception()) is not None:
            logger.error("a call is missing from the GenAI histograms", cause=repr(error))

    def _spans(self, call: Call) -> bytes:
        spans = record.spans(call, self._policy, self._measure(call))
        return ExportTraceServiceRequest(resource_spans=[spans]).SerializeToString()

    def _measure(self, call: Call) -> Reading | None:
        """Count what the call gives; what its bodies say."""
        reading = record.read_inference(call)
        if reading is not None and self._count is not None:
            self._count(record.measurements(call, reading))
        return reading

    def _drop(self, cause: str) -> None:
        if self.dropped % _LOG_EVERY == 0:
            logger.error("record of a call dropped", cause=cause, dropped=self.dropped + 1)
        self.dropped += 1
