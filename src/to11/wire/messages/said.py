"""What a span says, and the messages that are found in it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from to11.wire.lenient import Json

Part = dict[str, Any]
"""A message part: an object with a `type`."""

Message = dict[str, Any]
"""A ChatMessage or OutputMessage: `role`, `parts`, and where known `name` and `finish_reason`."""

Tool = dict[str, Any]
"""A tool definition: `type`, `name`, and where known `description` and `parameters`."""


ReadMessages = Callable[[Json, str], list[Message]]
"""What `chat.messages` is."""


class Said(msgspec.Struct, frozen=True):
    """A span's attributes, and its events as pairs of name and attributes; values are plain JSON."""

    attributes: Mapping[str, Json]
    events: Sequence[tuple[str, Mapping[str, Json]]] = ()
    read: ReadMessages | None = None
    """What reads lists of messages in place of `chat.messages`, with the same result: `chat.Memo.messages`."""


class Messages(msgspec.Struct, frozen=True):
    """None where nothing is said; a list is never empty."""

    input: list[Message] | None = None
    output: list[Message] | None = None
    system: list[Part] | None = None
    """Instructions that are kept apart from the messages."""
    tools: list[Tool] | None = None


NOTHING = Messages()
