import base64
import json
import struct
from typing import Any

import msgspec
import pytest

from to11.model.inference import ProviderError, Request, Response, Usage
from to11.wire.openai import embeddings


def request(**body: Any) -> Request:
    return embeddings.request(json.dumps(body).encode())


def response(answer: Any, **asked: Any) -> Response:
    return embeddings.response(json.dumps(answer).encode(), json.dumps(asked).encode())


def inputs(**body: Any) -> list[list[dict[str, Any]]]:
    messages = msgspec.to_builtins(request(**body).messages)
    assert {message["role"] for message in messages} <= {"user"}
    return [message["parts"] for message in messages]


def text(content: str) -> dict[str, Any]:
    return {"type": "text", "content": content}


def answer(*vectors: Any) -> dict[str, Any]:
    data = [{"object": "embedding", "index": index, "embedding": vector} for index, vector in enumerate(vectors)]
    return {"object": "list", "data": data, "model": "m", "usage": {"prompt_tokens": 6, "total_tokens": 6}}


def floats(length: int) -> str:
    return base64.b64encode(struct.pack(f"<{length}f", *([0.5] * length))).decode()


def test_a_request() -> None:
    asked = request(model="m", input="a", encoding_format="base64", dimensions=512, user="u")
    assert (asked.model, asked.encoding_formats, asked.dimension_count) == ("m", ["base64"], 512)
    assert inputs(input="a") == [[text("a")]]


def test_other_names_of_the_same() -> None:
    assert request(output_dimension=256).dimension_count == 256
    assert request(embedding_types=["float", "int8", 1]).encoding_formats == ["float", "int8"]
    assert request() == Request()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"input": ["a", "b"]}, [[text("a")], [text("b")]]),
        ({"input": [1, 2]}, [[{"type": "tokens", "count": 2}]]),
        ({"input": [[1, 2], [3]]}, [[{"type": "tokens", "count": 2}], [{"type": "tokens", "count": 1}]]),
        ({"texts": ["a"], "input_type": "search_query"}, [[text("a")]]),
        (
            {"inputs": [{"content": [{"type": "text", "text": "a"}]}, {"content": []}]},
            [[text("a")]],
        ),
        (
            {"images": ["data:image/png;base64,AAAA"]},
            [[{"type": "blob", "modality": "image", "content": "AAAA", "mime_type": "image/png"}]],
        ),
        (
            {"input": [{"text": "a"}, {"image": "https://x.test/a.png"}, {"image": "AAAA"}]},
            [
                [text("a")],
                [{"type": "uri", "modality": "image", "uri": "https://x.test/a.png"}],
                [{"type": "blob", "modality": "image", "content": "AAAA"}],
            ],
        ),
    ],
)
def test_inputs(body: dict[str, Any], expected: Any) -> None:
    assert inputs(**body) == expected


def test_so_many_inputs_and_no_more() -> None:
    assert len(inputs(input=["a"] * 5000)) == 2048
    assert inputs(input=[1] * 5000) == [[{"type": "tokens", "count": 5000}]]


def test_an_answer() -> None:
    assert response(answer([0.1, 0.2, 0.3])) == Response(model="m", dimension_count=3, usage=Usage(6))


@pytest.mark.parametrize("length", [1, 2, 3, 512, 1536])
def test_the_dimension_of_base64(length: int) -> None:
    assert response(answer(floats(length))).dimension_count == length
    assert response(answer(floats(length).rstrip("="))).dimension_count == length


@pytest.mark.parametrize(
    ("dtype", "vector", "expected"),
    [
        ("float", [0.5] * 8, 8),
        ("int8", [1] * 8, 8),
        ("int8", base64.b64encode(bytes(8)).decode(), 8),
        ("binary", [1] * 8, 64),
        ("ubinary", base64.b64encode(bytes(8)).decode(), 64),
    ],
)
def test_the_dimension_of_other_types(dtype: str, vector: Any, expected: int) -> None:
    assert response(answer(vector), output_dtype=dtype).dimension_count == expected


@pytest.mark.parametrize("vector", [[], "", None, 5, "A"])
def test_no_dimension_of_what_is_no_vector(vector: Any) -> None:
    assert response(answer(vector)).dimension_count is None


def test_of_an_answer_that_breaks_off_only_a_whole_vector_counts() -> None:
    body = json.dumps(answer([0.1, 0.2, 0.3], [0.4, 0.5, 0.6])).encode()
    assert embeddings.response(body[: body.index(b"0.3")]).dimension_count is None
    assert embeddings.response(body[: body.index(b"0.5")]).dimension_count == 3


def test_of_a_long_answer_that_breaks_off_the_beginning_tells() -> None:
    body = json.dumps({"model": "m", **answer(*[[0.123456789] * 3072] * 100)}).encode()
    assert len(body) > 3_000_000
    found = embeddings.response(body[:-30])
    assert (found.model, found.dimension_count, found.usage) == ("m", 3072, Usage())


@pytest.mark.parametrize(
    "odd",
    [{"data": None}, {"data": {}}, {"data": [1]}, {"data": [[]]}, {"embeddings": [[0.1]]}, {"embeddings": {"a": 1}}],
)
def test_vectors_of_no_known_shape_hide_nothing_else(odd: dict[str, Any]) -> None:
    assert response({"model": "m", "usage": {"prompt_tokens": 6}, **odd}) == Response(model="m", usage=Usage(6))


def test_cohere() -> None:
    found = response(
        {
            "id": "e1",
            "embeddings": {"float": [[0.1] * 4], "int8": [[1] * 4]},
            "meta": {"billed_units": {"input_tokens": 9}},
        }
    )
    assert found == Response(id="e1", dimension_count=4, usage=Usage(9))
    assert response({"embeddings": {"ubinary": [[1, 2]]}}).dimension_count == 16
    assert response({"embeddings": {}}) == Response()


def test_usage() -> None:
    # Mistral says 0 of output, Voyage the total only.
    mistral = {"prompt_tokens": 10, "completion_tokens": 0, "total_tokens": 10, "prompt_audio_seconds": None}
    assert response({"usage": mistral}).usage == Usage(10)
    assert response({"usage": {"total_tokens": 8}}).usage == Usage(8)


def test_an_error() -> None:
    error = {"error": {"message": "no", "type": "invalid_request_error", "code": "model_not_found"}}
    assert response(error) == Response(error=ProviderError("model_not_found", "no"))
