"""Small edits of a JSON object's text that leave every other byte as it was.

A provider is to see what the caller wrote, but for the one member that is changed. So the text is never written anew:
the byte span of a top-level member is found, and the edit is made there. Of duplicate keys the last one counts, as in
every JSON parser that we know.
"""

import json
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_WHITE = re.compile(r"[ \t\n\r]*")
_DECODE: Final = json.JSONDecoder().raw_decode
"""Gives a value and where it ends."""


class Member(NamedTuple):
    """One member of the object, by byte offsets into its text."""

    name: str
    start: int
    """Where the key's opening quote is."""
    value_start: int
    value_end: int


class Layout(NamedTuple):
    """Where the parts of an object are."""

    members: tuple[Member, ...]
    close: int
    """Offset of the closing brace."""

    def last(self, name: str) -> Member | None:
        """The member of this name that counts."""
        return next((member for member in reversed(self.members) if member.name == name), None)


def layout(text: bytes) -> Layout | None:
    """The layout of a JSON object, None when the text is anything else. Names beyond ASCII are not decoded."""
    # One character a byte, so that offsets agree; the structure of JSON is ASCII whatever the strings hold.
    characters = text.decode("latin-1")
    try:
        found = _object(characters, _skip(characters, 0))
    except (ValueError, IndexError, RecursionError):
        return None
    return found


def set_member(text: bytes, name: str, value: bytes, found: Layout | None = None) -> bytes:
    """The object with the member's value replaced, or the member added at the end.

    `found` is the text's layout where the caller has it already. Text that is no JSON object comes back as it is.
    """
    found = found or layout(text)
    if found is None:
        return text
    member = found.last(name)
    if member is not None:
        return b"".join((text[: member.value_start], value, text[member.value_end :]))
    end = found.members[-1].value_end if found.members else found.close
    separator = b"," if found.members else b""
    return b"".join((text[:end], separator, json.dumps(name).encode(), b":", value, text[end:]))


def remove_member(text: bytes, name: str) -> bytes:
    """The object without the members of this name, each with its comma and the white space up to the neighbours."""
    found = layout(text)
    if found is None or found.last(name) is None:
        return text
    return b"".join(_without(text, found, name))


def _without(text: bytes, found: Layout, name: str) -> Iterator[bytes]:
    """The pieces that stay: what is before the first member, the members kept with what is before them, the rest."""
    members = found.members
    opening = members[0].start
    yield text[:opening]
    first = True
    for before, member in zip((None, *members), members, strict=False):
        if member.name == name:
            continue
        # The first one kept drops the comma before it, the others bring theirs along.
        lead = member.start if first or before is None else before.value_end
        yield text[lead : member.value_end]
        first = False
    yield text[members[-1].value_end :]


def _object(text: str, at: int) -> Layout | None:
    if text[at] != "{":
        return None
    members: list[Member] = []
    at = _skip(text, at + 1)
    while text[at] != "}":
        if members:
            at = _expect(text, at, ",")
        member = _member(text, at)
        members.append(member)
        at = _skip(text, member.value_end)
    return Layout(tuple(members), at) if _skip(text, at + 1) == len(text) else None


def _member(text: str, start: int) -> Member:
    if text[start] != '"':
        raise ValueError("a key is a string")
    name, at = _DECODE(text, start)
    value_start = _expect(text, _skip(text, at), ":")
    _, value_end = _DECODE(text, value_start)
    return Member(name, start, value_start, value_end)


def _expect(text: str, at: int, character: str) -> int:
    if text[at] != character:
        raise ValueError(f"expected {character}")
    return _skip(text, at + 1)


def _skip(text: str, at: int) -> int:
    match = _WHITE.match(text, at)
    return at if match is None else match.end()
