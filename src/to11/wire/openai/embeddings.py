"""Embeddings: a request and its answer -> `model.inference` values; never the vectors themselves.

Read are OpenAI's shape, which most have, and where Mistral, Voyage, Jina and Cohere differ from it.
"""

from typing import Final, NamedTuple

import msgspec

from to11.model.inference import ChatMessage, Request, Response, Usage
from to11.wire.lenient import Json, count, decode, decode_whole, items, mapping, objects, text
from to11.wire.openai import chat_response, inputs, tokens

_BITS: Final = {"int8": 8, "uint8": 8, "binary": 1, "ubinary": 1}
"""Bits of a vector's element in base64; of 32 for any type that is not here."""
_FLOAT_BITS: Final = 32
_PACKED: Final = ("binary", "ubinary")
"""Types that have eight elements in one number of a list."""
_MEMBERS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIST: Final = msgspec.json.Decoder(list[msgspec.Raw])
_EMPTY: Final = msgspec.Raw(b"[]")
_OBJECT: Final = ord("{")
_BEGINNING: Final = 256 * 1024
"""Bytes: several vectors, even of the longest."""


def request(body: bytes) -> Request:
    """What a request asks for, a message for each input."""
    asked = mapping(decode(body))
    return Request(
        model=text(asked.get("model")),
        encoding_formats=_formats(asked),
        dimension_count=_first(asked, "dimensions", "output_dimension"),
        service_tier=text(asked.get("service_tier")),
        messages=_messages(asked),
    )


def response(body: bytes, asked: bytes = b"") -> Response:
    """What a provider answered. `asked` is the request's body, for the answer does not say of what type numbers are."""
    answer, vectors = _opened(body)
    kind = text(mapping(decode(asked)).get("output_dtype")) if b"output_dtype" in asked else None
    return Response(
        id=text(answer.get("id")),
        model=text(answer.get("model")),
        dimension_count=_dimension(vectors, kind),
        usage=_usage(answer),
        error=chat_response.error(answer),
    )


class _Vectors(NamedTuple):
    """The first of the vectors that came."""

    first: Json
    kind: str | None = None
    """Its type, where the answer tells."""


def _opened(body: bytes) -> tuple[dict[str, Json], _Vectors]:
    """The answer's members without the vectors, and the first of those: all numbers would be very many.

    Of an answer that breaks off, its beginning is read.
    """
    try:
        members = _MEMBERS.decode(body)
        vectors = _first_vector(members.pop("data", _EMPTY), members.pop("embeddings", _EMPTY))
        return {name: decode_whole(bytes(value)) for name, value in members.items()}, vectors
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return _salvaged(body)


def _first_vector(data: msgspec.Raw, embeddings: msgspec.Raw) -> _Vectors:
    if memoryview(embeddings)[0] == _OBJECT:
        # Cohere's, by type.
        for kind, vectors in _MEMBERS.decode(embeddings).items():
            return _Vectors(next((decode_whole(bytes(vector)) for vector in _LIST.decode(vectors)), None), kind)
    first = next((decode_whole(bytes(item)) for item in _LIST.decode(data)), None)
    return _Vectors(mapping(first).get("embedding"))


def _salvaged(body: bytes) -> tuple[dict[str, Json], _Vectors]:
    """What the beginning tells, where that is no whole object: the first vector counts only if another follows it."""
    found = decode(body[:_BEGINNING])
    answer = mapping(next(iter(found), None) if isinstance(found, list) else found)
    vectors = objects(answer.get("data"))
    return answer, _Vectors(vectors[0].get("embedding") if len(vectors) > 1 else None)


def _formats(asked: dict[str, Json]) -> list[str]:
    """Cohere asks for several."""
    one = text(asked.get("encoding_format")) or text(asked.get("embedding_type"))
    return [one] if one else [item for item in items(asked.get("embedding_types")) if isinstance(item, str)]


def _messages(asked: dict[str, Json]) -> list[ChatMessage]:
    """`input`; Cohere says `texts`, `images` and `inputs`."""
    found = inputs.messages(asked.get("input")) or inputs.messages(asked.get("texts"))
    found += inputs.messages(asked.get("inputs"))
    return found + inputs.messages([{"image": image} for image in items(asked.get("images"))])


def _dimension(vectors: _Vectors, kind: str | None) -> int | None:
    return _length(vectors.first, vectors.kind or kind) or None


def _length(vector: Json, kind: str | None) -> int:
    if isinstance(vector, str):
        size = len(vector.rstrip("=")) * 3 // 4
        return size * 8 // _BITS.get(kind or "", _FLOAT_BITS)
    return len(items(vector)) * (8 if kind in _PACKED else 1)


def _usage(answer: dict[str, Json]) -> Usage:
    """Only input is counted: an embedding is no output tokens, though some say 0."""
    billed = mapping(mapping(answer.get("meta")).get("billed_units"))
    usage = tokens.read(answer.get("usage"))
    given = (usage.input, count(billed.get("input_tokens")), _total(answer))
    return Usage(input=next((value for value in given if value is not None), None))


def _total(answer: dict[str, Json]) -> int | None:
    """All that Voyage tells."""
    return count(mapping(answer.get("usage")).get("total_tokens"))


def _first(asked: dict[str, Json], *names: str) -> int | None:
    return next((value for name in names if (value := count(asked.get(name))) is not None), None)
