"""A span store for tests, seen from one project."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from opentelemetry.proto.trace.v1.trace_pb2 import Span

from support.spans import START, columns
from to11.model.search import Cursor, SpanFilter, StoredSpan, TraceFilter, TraceSummary
from to11.store.client import StoreClient
from to11.store.reader import Reader
from to11.store.settling import Settling
from to11.store.writer import Writer

DAY = 86_400 * 1_000_000_000


@dataclass
class Store:
    """A store, seen from one project."""

    client: StoreClient
    project: str = field(default_factory=lambda: f"proj_{uuid4().hex}")
    settling: Settling | None = None
    """Settles what was written before anything is read; without it, every trace is worked out of its spans."""

    def write(self, *spans: Span, **options: Any) -> None:
        Writer(self.client).write(columns(*spans, **{"project": self.project, **options}))

    def traces(self, *, start: int = START - DAY, end: int = START + DAY, **asked: Any) -> list[TraceSummary]:
        return self.page(TraceFilter(start, end, **asked), None, 100)[0]

    def names(self, **asked: Any) -> list[str]:
        """The names of the traces that a filter finds, in order of the alphabet."""
        return sorted(trace.name for trace in self.traces(**asked))

    def page(self, asked: TraceFilter, cursor: Cursor | None, limit: int) -> tuple[list[TraceSummary], Cursor | None]:
        return self.reader.traces(self.project, asked, cursor, limit)

    def spans(self, *, start: int = START - DAY, end: int = START + DAY, **asked: Any) -> list[StoredSpan]:
        return self.reader.spans(self.project, SpanFilter(start, end, **asked), None, 100)[0]

    @property
    def reader(self) -> Reader:
        while self.settling is not None and self.settling.step():
            pass
        return Reader(self.client)
