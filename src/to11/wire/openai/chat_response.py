"""A chat completions answer in one piece -> `model.inference.Response`."""

from typing import Final

from to11.model.inference import ERROR_FINISH, OutputMessage, ProviderError, Response
from to11.wire.lenient import Json, decode, items, mapping, objects, text
from to11.wire.openai import parts, tokens

MAX_CHOICES: Final = 128
"""OpenAI's limit for `n`; no gap in the choices' numbers is filled beyond it."""

MAX_ERROR_TYPE: Final = 128

_FINISH_REASONS: Final = {"tool_calls": "tool_call", "function_call": "tool_call", "model_length": "length"}
"""The provider's word -> the conventions' word, where they differ."""


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


def error(answer: dict[str, Json]) -> ProviderError | None:
    """The error that an answer carries, in the forms in use: OpenAI's, Mistral's, FastAPI's, a bare string."""
    found = answer.get("error")
    if isinstance(found, str):
        return ProviderError(None, found or None)
    if isinstance(found, dict):
        return _told(found)
    if answer.get("object") == "error":
        return _told(answer)
    if "detail" in answer and "choices" not in answer:
        detail = answer["detail"]
        first = next(iter(objects(items(detail))), {})
        return ProviderError(None, text(detail) or text(first.get("msg")))
    return None


def _told(found: dict[str, Json]) -> ProviderError:
    """A code in words tells most, then the type; a number is often but the HTTP status once more."""
    kinds = [_error_type(found.get(name)) for name in ("code", "type", "status")]
    words = [kind for kind in kinds if kind and not kind.isdecimal()]
    numbers = [kind for kind in kinds if kind]
    return ProviderError(next(iter(words + numbers), None), text(found.get("message")))


def _error_type(value: Json) -> str | None:
    """A code that may serve as `error.type`: short and without white space, so that it names a kind of error."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    kind = text(value)
    return kind if kind and len(kind) <= MAX_ERROR_TYPE and not any(map(str.isspace, kind)) else None


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
                _FINISH_REASONS.get(reason, reason),
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
