"""The usage chunk of a stream: asked for on the caller's behalf, and taken out again.

OpenAI sends a stream's token counts only when asked (`stream_options.include_usage`): then every chunk carries
`"usage": null` and one more chunk, with no choices, carries the counts. A caller who did not ask must see neither.
"""

from typing import Final

import msgspec

from to11.wire import json_edit, json_large
from to11.wire.sse import Event, Parser

_MEMBERS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_MAX_EVENT_BYTES: Final = 1024 * 1024
"""No usage chunk is nearly as long; longer events are passed on unread, so that a stream costs little memory."""
_ASKING: Final = b'{"include_usage":true}'
_LARGE_BYTES: Final = 64 * 1024
_NAME: Final = b'"usage"'
_NULL: Final = b'"usage":null'
_LIKELY: Final = (b',"usage":null', b'"usage":null,')
_ESCAPE: Final = b"\\u00"


class _Chunk(msgspec.Struct, gc=False):
    """What is looked at of every chunk."""

    usage: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    choices: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


_CHUNK: Final = msgspec.json.Decoder(_Chunk)


def ask_for_usage(body: bytes) -> bytes:
    """The request body with `stream_options.include_usage` true, every other byte as it was.

    A body that is no JSON object, or whose `stream_options` is neither an object nor null, comes back unchanged: it is
    for the provider to refuse.
    """
    if len(body) > _LARGE_BYTES and (asking := json_large.append(body, "stream_options", _ASKING)) is not None:
        return asking
    found = json_edit.layout(body)
    if found is None:
        return body
    options = found.last("stream_options")
    given = b"null" if options is None else body[options.value_start : options.value_end]
    if given == b"null":
        return json_edit.set_member(body, "stream_options", _ASKING, found)
    if not given.startswith(b"{"):
        return body
    return json_edit.set_member(body, "stream_options", json_edit.set_member(given, "include_usage", b"true"), found)


def replace_model(body: bytes, model: str) -> bytes:
    """The request body with its `model` replaced, every other byte as it was."""
    if len(body) > _LARGE_BYTES and (edited := json_large.replace_text(body, "model", model)) is not None:
        return edited
    return json_edit.set_member(body, "model", msgspec.json.encode(model))


class UsageTaker:
    """Takes out of a stream what `ask_for_usage` put in.

    The chunk with the counts (no choices, a usage) goes with its whole event; of the other chunks the top-level
    `"usage":null` goes. Whatever else comes, and whatever is not understood, is passed on as it is. Nothing is held
    back longer than to the end of its event.
    """

    def __init__(self) -> None:
        self._parser = Parser(_MAX_EVENT_BYTES)

    def feed(self, chunk: bytes) -> bytes:
        """Take the next bytes of the stream; give those to pass on now."""
        if self._parser.takes_line(chunk):
            return _taken_from_line(chunk)
        return b"".join([_taken(event) for event in self._parser.feed(chunk)])

    def flush(self) -> bytes:
        """The stream is over: the rest to pass on."""
        return self._parser.flush()


def _taken_from_line(raw: bytes) -> bytes:
    """What is left of an event of one line; the same as `_taken` gives, in half the time for most."""
    at = raw.find(_NAME)
    if at < 0:
        return raw
    end = at + len(_NULL)
    if raw.find(_NAME, end) >= 0 or not raw.startswith(_NULL, at) or (b"\\" in raw and _ESCAPE in raw):
        return _taken(Event(raw, raw[6:-2]))
    try:  # one such name, and null: it is to go if it is the chunk's own, and not of something within
        if _CHUNK.decode(memoryview(raw)[6:-2]).usage is msgspec.UNSET:
            return raw
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return raw
    if raw.startswith(b",", at - 1):
        return raw[: at - 1] + raw[end:]
    if raw.startswith(b",", end):
        return raw[:at] + raw[end + 1 :]
    return _taken(Event(raw, raw[6:-2]))


def _taken(event: Event) -> bytes:
    """What is left of an event."""
    data = event.data
    if data is None or _NAME not in data:
        return event.raw
    try:
        chunk = _CHUNK.decode(data)
        if chunk.usage is msgspec.UNSET:
            return event.raw
        if bytes(chunk.usage) == b"null":
            return _without_null(event.raw, data)
        return b"" if _is_empty_list(chunk.choices) else event.raw
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return event.raw


def _is_empty_list(value: msgspec.Raw | msgspec.UnsetType) -> bool:
    if value is msgspec.UNSET:
        return False
    return bytes(value).startswith(b"[") and not msgspec.json.decode(value)


def _without_null(raw: bytes, data: bytes) -> bytes:
    """The event with `"usage":null` cut out of its one line of data; unchanged when the data spans lines."""
    at = raw.find(data)
    if at < 0 or raw.find(data, at + 1) >= 0:
        return raw
    left = _cut(data)
    return raw[:at] + left + raw[at + len(data) :]


def _cut(data: bytes) -> bytes:
    """The chunk, which has a null usage, without it.

    The likely places are tried first, for speed. A name that is there once, and is not spelled with escapes, is the
    member's; else a cut is right if and only if all other top-level members are what they were: inside a string or a
    nested object it would change one of them, and leave the usage where it was.
    """
    if data.count(_NAME) == 1 and _ESCAPE not in data:
        for likely in _LIKELY:
            at = data.find(likely)
            if at >= 0:
                return data[:at] + data[at + len(likely) :]
    members = _MEMBERS.decode(data)
    del members["usage"]
    left = json_edit.remove_member(data, "usage")
    return left if _same(left, members) else data


def _same(text: bytes, members: dict[str, msgspec.Raw]) -> bool:
    try:
        return _MEMBERS.decode(text) == members
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False
