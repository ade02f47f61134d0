"""Which reader understands what an endpoint carries.

A new endpoint is one reader and one line in `READERS`. An inference at an endpoint without a reader is recorded with
what the call itself tells: operation, provider, model, times, outcome.
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from to11.model.call import Call
from to11.model.inference import Request, Response
from to11.record import encodings
from to11.wire.openai import chat_request, chat_response, chat_stream

INFERENCES: Final = frozenset(
    {
        "chat",
        "generate_content",
        "text_completion",
        "embeddings",
        "image_generation",
        "audio_speech",
        "audio_transcription",
        "rerank",
    }
)
"""Operations that make a GenAI span; what else passes through has an HTTP span only."""

_EVENT_STREAM: Final = "text/event-stream"


class Reading(NamedTuple):
    """What the two bodies of a call say."""

    request: Request
    response: Response
    operation: str
    api_type: str | None = None
    """`openai.api.type`."""
    truncated: bool = False
    """A body was read only up to some limit."""


def read(call: Call) -> Reading:
    """What the call's bodies say; nothing where no reader knows them."""
    reader = READERS.get(call.route)
    if reader is None:
        return Reading(Request(), Response(), call.operation)
    decoded = encodings.decode(call.response_body, call.response_headers.get("content-encoding", ""))
    body, cut = decoded or (b"", False)
    truncated = call.request_truncated or call.response_truncated or cut
    return reader(call, body)._replace(truncated=truncated)


def _chat_completions(call: Call, body: bytes) -> Reading:
    request = chat_request.read(call.request_body)
    reader = chat_stream if _is_stream(call, body) else chat_response
    operation = call.operation
    if operation == "chat" and chat_request.has_images(request):
        operation = "generate_content"
    return Reading(request, reader.read(body) if body else Response(), operation, "chat_completions")


def _is_stream(call: Call, body: bytes) -> bool:
    """By its content type; where there is none, by its look."""
    if content_type := call.response_headers.get("content-type"):
        return content_type.lower().startswith(_EVENT_STREAM)
    return call.stream and not body.lstrip().startswith((b"{", b"["))


READERS: Final[Mapping[str, Callable[[Call, bytes], Reading]]] = {
    "/v1/chat/completions": _chat_completions,
}
"""Endpoint -> reader of (call, decoded answer)."""
