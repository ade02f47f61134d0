"""A chat completions answer in one piece -> `model.inference.Response`."""

from typing import Final

from to11.model.inference import ERROR_FINISH, OutputMessage, Response
from to11.wire.finish_reasons import finish_reason
from to11.wire.lenient import Json, decode, mapping, objects, text
from to11.wire.openai import parts, tokens
from to11.wire.provider_errors import error

__all__ = ["error", "of_object", "read"]

MAX_CHOICES: Final = 128
"""OpenAI's limit for `n`; no gap in the choices' numbers is filled beyond it."""


def read(body: bytes) -> Response:
    """What a provider answered. Of a body that breaks off, what can be read."""
    answer = decode(body)
    if isinstance(answer, list):
        # Gemini wraps its errors into an array.
        answer = next(iter(answer), None)
    return of_object(mapping(answer))


def of_object(answer: dict[str, Json]) -> Response:
    """The response that a decoded answer stands for."""
    reasons, messages = _choices(objects(answer.get("choices")))
    return Response(
        id=text(answer.get("id")),
        model=text(answer.get("model")),
        service_tier=text(answer.get("service_tier")),
        system_fingerprint=text(answer.get("system_fingerprint")),
        finish_reasons=reasons,
        messages=messages,
        usage=tokens.read(answer.get("usage") or mapping(answer.get("x_groq")).get("usage")),
        error=error(answer),
    )


def _choices(choices: list[dict[str, Json]]) -> tuple[list[str], list[OutputMessage]]:
    reasons: list[str] = []
    messages: list[OutputMessage] = []
    for choice in _aligned(choices):
        reason = text(choice.get("finish_reason")) or ERROR_FINISH
        message = mapping(choice.get("message"))
        reasons.append(reason)
        messages.append(
            OutputMessage(
                text(message.get("role")) or "assistant",
                parts.of_message(message),
                finish_reason(reason),
                text(message.get("name")),
            )
        )
    return reasons, messages


def _aligned(choices: list[dict[str, Json]]) -> list[dict[str, Json]]:
    """The choices in the order of their index, an empty one where one is missing."""
    if len(choices) == 1 and choices[0].get("index", 0) == 0:
        return choices
    numbered: dict[int, dict[str, Json]] = {}
    for position, choice in enumerate(choices):
        index = choice.get("index")
        if not isinstance(index, int) or not 0 <= index < MAX_CHOICES or index in numbered:
            index = MAX_CHOICES + position
        numbered[index] = choice
    last = max((index for index in numbered if index < MAX_CHOICES), default=-1)
    aligned = [numbered.pop(index, {}) for index in range(last + 1)]
    return aligned + list(numbered.values())
