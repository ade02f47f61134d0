import json
from typing import Any

import msgspec
import pytest

from to11.model.inference import ProviderError, Request, Response, Usage
from to11.wire.openai import completions


def request(**body: Any) -> Request:
    return completions.request(json.dumps(body).encode())


def plain(value: Any) -> Any:
    return msgspec.json.decode(msgspec.json.encode(value))


def user(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"role": "user", "parts": list(parts)}


def text(content: str) -> dict[str, Any]:
    return {"type": "text", "content": content}


ANSWER = {
    "id": "cmpl-1",
    "object": "text_completion",
    "model": "gpt-3.5-turbo-instruct:20230824-v2",
    "system_fingerprint": "fp",
    "choices": [
        {"text": "\n\nOne", "index": 0, "logprobs": None, "finish_reason": "stop"},
        {"text": "Two", "index": 1, "logprobs": None, "finish_reason": "length"},
    ],
    "usage": {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12},
}


def test_a_request() -> None:
    asked = request(
        model="m",
        prompt="Say",
        suffix="end",
        max_tokens=16,
        n=2,
        stop=["\n"],
        seed=1,
        temperature=0,
        top_p=1,
        presence_penalty=0.5,
        frequency_penalty=-0.5,
        logprobs=3,
        best_of=4,
        stream=True,
    )
    assert plain(asked.messages) == [user(text("Say"), {"type": "suffix", "content": "end"})]
    assert msgspec.structs.replace(asked, messages=[]) == Request(
        model="m",
        stream=True,
        choice_count=2,
        seed=1,
        max_tokens=16,
        temperature=0.0,
        top_p=1.0,
        presence_penalty=0.5,
        frequency_penalty=-0.5,
        stop_sequences=["\n"],
    )


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        ("", [user(text(""))]),
        (["a", "b"], [user(text("a")), user(text("b"))]),
        ([1, 2, 3], [user({"type": "tokens", "count": 3})]),
        ([[1, 2], [3]], [user({"type": "tokens", "count": 2}), user({"type": "tokens", "count": 1})]),
        (["a", None, 1.5, True, []], [user(text("a"))]),
        ([], []),
        (None, []),
        ({"a": 1}, []),
        (7, []),
    ],
)
def test_prompts(prompt: Any, expected: Any) -> None:
    assert plain(request(prompt=prompt).messages) == expected


def test_what_only_chat_completions_knows_is_left_out() -> None:
    asked = request(messages=[{"role": "user", "content": "x"}], tools=[{"type": "web_search"}])
    assert asked == Request()


def test_an_answer() -> None:
    response = completions.response(json.dumps(ANSWER).encode())
    assert (response.id, response.model) == ("cmpl-1", "gpt-3.5-turbo-instruct:20230824-v2")
    assert response.system_fingerprint == "fp"
    assert response.usage == Usage(5, 7)
    assert response.finish_reasons == ["stop", "length"]
    assert plain(response.messages) == [
        {"role": "assistant", "parts": [text("\n\nOne")], "finish_reason": "stop"},
        {"role": "assistant", "parts": [text("Two")], "finish_reason": "length"},
    ]


def chunk(index: int, piece: str, reason: str | None = None) -> dict[str, Any]:
    choice = {"text": piece, "index": index, "logprobs": None, "finish_reason": reason}
    return {"id": "cmpl-1", "model": ANSWER["model"], "system_fingerprint": "fp", "choices": [choice]}


def streamed(*chunks: Any) -> Response:
    return completions.streamed("".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks).encode())


def test_a_stream_reads_like_the_whole() -> None:
    usage = {"id": "cmpl-1", "choices": [], "usage": ANSWER["usage"]}
    response = streamed(
        chunk(1, "T"), chunk(0, "\n\n"), chunk(0, "One"), chunk(1, "wo", "length"), chunk(0, "", "stop"), usage
    )
    assert response == completions.response(json.dumps(ANSWER).encode())


def test_a_stream_that_breaks_off() -> None:
    response = streamed(chunk(0, "On"), {"error": {"code": "server_error", "message": "oh"}})
    assert response.finish_reasons == ["error"]
    assert plain(response.messages)[0]["parts"] == [text("On")]
    assert response.error == ProviderError("server_error", "oh")


def test_those_who_answer_as_chat_completions_does() -> None:
    # Mistral's fill-in-the-middle.
    answer = {"choices": [{"index": 0, "message": {"role": "assistant", "content": "x"}, "finish_reason": "stop"}]}
    assert plain(completions.response(json.dumps(answer).encode()).messages[0].parts) == [text("x")]


def test_an_error() -> None:
    refused = {"error": {"message": "no", "type": "invalid_request_error", "code": "model_not_found"}}
    assert completions.response(json.dumps(refused).encode()) == Response(error=ProviderError("model_not_found", "no"))
