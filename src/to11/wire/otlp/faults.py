"""What is wrong with a span, and the account of a request: how many were taken, how many not, and why."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

TRACE_ID_BYTES = 16
SPAN_ID_BYTES = 8
ZERO_TRACE_ID = bytes(TRACE_ID_BYTES)
ZERO_SPAN_ID = bytes(SPAN_ID_BYTES)

MAX_NESTING = 100
"""How deep messages may lie in one another below the request: what protobuf's parsers read by default (upb, C++ and
Java agree). A span's attribute may hold 47 arrays within one another, or 31 key-value lists."""

_NAMED = 5
_NAME_LENGTH = 64
_REASON_LENGTH = 160


class Reason(StrEnum):
    """Why a span is rejected, for programs; a closed set."""

    INVALID_TRACE_ID = "invalid_trace_id"
    INVALID_SPAN_ID = "invalid_span_id"
    INVALID_PARENT_SPAN_ID = "invalid_parent_span_id"
    INVALID_UTF8 = "invalid_utf8"
    INVALID_VALUE = "invalid_value"
    """OTLP/JSON: a value that is not of its field's kind, or out of range."""
    NESTED_TOO_DEEPLY = "nested_too_deeply"
    TOO_MANY_VALUES = "too_many_values"
    MALFORMED = "malformed"
    """The encoding itself is broken."""


class Fault(NamedTuple):
    """What is wrong with a span, for programs and for people."""

    reason: Reason
    words: str


class Rejected(NamedTuple):
    """The spans that were rejected for one reason: how many, and what is said of the first of them."""

    spans: int
    message: str


NO_REASONS: Mapping[Reason, Rejected] = MappingProxyType({})


class Checked(NamedTuple):
    """A request after the check.

    `payload` is a serialized `ExportTraceServiceRequest` that holds every accepted span and no other; empty when none
    was accepted. `message` says in English how many were rejected and names the first of them; empty when none was.
    The counts in `reasons` add up to `rejected`.
    """

    payload: bytes
    accepted: int
    rejected: int
    message: str
    reasons: Mapping[Reason, Rejected] = NO_REASONS


class Tally:
    """Counts spans in the order of the request."""

    __slots__ = ("_named", "_reasons", "accepted", "rejected")

    def __init__(self) -> None:
        self.accepted = 0
        self.rejected = 0
        self._named: list[str] = []
        self._reasons: dict[Reason, Rejected] = {}

    def reject(self, name: str, fault: Fault) -> None:
        """The next span is not taken."""
        known = self._reasons.get(fault.reason)
        if known is None or len(self._named) < _NAMED:
            label = f" {_short(name, _NAME_LENGTH)!r}" if name else ""
            told = f"span {self.accepted + self.rejected}{label}: {_short(fault.words, _REASON_LENGTH)}"
            known = known or Rejected(0, told)
            if len(self._named) < _NAMED:
                self._named.append(told)
        self._reasons[fault.reason] = Rejected(known.spans + 1, known.message)
        self.rejected += 1

    @property
    def message(self) -> str:
        """What was rejected, for people; spans are numbered from 0 through the whole request."""
        if not self.rejected:
            return ""
        more = self.rejected - len(self._named)
        listed = "; ".join(self._named) + (f"; and {more} more" if more else "")
        return f"{self.rejected} of {self.accepted + self.rejected} spans rejected: {listed}"

    def checked(self, payload: bytes) -> Checked:
        """The account closed, with the bytes to keep."""
        return Checked(payload if self.accepted else b"", self.accepted, self.rejected, self.message, self._reasons)


def identity_fault(trace_id: bytes, span_id: bytes, parent_span_id: bytes) -> Fault | None:
    """What is wrong with a span's ids (trace.proto, `Span`), None when nothing is.

    The ids of links are not looked at: a link to nowhere costs its span nothing.
    """
    if len(trace_id) != TRACE_ID_BYTES:
        return Fault(Reason.INVALID_TRACE_ID, f"trace_id has {len(trace_id)} bytes, not {TRACE_ID_BYTES}")
    if trace_id == ZERO_TRACE_ID:
        return Fault(Reason.INVALID_TRACE_ID, "trace_id is all zero")
    if len(span_id) != SPAN_ID_BYTES:
        return Fault(Reason.INVALID_SPAN_ID, f"span_id has {len(span_id)} bytes, not {SPAN_ID_BYTES}")
    if span_id == ZERO_SPAN_ID:
        return Fault(Reason.INVALID_SPAN_ID, "span_id is all zero")
    if parent_span_id and len(parent_span_id) != SPAN_ID_BYTES:
        words = f"parent_span_id has {len(parent_span_id)} bytes, neither 0 nor {SPAN_ID_BYTES}"
        return Fault(Reason.INVALID_PARENT_SPAN_ID, words)
    return None


def _short(text: str, limit: int) -> str:
    """`text` with its middle left out where it is too long: its end says what is wrong."""
    half = limit // 2
    return text if len(text) <= limit else f"{text[:half]}…{text[1 - half :]}"
