"""`input`, as embeddings and moderations take it, and `prompt`: a text, tokens, or a list of either."""

from collections.abc import Iterator
from typing import Final

from to11.model.inference import BlobPart, ChatMessage, Part, TextPart
from to11.wire.lenient import Json, items, text
from to11.wire.openai import parts

MAX_INPUTS: Final = 2048
"""OpenAI's limit for embeddings; what is beyond is not recorded."""


def messages(given: Json) -> list[ChatMessage]:
    """A user's message for each input.

    A list of typed contents is one message. Of tokens it is told how many there are, for nobody could read them.
    """
    if isinstance(given, str):
        return [_user(TextPart(given))]
    found = items(given)[:MAX_INPUTS]
    if found and all(_is_token(item) for item in found):
        return [_user(_tokens(items(given)))]
    if any(isinstance(item, dict) and text(item.get("type")) for item in found):
        return [_user(*parts.of_content(found))]
    return [message for item in found for message in _messages(item)]


def _messages(item: Json) -> Iterator[ChatMessage]:
    if isinstance(item, str):
        yield _user(TextPart(item))
    elif isinstance(item, dict):
        # A message, as Mistral moderates them, or contents of different kinds (Cohere, Voyage, Jina).
        found = parts.of_message(item) or list(_untyped(item))
        if found:
            yield ChatMessage(text(item.get("role")) or "user", found)
    elif isinstance(item, list) and item and _is_token(item[0]):
        yield _user(_tokens(item))
    elif isinstance(item, list):
        for inner in item[:MAX_INPUTS]:
            if isinstance(inner, dict):
                yield from _messages(inner)


def _user(*contents: Part) -> ChatMessage:
    return ChatMessage("user", list(contents))


def _untyped(item: dict[str, Json]) -> Iterator[Part]:
    """Jina's `{"text": …}` and `{"image": …}`, the latter an address or bare base64."""
    if content := text(item.get("text")):
        yield TextPart(content)
    if image := text(item.get("image")):
        if ":" in image[:8]:
            yield from parts.of_content([{"type": "image_url", "image_url": image}])
        else:
            yield BlobPart("image", image)


def _is_token(item: Json) -> bool:
    return isinstance(item, int) and not isinstance(item, bool)


def _tokens(item: list[Json]) -> Part:
    return {"type": "tokens", "count": len(item)}
