"""The check of a request in pieces: for one that no parser takes whole, and for one too large to parse at once.

The request is taken apart along its framing (request, ResourceSpans, ScopeSpans, spans), and every piece is parsed by
itself, within envelopes as deep as it lay. So one span with a string that is not UTF-8 costs that span, not the batch,
and a request of 64 MiB never holds the interpreter for longer than a run of spans takes.
"""

from collections.abc import Iterator, Sequence

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from to11.model.errors import InvalidRequestError
from to11.wire.otlp.faults import Checked, Fault, Reason, Tally
from to11.wire.otlp.faults import identity_fault as fault_of
from to11.wire.otlp.framing import Field, FramingError, delimited, fields

_RESOURCE_SPANS = 1  # in the request
_SCOPE_SPANS = 2  # in ResourceSpans
_SPANS = 2  # in ScopeSpans
_RUN_BYTES = 256 * 1024

Parts = list[bytes | memoryview]


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

    def request(self) -> bytes:
        shell, children = self._split(0, len(self._data), _RESOURCE_SPANS)
        if fault := _parse_fault(b"".join(shell)):
            raise _undecodable(fault.words)
        kept: Parts = [part for child in children if (part := self._resource_spans(child))]
        return b"".join((*shell, *kept))

    def _resource_spans(self, field: Field) -> bytes:
        shell, children = self._split(field.content, field.end, _SCOPE_SPANS)
        fault = _parse_fault(delimited(_RESOURCE_SPANS, *shell))
        kept: Parts = [part for child in children if (part := self._scope_spans(child, fault))]
        return b"" if fault else delimited(_RESOURCE_SPANS, *shell, *kept)

    def _scope_spans(self, field: Field, fault: Fault | None) -> bytes:
        shell, spans = self._split(field.content, field.end, _SPANS)
        fault = fault or _parse_fault(_enveloped(shell))
        if fault:
            for _ in spans:
                self._reject_unreadable(fault)
            return b""
        kept: Parts = []
        for run in _runs(spans):
            self._run(run, kept)
        return delimited(_SCOPE_SPANS, *shell, *kept)

    def _run(self, run: Sequence[Field], kept: Parts) -> None:
        """Check spans together, or one by one where they do not parse together."""
        parts: Parts = [self._view[field.start : field.end] for field in run]
        try:
            parsed = ExportTraceServiceRequest.FromString(_enveloped(parts))
        except DecodeError as error:
            if len(run) == 1:
                self._reject_unreadable(_fault(error))
                return
            for field in run:
                self._run((field,), kept)
            return
        for span, part in zip(parsed.resource_spans[0].scope_spans[0].spans, parts, strict=True):
            self._span(span, part, kept)

    def _span(self, span: Span, part: bytes | memoryview, kept: Parts) -> None:
        if fault := fault_of(span.trace_id, span.span_id, span.parent_span_id):
            self.tally.reject(span.name, fault)
        else:
            self.tally.accepted += 1
            kept.append(part)

    def _reject_unreadable(self, fault: Fault) -> None:
        self.tally.reject("", fault)
        self.unreadable += 1

    def _split(self, start: int, end: int, child: int) -> tuple[Parts, list[Field]]:
        """The fields of a message: all others as they are, and those that hold its children."""
        shell: Parts = []
        children: list[Field] = []
        for field in fields(self._data, start, end):
            if field.number == child:
                children.append(field)
            else:
                shell.append(self._view[field.start : field.end])
        return shell, children


def _runs(spans: Sequence[Field]) -> Iterator[Sequence[Field]]:
    """Spans in runs of about `_RUN_BYTES`."""
    run: list[Field] = []
    size = 0
    for span in spans:
        run.append(span)
        size += span.end - span.start + 64  # a small span costs its parser more than its bytes
        if size >= _RUN_BYTES:
            yield run
            run, size = [], 0
    if run:
        yield run


def _enveloped(parts: Parts) -> bytes:
    """The content of a ScopeSpans as a request, so that a parser counts nesting as in the whole."""
    return delimited(_RESOURCE_SPANS, delimited(_SCOPE_SPANS, *parts))


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
