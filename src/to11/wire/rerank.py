"""Reranking: a request and its answer -> `model.inference` values. Cohere's shape; Jina's and Voyage's are alike."""

from typing import Final

from to11.model.inference import ChatMessage, OutputMessage, Part, ProviderError, Request, Response, TextPart, Usage
from to11.wire.lenient import Json, count, decode, items, mapping, objects, text
from to11.wire.openai import chat_response

MAX_DOCUMENTS: Final = 2048
"""More than providers take; what is beyond is not recorded."""

_FINISHED: Final = "stop"


def request(body: bytes) -> Request:
    """What a request asks for: one message, the query and then the documents, each a part of its own."""
    asked = mapping(decode(body))
    parts: list[Part] = []
    query = asked.get("query")
    if isinstance(query, str):
        parts.append(TextPart(query))
    elif query is not None:
        parts.append({"type": "query", "content": query})
    parts += [{"type": "document", "content": document} for document in items(asked.get("documents"))[:MAX_DOCUMENTS]]
    return Request(model=text(asked.get("model")), messages=[ChatMessage("user", parts)] if parts else [])


def response(body: bytes) -> Response:
    """What a provider answered: one message, a part for each result, best first as they came."""
    answer = mapping(decode(body))
    # Voyage says `data`.
    results = objects(answer.get("results")) or objects(answer.get("data"))
    parts: list[Part] = [{**result, "type": "rerank_result"} for result in results[:MAX_DOCUMENTS]]
    return Response(
        id=text(answer.get("id")),
        model=text(answer.get("model")),
        messages=[OutputMessage("assistant", parts, _FINISHED)] if parts else [],
        usage=_usage(answer),
        error=chat_response.error(answer) or _bare_error(answer),
    )


def _bare_error(answer: dict[str, Json]) -> ProviderError | None:
    """Cohere's: a message, and perhaps an id."""
    message = None if "results" in answer or "data" in answer else text(answer.get("message"))
    return ProviderError(None, message) if message else None


def _usage(answer: dict[str, Json]) -> Usage:
    """Tokens where they are told. Cohere bills searches, which are no tokens."""
    meta, usage = mapping(answer.get("meta")), mapping(answer.get("usage"))
    given = (
        mapping(meta.get("billed_units")).get("input_tokens"),
        mapping(meta.get("tokens")).get("input_tokens"),
        usage.get("prompt_tokens"),
        usage.get("total_tokens"),
    )
    return Usage(input=next((found for value in given if (found := count(value)) is not None), None))
