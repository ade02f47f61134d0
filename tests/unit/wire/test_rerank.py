import json
from typing import Any

import msgspec
import pytest

from to11.model.inference import ProviderError, Response, Usage
from to11.wire import rerank


def response(answer: Any) -> Response:
    return rerank.response(json.dumps(answer).encode())


def test_a_request() -> None:
    body = {"model": "m", "query": "which?", "documents": ["a", {"text": "b"}], "top_n": 1}
    request = rerank.request(json.dumps(body).encode())
    assert request.model == "m"
    assert msgspec.to_builtins(request.messages) == [
        {
            "role": "user",
            "parts": [
                {"type": "text", "content": "which?"},
                {"type": "document", "content": "a"},
                {"type": "document", "content": {"text": "b"}},
            ],
        }
    ]


def test_a_query_that_is_no_text() -> None:
    request = rerank.request(b'{"query": {"image": "https://x.test/a.png"}}')
    assert request.messages[0].parts == [{"type": "query", "content": {"image": "https://x.test/a.png"}}]
    assert rerank.request(b"{}").messages == []


@pytest.mark.parametrize("name", ["results", "data"])
def test_an_answer(name: str) -> None:
    results: list[dict[str, Any]] = [
        {"index": 3, "relevance_score": 0.9},
        {"index": 0, "relevance_score": 0.1, "document": {"text": "a"}},
    ]
    found = response({"id": "r1", "model": "m", name: results})
    assert (found.id, found.model, found.error, found.finish_reasons) == ("r1", "m", None, [])
    assert msgspec.to_builtins(found.messages) == [
        {
            "role": "assistant",
            "parts": [{**result, "type": "rerank_result"} for result in results],
            "finish_reason": "stop",
        }
    ]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"meta": {"billed_units": {"search_units": 1}}}, Usage()),
        ({"meta": {"billed_units": {"search_units": 1}, "tokens": {"input_tokens": 70}}}, Usage(70)),
        ({"meta": {"billed_units": {"input_tokens": 60}, "tokens": {"input_tokens": 70}}}, Usage(60)),
        ({"usage": {"total_tokens": 26}}, Usage(26)),
        ({"usage": {"total_tokens": 26, "prompt_tokens": 25}}, Usage(25)),
        ({"usage": "26"}, Usage()),
    ],
)
def test_usage(answer: Any, expected: Usage) -> None:
    assert response({"results": [], **answer}).usage == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"message": "no such model"}, ProviderError(None, "no such model")),
        ({"id": "x", "message": "invalid"}, ProviderError(None, "invalid")),
        ({"detail": "bad query"}, ProviderError(None, "bad query")),
        ({"error": {"code": "c", "message": "m"}}, ProviderError("c", "m")),
        ({"results": [], "message": "fine"}, None),
    ],
)
def test_errors(answer: Any, expected: ProviderError | None) -> None:
    assert response(answer).error == expected
