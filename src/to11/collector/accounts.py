"""The account of what comes in: every request that a door answers is told here once, a few microseconds each.

It goes two ways: into the figures of all projects for the operator, and into each project's own account, which its
users read over the API. What is said there of a rejected span is what the client was told: its place, the beginning and
end of its name, and what is wrong with it.
"""

import time
from collections.abc import Mapping

from to11.collector.needs import Ledger
from to11.control.ingest_tally import Answer, IngestTally
from to11.metrics import definitions as figures
from to11.metrics.meters import Cell, Meters, Spread
from to11.model.errors import To11Error
from to11.wire.otlp.encoding import Encoding
from to11.wire.otlp.faults import Reason, Rejected

GRPC, HTTP = "grpc", "http"
_NOBODY = ""


class Visit:
    """One request at a door, from its arrival on. The door sets what it learns: project, size, encoding."""

    __slots__ = ("_accounts", "_started", "_transport", "encoding", "project_id", "size")

    def __init__(self, accounts: "Accounts", transport: str) -> None:
        self._accounts = accounts
        self._started = time.perf_counter()
        self._transport = transport
        self.encoding = Encoding.PROTOBUF
        self.project_id = _NOBODY
        """Empty until a token was accepted."""
        self.size = 0
        """Bytes of the body as they came."""

    def accepted(self, spans: int, reasons: Mapping[Reason, Rejected]) -> None:
        """So many of its spans are on disk, others were rejected, and the client is about to be told so."""
        way = self._accounts.way(self.project_id, self._transport, self.encoding)
        way.requests.add(1)
        way.spans.add(spans)
        way.bytes.add(self.size)
        way.seconds.observe(time.perf_counter() - self._started)
        self._accounts.accepted(self.project_id, spans, self.size, reasons)

    def refused(self, error: Exception) -> None:
        """It is answered with this error."""
        self._accounts.refused(self.project_id, error)


class Way:
    """The cells of requests of one project that came by one transport in one encoding."""

    __slots__ = ("bytes", "requests", "seconds", "spans")

    def __init__(self, requests: Cell, spans: Cell, size: Cell, seconds: Spread) -> None:
        self.requests = requests
        self.spans = spans
        self.bytes = size
        self.seconds = seconds


class Accounts:
    """Counts what the doors of one process answer; belongs to its event loop."""

    def __init__(self, meters: Meters | None = None, ledger: Ledger | None = None) -> None:
        """Without meters or ledger it counts for itself alone."""
        self.meters = meters or Meters(None, "alone", max_projects=1)
        self._ledger = ledger or IngestTally()
        self._ways: dict[tuple[str, str, Encoding], Way] = {}

    def visit(self, transport: str) -> Visit:
        """A request has arrived."""
        return Visit(self, transport)

    def way(self, project_id: str, transport: str, encoding: Encoding) -> Way:
        """The cells of the project's requests that come so, or of all projects' that have no label of their own."""
        project = self.meters.projects.of(project_id)
        return self._ways.get((project, transport, encoding)) or self._open(project, transport, encoding)

    def accepted(self, project_id: str, spans: int, size: int, reasons: Mapping[Reason, Rejected]) -> None:
        """A request of `size` bytes was acknowledged; write it down in the project's account."""
        self._ledger.add(project_id, Answer.ACCEPTED, spans=spans, size=size)
        if not reasons:
            return
        project = self.meters.projects.of(project_id)
        for reason, rejected in reasons.items():
            self.meters.counter(figures.REJECTED_SPANS, project, reason.value).add(rejected.spans)
            self._ledger.add(
                project_id, Answer.REJECTED, reason=reason.value, spans=rejected.spans, message=rejected.message
            )

    def refused(self, project_id: str, error: Exception) -> None:
        """A request was answered with this error; `project_id` is empty when no token was accepted."""
        told = error if isinstance(error, To11Error) else To11Error("internal error")
        project = self.meters.projects.of(project_id) if project_id else _NOBODY
        self.meters.counter(figures.REFUSED_REQUESTS, told.reason, project).add(1)
        if project_id:
            self._ledger.add(project_id, Answer.REFUSED, reason=told.reason, message=told.message)

    def _open(self, project: str, transport: str, encoding: Encoding) -> Way:
        labels = (project, transport, encoding.name.lower())
        way = self._ways[project, transport, encoding] = Way(
            self.meters.counter(figures.ACCEPTED_REQUESTS, *labels),
            self.meters.counter(figures.ACCEPTED_SPANS, *labels),
            self.meters.counter(figures.RECEIVED_BYTES, *labels),
            self.meters.histogram(figures.ACKNOWLEDGE_SECONDS, transport),
        )
        return way
