"""Server-sent events, incrementally and sans I/O (WHATWG HTML, section 9.2, "Parsing an event stream").

`Parser.feed` takes bytes as they come and gives every event that they complete, with the event's own bytes unchanged,
so that a proxy can drop one event and pass on the others as they were. The raw bytes of all events and of what
`flush` gives, put together, are exactly what was fed. How the bytes were cut into chunks makes no difference to the
events.
"""

import re
from typing import Final, NamedTuple

MAX_EVENT_BYTES: Final = 16 * 1024 * 1024

_BOM: Final = b"\xef\xbb\xbf"
_CR: Final = 0x0D
_LINE_ENDS: Final = (b"\n", b"\r")
_END_OF_LINE = re.compile(rb"\r\n|\n|\r")
_BLANK_LINE = re.compile(rb"\n\n|\n\r\n?|\r\r\n?")


class Event(NamedTuple):
    """One event: from its first byte through the blank line that ends it."""

    raw: bytes
    data: bytes | None
    """The `data` lines joined by line feeds. None: there were none, or the event is longer than the limit."""

    @property
    def name(self) -> bytes:
        """The `event` field, empty when there is none (the default, `message`)."""
        values = _field(self.raw, b"event")
        return values[-1] if values else b""


class Parser:
    """Cuts a stream into events.

    An event longer than `max_event_bytes` is given in pieces without data, so that memory stays bounded and nothing is
    lost. Where a carriage return alone ends the blank line, the event is known to be over only with the next byte,
    which may be its line feed.
    """

    def __init__(self, max_event_bytes: int = MAX_EVENT_BYTES) -> None:
        self._max = max_event_bytes
        self._buffer = b""
        self._searched = 0
        self._oversize = False
        self._first = True

    def feed(self, chunk: bytes) -> list[Event]:
        """Take the next bytes of the stream; give the events that are complete now."""
        if self.takes_line(chunk):
            return [Event(chunk, chunk[6:-2])]
        buffer = self._buffer + chunk if self._buffer else chunk
        events: list[Event] = []
        start, search = 0, self._searched
        ends = _end if b"\r" in buffer else _plain_end
        while (end := ends(buffer, start, search)) > 0:
            events.append(self._event(buffer[start:end]))
            start = search = end
        rest = buffer[start:]
        if len(rest) > self._max:
            rest = self._spill(rest, events)
        self._buffer = rest
        # What ends a line and the blank line after it are searched together: three bytes at most.
        self._searched = max(0, len(rest) - 2)
        return events

    def takes_line(self, chunk: bytes) -> bool:
        """Take `chunk` if it is exactly one event of one line of data, as nearly all pieces of nearly all streams are:
        its data is `chunk[6:-2]`. Where it is not, nothing is taken, and it is for `feed`."""
        if self._buffer or not chunk.startswith(b"data: ") or not chunk.endswith(b"\n\n") or len(chunk) > self._max:
            return False
        if chunk.find(b"\n") != len(chunk) - 2 or b"\r" in chunk:
            return False
        self._first = False
        return True

    def flush(self) -> bytes:
        """The stream is over: what was held back, to be passed on as it is. An unfinished event is no event."""
        rest, self._buffer, self._searched = self._buffer, b"", 0
        return rest

    def _event(self, raw: bytes) -> Event:
        if self._oversize or len(raw) > self._max:
            self._oversize = self._first = False
            return Event(raw, None)
        text = raw.removeprefix(_BOM) if self._first else raw
        self._first = False
        return Event(raw, _data(text))

    def _spill(self, rest: bytes, events: list[Event]) -> bytes:
        """Give out the greater part of an event that is too long; keep the bytes that its end may begin in.

        They are three, and searched from the second: that they are no event's beginning shows in that.
        """
        self._oversize = True
        events.append(Event(rest[:-3], None))
        return rest[-3:]


def events(body: bytes) -> list[Event]:
    """The complete events of a whole stream. A last event without its blank line counts if it has data.

    The specification drops such an event; a recorder keeps what had come.
    """
    parser = Parser(max(len(body), 1) + 2)
    found = parser.feed(body)
    if rest := parser.flush():
        found += parser.feed(rest + b"\n\n")[:1]
    return found


def last_start(body: bytes) -> int:
    """Where the last event of a stream begins, found from its end: an offset before it and behind all others' lines.
    `body` ends with a line that is not blank."""
    start = body.rfind(b"\n\n")
    if b"\r" in body:
        start = max(start, body.rfind(b"\n\r"), body.rfind(b"\r\r"))
    return max(start, 0)


def data_ends(body: bytes) -> list[int]:
    """Where each event of a whole stream that has data ends: offsets into the body, as `events` finds them.

    Several times as fast as that, for the streams that there are.
    """
    if b"\r" in body or body.startswith(_BOM):
        return _data_ends(body)
    ends: list[int] = []
    end, has_data = 0, False
    for line in body.split(b"\n"):
        end += len(line) + 1
        if not line:
            if has_data:
                ends.append(end)
                has_data = False
        elif line.startswith(b"data") and line[4:5] in (b":", b""):
            has_data = True
    if ends and ends[-1] > len(body):
        ends[-1] = len(body)
    elif has_data:  # without its blank line
        ends.append(len(body))
    return ends


def _data_ends(body: bytes) -> list[int]:
    ends: list[int] = []
    end = 0
    for event in events(body):
        end += len(event.raw)
        if event.data is not None:
            ends.append(min(end, len(body)))
    return ends


def _end(buffer: bytes, start: int, search: int) -> int:
    """Where the event that begins at `start` ends, 0 when its end is not here; nothing before `search` ends it."""
    if search == start and buffer[start : start + 1] in _LINE_ENDS:
        match = _END_OF_LINE.match(buffer, start)
    else:
        match = _BLANK_LINE.search(buffer, search)
    if match is None:
        return 0
    end = match.end()
    return 0 if end == len(buffer) and buffer[end - 1] == _CR else end


def _plain_end(buffer: bytes, start: int, search: int) -> int:
    """The same where no line ends with a carriage return, as hardly any does; several times as fast."""
    if search == start and buffer.startswith(b"\n", start):
        return start + 1
    at = buffer.find(b"\n\n", search)
    return at + 2 if at >= 0 else 0


def _data(raw: bytes) -> bytes | None:
    if raw.startswith(b"data:") and raw.endswith(b"\n\n") and b"\n" not in (line := raw[5:-2]) and b"\r" not in line:
        return line[1:] if line[:1] == b" " else line
    values = _field(raw, b"data")
    return b"\n".join(values) if values else None


def _field(raw: bytes, name: bytes) -> list[bytes]:
    """The values of a field, one a line; one space after the colon is not part of the value."""
    values = []
    for line in _END_OF_LINE.split(raw):
        field, _, value = line.partition(b":")
        if field == name:
            values.append(value.removeprefix(b" "))
    return values
