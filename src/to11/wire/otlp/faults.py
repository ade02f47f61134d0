"""What is wrong with a span, and the account of a request: how many were taken, how many not, and why."""

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


class Checked(NamedTuple):
    """A request after the check.

    `payload` is a serialized `ExportTraceServiceRequest` that holds every accepted span and no other; empty when none
    was accepted. `message` says in English how many were rejected and names the first of them; empty when none was.
    """

    payload: bytes
    accepted: int
    rejected: int
    message: str


class Tally:
    """Counts spans in the order of the request."""

    __slots__ = ("_named", "accepted", "rejected")

    def __init__(self) -> None:
        self.accepted = 0
        self.rejected = 0
        self._named: list[str] = []

    def reject(self, name: str, why: str) -> None:
        """The next span is not taken."""
        if len(self._named) < _NAMED:
            label = f" {_short(name, _NAME_LENGTH)!r}" if name else ""
            self._named.append(f"span {self.accepted + self.rejected}{label}: {_short(why, _REASON_LENGTH)}")
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
        return Checked(payload if self.accepted else b"", self.accepted, self.rejected, self.message)


def identity_fault(trace_id: bytes, span_id: bytes, parent_span_id: bytes) -> str:
    """What is wrong with a span's ids (trace.proto, `Span`), empty when nothing is.

    The ids of links are not looked at: a link to nowhere costs its span nothing.
    """
    if len(trace_id) != TRACE_ID_BYTES:
        return f"trace_id has {len(trace_id)} bytes, not {TRACE_ID_BYTES}"
    if trace_id == ZERO_TRACE_ID:
        return "trace_id is all zero"
    if len(span_id) != SPAN_ID_BYTES:
        return f"span_id has {len(span_id)} bytes, not {SPAN_ID_BYTES}"
    if span_id == ZERO_SPAN_ID:
        return "span_id is all zero"
    if parent_span_id and len(parent_span_id) != SPAN_ID_BYTES:
        return f"parent_span_id has {len(parent_span_id)} bytes, neither 0 nor {SPAN_ID_BYTES}"
    return ""


def _short(text: str, limit: int) -> str:
    """`text` with its middle left out where it is too long: its end says what is wrong."""
    half = limit // 2
    return text if len(text) <= limit else f"{text[:half]}…{text[1 - half :]}"
