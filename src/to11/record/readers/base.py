"""What a reader gives, and what all of them ask of a call."""

from typing import Final, NamedTuple

from to11.model.call import Call, Ending
from to11.model.inference import Request, Response
from to11.wire.contents import has_image

_EVENT_STREAM: Final = "text/event-stream"


class Reading(NamedTuple):
    """What the two bodies of a call say."""

    request: Request
    response: Response
    operation: str
    api_type: str | None = None
    """`openai.api.type`."""
    openai: bool = True
    """The endpoint is of OpenAI's shape: what it says of itself alone has attributes under `openai.`."""
    truncated: bool = False
    """A body was read only up to some limit."""


def operation_of(call: Call, request: Request) -> str:
    """The endpoint's operation; a chat with images in its input generates content."""
    if call.operation == "chat" and any(has_image(message.parts) for message in request.messages):
        return "generate_content"
    return call.operation


def is_stream(call: Call, body: bytes) -> bool:
    """Whether an answer is an event stream: by its content type; where there is none, by its look."""
    if content_type := call.response_headers.get("content-type"):
        return content_type.lower().startswith(_EVENT_STREAM)
    return call.stream and not body.lstrip().startswith((b"{", b"["))


def media_type(call: Call) -> str:
    """The answer's media type in lower case, without parameters; empty where it has none."""
    return call.response_headers.get("content-type", "").partition(";")[0].strip().lower()


def is_json(call: Call, body: bytes) -> bool:
    """Whether an answer is JSON: by its content type; where there is none, by its look."""
    kind = media_type(call)
    return kind.endswith(("/json", "+json")) if kind else body.lstrip().startswith((b"{", b"["))


def is_whole(call: Call) -> bool:
    """Whether all of an answer is in the record."""
    return call.ending is Ending.COMPLETE and not call.response_truncated
