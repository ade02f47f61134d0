"""The check of a request in pieces: for one that no parser takes whole, and for one too large to parse at once.

The request is taken apart along its framing (request, ResourceSpans, ScopeSpans, spans), and every piece is parsed by
itself, within envelopes as deep as it lay. So one span with a string that is not UTF-8 costs that span, not the batch,
and a request of 64 MiB never holds the interpreter for longer than a run of spans takes.
"""

from collections.abc import Iterable, Iterator, Sequence

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span

from to11.model.errors import InvalidRequestError
from to11.wire.otlp import crowd
from to11.wire.otlp.envelopes import Envelopes
from to11.wire.otlp.faults import Checked, Fault, Reason, Tally
from to11.wire.otlp.faults import identity_fault as fault_of
from to11.wire.otlp.framing import Field, FramingError, delimited, fields, length_prefix, tag_of

_RESOURCE_SPANS = 1  # in the request
_SCOPE_SPANS = 2  # in ResourceSpans
_SPANS = 2  # in ScopeSpans
_RUN_BYTES = 256 * 1024


def check(data: bytes, *, because: DecodeError | None = None) -> Checked:
    """Check a serialized `ExportTraceServiceRequest` piece by piece; see `check.check_protobuf`.

    `because` is why it could not be parsed whole, where that was tried. Raises InvalidRequestError where the framing
    is broken, or where there are spans and none can be read.
    """
    work = _Check(data)
    try:
        payload = work.request()
    except FramingError as error:
        raise _undecodable(_fault(because).words if because else str(error)) from error
    tally = work.tally
    if work.unreadable and not tally.accepted:
        raise _undecodable(tally.message)
    if tally.rejected:
        return tally.checked(payload)
    if because is not None:
        raise _undecodable(_fault(because).words) from because
    return tally.checked(data)


class _Check:
    """One request being taken apart; `request` gives it back without what cannot be kept."""

    def __init__(self, data: bytes) -> None:
        self.tally = Tally()
        self.unreadable = 0
        self._data = data
        self._view = memoryview(data)
        self._count = crowd.Count()
        self._kept = Envelopes()

    def request(self) -> bytes:
        end = len(self._data)
        shell = self._shell(0, end, _RESOURCE_SPANS)
        if fault := _fault_of_shell(shell, ExportTraceServiceRequest.DESCRIPTOR, shell):
            raise _undecodable(fault.words)
        self._kept.write(shell)
        for child in self._children(0, end, _RESOURCE_SPANS):
            self._resource_spans(child)
        return self._kept.payload()

    def _resource_spans(self, field: Field) -> None:
        shell = self._shell(field.content, field.end, _SCOPE_SPANS)
        fault = _fault_of_shell(shell, ResourceSpans.DESCRIPTOR, delimited(_RESOURCE_SPANS, shell))
        before = self._kept.position
        with self._kept.envelope(_RESOURCE_SPANS):
            self._kept.write(shell)
            for child in self._children(field.content, field.end, _SCOPE_SPANS):
                self._scope_spans(child, fault)
        if fault:
            self._kept.drop_from(before)

    def _scope_spans(self, field: Field, fault: Fault | None) -> None:
        shell = self._shell(field.content, field.end, _SPANS)
        fault = fault or _fault_of_shell(shell, ScopeSpans.DESCRIPTOR, _enveloped((shell,)))
        spans = self._children(field.content, field.end, _SPANS)
        if fault:
            for _ in spans:
                self._reject_unreadable(fault)
            return
        with self._kept.envelope(_SCOPE_SPANS):
            self._kept.write(shell)
            for run in _runs(spans):
                self._run(run)

    def _run(self, run: Sequence[Field]) -> None:
        """Check spans together, or one by one where they do not parse together."""
        if len(run) == 1 and (fault := self._crowd_fault(run[0])):
            self._reject_unreadable(fault)
            return
        parts = [self._view[field.start : field.end] for field in run]
        try:
            parsed = ExportTraceServiceRequest.FromString(_enveloped(parts))
        except DecodeError as error:
            if len(run) == 1:
                self._reject_unreadable(_fault(error))
                return
            for field in run:
                self._run((field,))
            return
        for span, part in zip(parsed.resource_spans[0].scope_spans[0].spans, parts, strict=True):
            self._span(span, part)

    def _span(self, span: Span, part: memoryview) -> None:
        if fault := fault_of(span.trace_id, span.span_id, span.parent_span_id):
            self.tally.reject(span.name, fault)
        else:
            self.tally.accepted += 1
            self._kept.write(part)

    def _crowd_fault(self, field: Field) -> Fault | None:
        try:
            crowded = crowd.crowded(self._data, field.content, field.end, Span.DESCRIPTOR)
        except FramingError as error:
            return Fault(Reason.MALFORMED, str(error))
        return crowd.CROWDED if crowded else None

    def _reject_unreadable(self, fault: Fault) -> None:
        self.tally.reject("", fault)
        self.unreadable += 1

    def _shell(self, start: int, end: int, child: int) -> bytes:
        """A message's fields as they are, but for those that hold its children."""
        shell = bytearray()
        for field in fields(self._data, start, end):
            self._count.one()
            if field.number != child:
                shell += self._view[field.start : field.end]
        return bytes(shell)

    def _children(self, start: int, end: int, child: int) -> Iterator[Field]:
        return (field for field in fields(self._data, start, end) if field.number == child)


def _runs(spans: Iterable[Field]) -> Iterator[Sequence[Field]]:
    """Spans in runs of about `_RUN_BYTES`; one that is larger by itself."""
    run: list[Field] = []
    size = 0
    for span in spans:
        cost = span.end - span.start + 64  # a small span costs its parser more than its bytes
        if run and cost > _RUN_BYTES:
            yield run
            run, size = [], 0
        run.append(span)
        size += cost
        if size >= _RUN_BYTES:
            yield run
            run, size = [], 0
    if run:
        yield run


def _enveloped(parts: Sequence[bytes | memoryview]) -> bytes:
    """The content of a ScopeSpans as a request, so that a parser counts nesting as in the whole."""
    inner = tag_of(_SCOPE_SPANS) + length_prefix(sum(map(len, parts)))
    return delimited(_RESOURCE_SPANS, inner, *parts)


def _fault_of_shell(shell: bytes, descriptor: Descriptor, enveloped: bytes) -> Fault | None:
    """Why a message without its children cannot be read; None when it can."""
    if crowd.crowded(shell, 0, len(shell), descriptor):
        return crowd.CROWDED
    return _parse_fault(enveloped)


def _parse_fault(data: bytes) -> Fault | None:
    try:
        ExportTraceServiceRequest.FromString(data)
    except DecodeError as error:
        return _fault(error)
    return None


_FAULTS = (
    ("UTF-8", Fault(Reason.INVALID_UTF8, "a string is not valid UTF-8")),
    ("MaxDepth", Fault(Reason.NESTED_TOO_DEEPLY, "values are nested too deeply")),
)
_CORRUPT = Fault(Reason.MALFORMED, "the protobuf encoding is corrupt")


def _fault(error: DecodeError) -> Fault:
    """The parser's reason in plain words."""
    text = str(error)
    return next((fault for sign, fault in _FAULTS if sign in text), _CORRUPT)


def _undecodable(why: str) -> InvalidRequestError:
    return InvalidRequestError(f"the request is not a valid ExportTraceServiceRequest: {why}")
