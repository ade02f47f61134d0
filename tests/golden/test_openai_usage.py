"""Recorded streams run through the usage taker."""

import json
from typing import Any

import pytest

from support.recordings import needs_recordings, recordings
from to11.wire import sse
from to11.wire.openai.usage import UsageTaker, ask_for_usage

STREAMS = [
    pytest.param(exchange, id=f"{provider}-{exchange['id']}")
    for provider in ("openai", "groq", "mistral")
    for exchange in recordings(provider, "/chat/completions")
    if "event-stream" in exchange["content_type"]
]

pytestmark = needs_recordings


def by_hand(body: str) -> str:
    """The stream as it would have been, made with plain text replacement: these streams are compact and tame."""
    events = [event for event in body.split("\n\n") if '"choices":[],"usage":{' not in event]
    return "\n\n".join(events).replace(',"usage":null', "")


@pytest.mark.parametrize("exchange", STREAMS)
@pytest.mark.parametrize("step", [1, 100, 1_000_000])
def test_the_caller_sees_no_usage_and_all_else_byte_for_byte(exchange: dict[str, Any], step: int) -> None:
    body = exchange["body"].encode()
    taker = UsageTaker()
    passed = b"".join(taker.feed(body[at : at + step]) for at in range(0, len(body), step)) + taker.flush()
    assert passed.decode() == by_hand(exchange["body"])
    asked = (exchange["request"].get("stream_options") or {}).get("include_usage")
    if asked:
        assert b'"usage"' not in passed
        assert len(passed) < len(body)
    else:
        assert passed == body


@pytest.mark.parametrize("exchange", STREAMS)
def test_what_is_left_is_the_same_but_for_the_usage(exchange: dict[str, Any]) -> None:
    body = exchange["body"].encode()
    taker = UsageTaker()
    passed = taker.feed(body) + taker.flush()
    before, after = ([event.data for event in sse.events(text)] for text in (body, passed))
    chunks = [json.loads(data) for data in before if data != b"[DONE]"]  # type: ignore[arg-type]  # all have data
    expected = [
        {name: value for name, value in chunk.items() if name != "usage" or value is not None}
        for chunk in chunks
        if chunk["choices"] or not chunk.get("usage")
    ]
    assert [json.loads(data) for data in after if data != b"[DONE]"] == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("exchange", STREAMS)
def test_asking_is_a_small_edit(exchange: dict[str, Any]) -> None:
    plain = {name: value for name, value in exchange["request"].items() if name != "stream_options"}
    body = json.dumps(plain).encode()
    asked = ask_for_usage(body)
    assert json.loads(asked) == {**plain, "stream_options": {"include_usage": True}}
    assert asked.startswith(body[:-1])
