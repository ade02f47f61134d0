"""The readable part of a JSON text that breaks off.

A recorded body may stop at the recording's limit, or where a connection broke. What is whole up to there is kept, a
string value that is cut in two keeps its beginning, and what is open is closed.
"""

import re
from typing import Final

import msgspec

_RUN: Final = rb'(?:[^ \t\r\n{}\[\]:,"]++[ \t\r\n]*+,[ \t\r\n]*+)++'
"""Numbers and the like with a comma after each: a long list of them is one token, for speed."""
_TOKEN = re.compile(_RUN + rb'|[ \t\r\n]+|"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^ \t\r\n{}\[\]:,"]+', re.DOTALL)
_MOST_TOKENS: Final = 500_000
"""So many are read, in about half a second; what follows is left."""
_CLOSERS: Final = {b"{": b"}", b"[": b"]"}
_LONGEST_ESCAPE: Final = 12
"""A surrogate pair: two times `\\uXXXX`."""


class _Scan:
    """Where a walk over the tokens stands."""

    __slots__ = ("at", "key", "safe", "stack")

    def __init__(self) -> None:
        self.stack: list[bytes] = []
        self.safe = 0
        """End of what is whole: cut here and close the stack, and the text is JSON."""
        self.key = False
        """The next string is a key, not a value."""
        self.at = 0

    def token(self, token: bytes, end: int, length: int) -> None:
        if token in _CLOSERS:
            self.stack.append(token)
            self.safe, self.key = end, token == b"{"
        elif token in (b"}", b"]"):
            if self.stack:
                self.stack.pop()
            self.safe, self.key = end, False
        elif token == b",":
            self.key = self.stack[-1:] == [b"{"]
        elif token == b":":
            self.key = False
        elif token[:1] != b'"' and b"," in token:
            if not self.key:
                self.safe = self.at + token.rindex(b",")
            self.key = self.stack[-1:] == [b"{"]
        elif not self.key and not token.isspace() and (end < length or token[:1] == b'"'):
            # A number at the very end may go on: 1 of 12.
            self.safe = end
        self.at = end


def complete(text: bytes) -> bytes | None:
    """A JSON text that holds what `text`, the beginning of one, holds whole; None when that is nothing.

    A text that is whole already comes back equal in value.
    """
    scan = _Scan()
    for _ in range(_MOST_TOKENS):
        if (match := _TOKEN.match(text, scan.at)) is None:
            break
        scan.token(match[0], match.end(), len(text))
    else:
        text = text[: scan.at]
    closers = b"".join(_CLOSERS[opener] for opener in reversed(scan.stack))
    if not scan.key and text[scan.at : scan.at + 1] == b'"':
        cut = _cut_string(text, scan.at) + closers
        if _is_json(cut):
            return cut
    whole = text[: scan.safe] + closers
    return whole if _is_json(whole) else None


def _cut_string(text: bytes, start: int) -> bytes:
    """The text up to the last whole character of the string that it ends within, and the closing quote."""
    for cut in range(_LONGEST_ESCAPE):
        string = text[start : len(text) - cut] + b'"'
        if _is_json(string):
            return text[:start] + string
    return text


def _is_json(text: bytes) -> bool:
    try:
        msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return False
    return True
