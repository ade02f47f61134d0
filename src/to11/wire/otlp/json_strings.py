"""Where the strings of a JSON text are, looked for in windows: one search of 60 MiB would hold the interpreter."""

import re
from collections.abc import Iterator

_WINDOW = 1024 * 1024
_QUOTE = re.compile(b'"')
_INSIDE = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)


def strings(text: memoryview) -> Iterator[tuple[int, int]]:
    """Start and end of every string in a well-formed text, quotes included."""
    at = 0
    while (start := _find_quote(text, at)) < len(text):
        at = _end(text, start + 1)
        yield start, at


def _find_quote(text: memoryview, at: int) -> int:
    while at < len(text):
        if found := _QUOTE.search(text, at, at + _WINDOW):
            return found.start()
        at += _WINDOW
    return len(text)


def _end(text: memoryview, at: int) -> int:
    while at < len(text):
        inside = _INSIDE.match(text, at, at + _WINDOW)
        end = inside.end() if inside else at
        if end < len(text) and text[end] == ord('"'):
            return end + 1
        if end == at:
            break  # a lone backslash at the end: not well-formed
        at = end  # the window ended, perhaps in an escape
    return len(text)
