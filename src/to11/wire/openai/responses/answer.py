"""An answer of the Responses API in one piece -> `model.inference.Response`.

The API knows no choices and no finish reasons but one answer with a status. Words for the latter are those that
OpenTelemetry's instrumentation of the OpenAI SDK records: `stop`, `tool_calls`, `length`, `content_filter`, `error`, or
the provider's own where it says another reason. All items of the answer are one message.
"""

from typing import Final

from to11.model.inference import ERROR_FINISH, OutputMessage, Part, ProviderError, Response, ToolCallPart
from to11.wire.lenient import Json, decode, mapping, text
from to11.wire.openai import chat_response
from to11.wire.openai.responses import items, usage

COMPLETED: Final = "completed"
INCOMPLETE: Final = "incomplete"
FAILED: Final = "failed"
FINAL: Final = frozenset({COMPLETED, INCOMPLETE, FAILED, "cancelled"})
"""Nothing more comes after these."""

_PENDING: Final = frozenset({"queued", "in_progress"})
"""Of an answer that is made in the background."""
_REASONS: Final = {"max_output_tokens": "length", "max_tokens": "length"}
_WORDS: Final = {"tool_calls": "tool_call"}
"""Finish reason as an attribute -> in a message, where they differ."""


def decoded(body: bytes) -> dict[str, Json]:
    """The object that was answered. Of a body that breaks off, what can be read."""
    return mapping(decode(body))


def read(body: bytes) -> Response:
    """What a provider answered."""
    return of_object(decoded(body))


def of_object(answer: dict[str, Json]) -> Response:
    """The response that a decoded answer stands for."""
    status, output = text(answer.get("status")), answer.get("output")
    parts = items.output(output)
    reason = _finish_reason(answer, status, parts)
    said = bool(parts) or status in FINAL
    word = _WORDS.get(reason, reason) if reason else status or ERROR_FINISH
    return Response(
        id=text(answer.get("id")),
        model=text(answer.get("model")),
        service_tier=text(answer.get("service_tier")),
        finish_reasons=[reason] if reason and said else [],
        messages=[OutputMessage(items.role(output), parts, word)] if said else [],
        usage=usage.read(answer.get("usage")),
        error=_error(answer, status),
    )


def _finish_reason(answer: dict[str, Json], status: str | None, parts: list[Part]) -> str | None:
    """Why the model stopped; None as long as it has not."""
    if status in _PENDING:
        return None
    if status == COMPLETED:
        return "tool_calls" if any(isinstance(part, ToolCallPart) for part in parts) else "stop"
    if status == INCOMPLETE:
        reason = text(mapping(answer.get("incomplete_details")).get("reason"))
        return _REASONS.get(reason, reason) if reason else INCOMPLETE
    return ERROR_FINISH


def _error(answer: dict[str, Json], status: str | None) -> ProviderError | None:
    """An answer that ends early is no error, one that failed is, whether it says why or not."""
    found = chat_response.error(answer)
    return ProviderError() if found is None and status == FAILED else found
