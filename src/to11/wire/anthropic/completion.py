"""Text completions, the API before messages: request, answer and stream -> `model.inference` values."""

from typing import Final

from to11.model.inference import ERROR_FINISH, ChatMessage, OutputMessage, Request, Response, TextPart
from to11.wire import provider_errors
from to11.wire.anthropic.messages_stream import events
from to11.wire.finish_reasons import finish_reason
from to11.wire.lenient import Json, decode, integer, items, mapping, number, text

_KEPT: Final = ("id", "model", "stop_reason", "error")


def read_request(body: bytes) -> Request:
    """What a request asks for. The prompt, whose turns are marked within the text, is one message of the user's."""
    asked = mapping(decode(body))
    prompt = text(asked.get("prompt"))
    return Request(
        model=text(asked.get("model")),
        stream=asked.get("stream") is True,
        max_tokens=integer(asked.get("max_tokens_to_sample")),
        temperature=number(asked.get("temperature")),
        top_p=number(asked.get("top_p")),
        top_k=number(asked.get("top_k")),
        stop_sequences=[item for item in items(asked.get("stop_sequences")) if isinstance(item, str)],
        messages=[ChatMessage("user", [TextPart(prompt)])] if prompt else [],
    )


def read_response(body: bytes) -> Response:
    """What a provider answered. Of a body that breaks off, what can be read."""
    return _of_object(mapping(decode(body)))


def read_stream(body: bytes) -> Response:
    """What a provider streamed, up to where the stream ends or breaks."""
    answer: dict[str, Json] = {}
    pieces: list[str] = []
    for event in events(body):
        if isinstance(piece := event.get("completion"), str):
            pieces.append(piece)
        answer |= {name: event[name] for name in _KEPT if event.get(name) is not None}
    return _of_object({**answer, "completion": "".join(pieces)} if pieces else answer)


def _of_object(answer: dict[str, Json]) -> Response:
    """This API counts no tokens."""
    reasons: list[str] = []
    messages: list[OutputMessage] = []
    if isinstance(completion := answer.get("completion"), str):
        reasons.append(text(answer.get("stop_reason")) or ERROR_FINISH)
        said = [TextPart(completion)] if completion else []
        messages.append(OutputMessage("assistant", [*said], finish_reason(reasons[0])))
    return Response(
        id=text(answer.get("id")),
        model=text(answer.get("model")),
        finish_reasons=reasons,
        messages=messages,
        error=provider_errors.error(answer),
    )
