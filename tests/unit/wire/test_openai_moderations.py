import json
from typing import Any

import msgspec
import pytest

from to11.model.inference import Response, Usage
from to11.wire.openai import moderations

RESULT = {"flagged": True, "categories": {"violence": True}, "category_scores": {"violence": 0.9}}


def inputs(given: Any) -> Any:
    return msgspec.to_builtins(moderations.request(json.dumps({"model": "m", "input": given}).encode()).messages)


def text(content: str) -> dict[str, Any]:
    return {"type": "text", "content": content}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a", [{"role": "user", "parts": [text("a")]}]),
        (["a", "b"], [{"role": "user", "parts": [text("a")]}, {"role": "user", "parts": [text("b")]}]),
        (
            [{"type": "text", "text": "a"}, {"type": "image_url", "image_url": {"url": "https://x.test/a.png"}}],
            [
                {
                    "role": "user",
                    "parts": [text("a"), {"type": "uri", "modality": "image", "uri": "https://x.test/a.png"}],
                }
            ],
        ),
        (
            [[{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]],
            [{"role": "user", "parts": [text("a")]}, {"role": "assistant", "parts": [text("b")]}],
        ),
    ],
)
def test_inputs(given: Any, expected: Any) -> None:
    assert inputs(given) == expected


def test_an_answer() -> None:
    answer = {"id": "modr-1", "model": "omni-moderation-latest", "results": [RESULT, {**RESULT, "type": "x"}]}
    found = moderations.response(json.dumps(answer).encode())
    assert (found.id, found.model, found.usage) == ("modr-1", "omni-moderation-latest", Usage())
    assert msgspec.to_builtins(found.messages) == [
        {"role": "assistant", "parts": [{**RESULT, "type": "moderation_result"}] * 2, "finish_reason": "stop"}
    ]


def test_nothing_judged() -> None:
    assert moderations.response(b'{"results": []}') == Response()
    assert moderations.response(b'{"usage": {"prompt_tokens": 4, "completion_tokens": 0}}').usage == Usage(4, 0)
