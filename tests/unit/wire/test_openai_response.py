import json
from typing import Any

import msgspec
import pytest

from to11.model.inference import ProviderError, Response, Usage
from to11.wire.openai import chat_response


def read(**body: Any) -> Response:
    return chat_response.read(json.dumps(body).encode())


def choice(index: int, content: Any, reason: str | None = "stop", **message: Any) -> dict[str, Any]:
    return {"index": index, "message": {"role": "assistant", "content": content, **message}, "finish_reason": reason}


def messages(response: Response) -> Any:
    return msgspec.json.decode(msgspec.json.encode(response.messages))


def test_answer() -> None:
    response = read(
        id="c1",
        model="gpt-4o-2024",
        service_tier="default",
        system_fingerprint="fp",
        choices=[choice(0, "hi")],
        usage={
            "prompt_tokens": 10,
            "completion_tokens": 5,
            "total_tokens": 15,
            "prompt_tokens_details": {"cached_tokens": 4, "audio_tokens": 1, "cache_write_tokens": 2},
            "completion_tokens_details": {"reasoning_tokens": 3, "audio_tokens": 0},
        },
    )
    assert (response.id, response.model, response.service_tier, response.system_fingerprint) == (
        "c1",
        "gpt-4o-2024",
        "default",
        "fp",
    )
    assert response.usage == Usage(10, 5, 4, 2, 3, 1, 0)
    assert response.finish_reasons == ["stop"]
    assert messages(response) == [
        {"role": "assistant", "parts": [{"type": "text", "content": "hi"}], "finish_reason": "stop"}
    ]


def test_the_message_has_the_conventions_word_and_the_attribute_the_providers() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    response = read(choices=[choice(0, None, "tool_calls", tool_calls=[call])])
    assert response.finish_reasons == ["tool_calls"]
    assert messages(response) == [
        {
            "role": "assistant",
            "parts": [{"type": "tool_call", "name": "f", "id": "c", "arguments": {}}],
            "finish_reason": "tool_call",
        }
    ]


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        ("function_call", "tool_call"),
        ("length", "length"),
        ("content_filter", "content_filter"),
        ("model_length", "length"),
        ("new", "new"),
        (None, "error"),
    ],
)
def test_finish_reasons(reason: str | None, word: str) -> None:
    response = read(choices=[choice(0, "x", reason)])
    assert response.messages[0].finish_reason == word
    assert response.finish_reasons == [reason or "error"]


def test_choices_are_aligned_by_index() -> None:
    response = read(choices=[choice(2, "c"), choice(0, "a")])
    assert response.finish_reasons == ["stop", "error", "stop"]
    assert [len(message.parts) for message in response.messages] == [1, 0, 1]


def test_an_absurd_index_makes_no_absurd_list() -> None:
    response = read(choices=[choice(0, "a"), choice(10**9, "b"), choice(0, "c"), {"finish_reason": "stop"}])
    assert response.finish_reasons == ["stop"] * 4


def test_thoughts_refusal_and_audio() -> None:
    response = read(
        choices=[
            choice(
                0, "x", reasoning_content="because", refusal="no", audio={"id": "a", "data": "AA", "transcript": "t"}
            ),
            choice(1, [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "y"}]),
            choice(2, None, reasoning="so", audio={"id": "a"}),
        ]
    )
    assert [message["parts"] for message in messages(response)] == [
        [
            {"type": "reasoning", "content": "because"},
            {"type": "text", "content": "x"},
            {"type": "refusal", "content": "no"},
            {"type": "blob", "modality": "audio", "content": "AA", "transcript": "t"},
        ],
        [{"type": "reasoning", "content": "hm"}, {"type": "text", "content": "y"}],
        [{"type": "reasoning", "content": "so"}, {"type": "file", "modality": "audio", "file_id": "a"}],
    ]


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (None, Usage()),
        ("many", Usage()),
        ({"prompt_tokens": 1}, Usage(input=1)),
        ({"prompt_tokens": -1, "completion_tokens": 2.0}, Usage(output=2)),
        ({"prompt_tokens": 9, "prompt_cache_hit_tokens": 4}, Usage(input=9, cache_read=4)),
        ({"prompt_tokens": 9, "cached_tokens": 4}, Usage(input=9, cache_read=4)),
        ({"prompt_tokens": 9, "cache_creation_input_tokens": 4}, Usage(input=9, cache_write=4)),
        # Mistral's own names; how long the audio was is billed.
        (
            {"prompt_tokens": 9, "prompt_token_details": {"cached_tokens": 4}, "prompt_audio_seconds": 3},
            Usage(input=9, cache_read=4, audio_seconds=3.0),
        ),
        ({"prompt_tokens": 9, "prompt_audio_seconds": None}, Usage(input=9)),
        ({"prompt_tokens": 9, "prompt_audio_seconds": -1}, Usage(input=9)),
        # Kinds of tokens are broken down where there are several.
        (
            {"prompt_tokens": 9, "prompt_tokens_details": {"text_tokens": 4, "image_tokens": 5, "audio_tokens": 0}},
            Usage(input=9, text_input=4, image_input=5, audio_input=0),
        ),
        (
            {"completion_tokens": 9, "completion_tokens_details": {"text_tokens": 4, "audio_tokens": 5}},
            Usage(output=9, text_output=4, audio_output=5),
        ),
        (
            {"prompt_tokens": 9, "prompt_tokens_details": {"text_tokens": 9, "image_tokens": 0}},
            Usage(input=9, image_input=0),
        ),
        # xAI counts reasoning beside the completion's tokens: the total shows it.
        (
            {
                "prompt_tokens": 10,
                "completion_tokens": 5,
                "total_tokens": 22,
                "completion_tokens_details": {"reasoning_tokens": 7},
            },
            Usage(input=10, output=12, reasoning=7),
        ),
    ],
)
def test_usage(usage: Any, expected: Usage) -> None:
    assert read(usage=usage).usage == expected


def test_usage_in_x_groq() -> None:
    assert read(x_groq={"usage": {"prompt_tokens": 3}}).usage == Usage(input=3)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {"error": {"message": "m", "type": "invalid_request_error", "code": "model_not_found"}},
            ProviderError("model_not_found", "m"),
        ),
        ({"error": {"message": "m", "type": "t", "code": None}}, ProviderError("t", "m")),
        ({"error": {"message": "m", "code": 429}}, ProviderError("429", "m")),
        (
            {"error": {"message": "m", "code": 400, "status": "INVALID_ARGUMENT"}},
            ProviderError("INVALID_ARGUMENT", "m"),
        ),
        ([{"error": {"message": "m", "code": 400}}], ProviderError("400", "m")),
        (
            {"object": "error", "message": "m", "type": "invalid_model", "code": "1500"},
            ProviderError("invalid_model", "m"),
        ),
        ({"error": "boom"}, ProviderError(None, "boom")),
        ({"detail": "Unauthorized"}, ProviderError(None, "Unauthorized")),
        ({"detail": [{"msg": "field required"}]}, ProviderError(None, "field required")),
        ({"error": {"code": "a whole sentence is no kind of error"}}, ProviderError(None, None)),
        ({"error": {"code": "x" * 500}}, ProviderError(None, None)),
        ({"error": {"code": ["x"], "message": 3}}, ProviderError(None, None)),
        ({"error": None}, None),
        ({}, None),
    ],
)
def test_errors(body: Any, expected: ProviderError | None) -> None:
    assert chat_response.read(json.dumps(body).encode()).error == expected


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"[1]", b"<html>", b'{"choices":{"a":1}}', b'{"choices":[1,null]}']
)
def test_malformed_answers_tell_nothing_and_raise_nothing(body: bytes) -> None:
    assert chat_response.read(body) == Response()


def test_an_answer_that_breaks_off_is_read_up_to_there() -> None:
    body = json.dumps({"id": "c1", "model": "m", "choices": [choice(0, "hello world")]}).encode()
    response = chat_response.read(body[: body.index(b" world")])
    assert (response.id, response.finish_reasons) == ("c1", ["error"])
    assert messages(response)[0]["finish_reason"] == "error"
