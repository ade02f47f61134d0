"""The stand-in provider speaks OpenAI's chat completions well enough for the stock SDK."""

from collections.abc import Iterator
from typing import Any

import openai
import pytest

from to11.demo.provider import StandInProvider, answer, count_tokens

MESSAGES: Any = [
    {"role": "system", "content": "Answer from these:\nTokens live for 15 minutes. Spans live for 60 days."},
    {"role": "user", "content": "How long do spans live?"},
]


@pytest.fixture
def client() -> Iterator[openai.OpenAI]:
    with (
        StandInProvider("127.0.0.1", 0) as provider,
        openai.OpenAI(base_url=f"http://127.0.0.1:{provider.port}/v1", api_key="x", max_retries=0) as sdk,
    ):
        yield sdk


def test_plain_and_stream_say_the_same(client: openai.OpenAI) -> None:
    plain = client.chat.completions.create(model="demo-small", messages=MESSAGES)
    assert plain.choices[0].message.content == "Spans live for 60 days."
    assert plain.usage is not None
    stream = client.chat.completions.create(
        model="demo-small",
        messages=MESSAGES,
        stream=True,
        stream_options={"include_usage": True},
    )
    chunks = list(stream)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == "Spans live for 60 days."
    assert chunks[-1].usage == plain.usage
    without = list(client.chat.completions.create(model="demo-small", messages=MESSAGES, stream=True))
    assert all(chunk.choices for chunk in without)


def test_errors(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError):
        client.post("/chat/completions", body={"no": "messages"}, cast_to=object)
    with pytest.raises(openai.NotFoundError):
        client.embeddings.create(model="m", input="x")


def test_it_answers_from_what_it_is_given() -> None:
    assert answer([]) == "I was given nothing to answer from."
    assert answer(MESSAGES) == "Spans live for 60 days."
    assert count_tokens("Spans, live.") == 4
