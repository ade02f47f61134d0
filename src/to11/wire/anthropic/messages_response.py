"""A messages answer in one piece -> `model.inference.Response`."""

from to11.model.inference import ERROR_FINISH, OutputMessage, Response
from to11.wire import provider_errors
from to11.wire.anthropic import parts, usage
from to11.wire.finish_reasons import finish_reason
from to11.wire.lenient import Json, decode, mapping, text


def read(body: bytes) -> Response:
    """What a provider answered. Of a body that breaks off, what can be read."""
    answer = decode(body)
    if isinstance(answer, list):
        # Vertex wraps its errors into an array.
        answer = next(iter(answer), None)
    return of_object(mapping(answer))


def of_object(answer: dict[str, Json]) -> Response:
    """The response that a decoded answer stands for. There is one message, or none where there is an error."""
    used = mapping(answer.get("usage"))
    reasons: list[str] = []
    messages: list[OutputMessage] = []
    if "content" in answer or answer.get("type") == "message":
        reason = text(answer.get("stop_reason")) or ERROR_FINISH
        reasons.append(reason)
        role = text(answer.get("role")) or "assistant"
        messages.append(OutputMessage(role, parts.of_content(answer.get("content")), finish_reason(reason)))
    return Response(
        id=text(answer.get("id")),
        model=text(answer.get("model")),
        service_tier=text(used.get("service_tier")),
        speed=text(used.get("speed")),
        finish_reasons=reasons,
        messages=messages,
        usage=usage.read(used),
        error=provider_errors.error(answer),
    )
