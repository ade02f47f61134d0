"""Moderations: a request and its answer -> `model.inference` values."""

from typing import Final

from to11.model.inference import OutputMessage, Part, Request, Response
from to11.wire.lenient import decode, mapping, objects, text
from to11.wire.openai import chat_response, inputs, tokens

_FINISHED: Final = "stop"


def request(body: bytes) -> Request:
    """What is to be judged, a message for each input."""
    asked = mapping(decode(body))
    return Request(model=text(asked.get("model")), messages=inputs.messages(asked.get("input")))


def response(body: bytes) -> Response:
    """The judgements: one message, a part for each input."""
    answer = mapping(decode(body))
    parts: list[Part] = [
        {**result, "type": "moderation_result"} for result in objects(answer.get("results"))[: inputs.MAX_INPUTS]
    ]
    return Response(
        id=text(answer.get("id")),
        model=text(answer.get("model")),
        messages=[OutputMessage("assistant", parts, _FINISHED)] if parts else [],
        usage=tokens.read(answer.get("usage")),
        error=chat_response.error(answer),
    )
