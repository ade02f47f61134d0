"""What a provider says went wrong, in the forms in use."""

from typing import Final

from to11.model.inference import ProviderError
from to11.wire.lenient import Json, items, objects, text

MAX_ERROR_TYPE: Final = 128

_ANSWERED: Final = frozenset({"choices", "content"})
"""Keys of answers that are no errors, whatever else they have."""


def error(answer: dict[str, Json]) -> ProviderError | None:
    """The error that an answer carries, in the forms of OpenAI, Anthropic, Mistral and FastAPI, or a bare string."""
    found = answer.get("error")
    if isinstance(found, str):
        return ProviderError(None, found or None)
    if isinstance(found, dict):
        return _told(found)
    if answer.get("object") == "error":
        return _told(answer)
    if "detail" in answer and _ANSWERED.isdisjoint(answer):
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
