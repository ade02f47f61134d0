"""W3C Trace Context Level 2: `traceparent` and `tracestate` read and written.

Section numbers are those of the recommendation. A header that breaks a rule is as good as absent: nothing is raised,
the trace is begun anew, as section 4 asks.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

SAMPLED: Final = 0x01
"""Section 3.2.2.5.1: the caller may have recorded trace data."""
RANDOM_TRACE_ID: Final = 0x02
"""Section 3.2.2.5.2: at least the right-most seven bytes of the trace id are random."""
KNOWN_FLAGS: Final = SAMPLED | RANDOM_TRACE_ID

MAX_MEMBERS: Final = 32

_TRACEPARENT = re.compile(
    r"[ \t]*(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*?)?[ \t]*", re.ASCII
)
_NOT_BLANK = r"\x21-\x2b\x2d-\x3c\x3e-\x7e"
_MEMBER = re.compile(rf"([a-z0-9][a-z0-9_\-*/@]{{0,255}})=[\x20{_NOT_BLANK}]{{0,255}}[{_NOT_BLANK}]")


class TraceParent(NamedTuple):
    """What a valid `traceparent` says. Ids are lower-case hex (32 and 16 digits), flags only those we know."""

    trace_id: str
    parent_id: str
    flags: int


class Context(NamedTuple):
    """The caller's place in a trace: its span is the parent of what happens next."""

    trace_id: str
    parent_span_id: str
    flags: int
    trace_state: str
    """Ready to be sent on: members in the order they came, joined by commas; empty when there is none."""


def extract(traceparent: Sequence[str], tracestate: Sequence[str]) -> Context | None:
    """The caller's context from the values of both headers, one item a header line, or None to begin a new trace.

    Without a valid `traceparent`, `tracestate` is not looked at (section 3.3).
    """
    parent = parse_traceparent(traceparent)
    if parent is None:
        return None
    return Context(parent.trace_id, parent.parent_id, parent.flags, parse_tracestate(tracestate))


def parse_traceparent(values: Sequence[str]) -> TraceParent | None:
    """The one valid `traceparent` (section 3.2), or None: absent, given more than once, or malformed.

    Version 00 is exactly 55 characters. Of a later version (3.2.4) the ids and the sampled bit are read and whatever
    follows is ignored; version ff is invalid. Flags that Level 2 does not define are dropped.
    """
    if len(values) != 1:
        return None
    match = _TRACEPARENT.fullmatch(values[0])
    if match is None:
        return None
    version, trace_id, parent_id, flags, rest = match.groups()
    if version == "00":
        return None if rest else TraceParent(trace_id, parent_id, int(flags, 16) & KNOWN_FLAGS)
    return TraceParent(trace_id, parent_id, int(flags, 16) & SAMPLED)


def format_traceparent(trace_id: str, span_id: str, flags: int) -> str:
    """A version 00 `traceparent` for the span `span_id`; flags that are not known are sent as zero (3.2.2.5.3)."""
    return f"00-{trace_id}-{span_id}-{flags & KNOWN_FLAGS:02x}"


def parse_tracestate(values: Sequence[str]) -> str:
    """All `tracestate` header lines as one list (section 3.3.1), or an empty string when any of it is invalid.

    Empty members are allowed and left out; a key may come only once; more than 32 members are too many.
    """
    if not values:
        return ""
    members: list[str] = []
    keys: set[str] = set()
    for line in values:
        for item in line.split(","):
            if not (member := item.strip(" \t")):
                continue
            match = _MEMBER.fullmatch(member)
            if match is None or (key := match[1]) in keys:
                return ""
            keys.add(key)
            members.append(member)
    return ",".join(members) if len(members) <= MAX_MEMBERS else ""
