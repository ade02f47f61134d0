"""Whatever attributes a span has, its messages are read without an error and can be told as JSON; a conversation that
is written flattened is read as it was."""

import json
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from support.span_messages import ATTRIBUTES, JSON, NAMED, Attributes
from to11.api.present.spans import _gen_ai
from to11.api.schemas.traces import GenAi
from to11.model.search import GenAI
from to11.wire.messages.chat import Memo
from to11.wire.messages.reading import CONVENTIONS, messages, telling
from to11.wire.messages.said import NOTHING, Said


def _json(value: Any) -> str:
    return json.dumps(value)


@given(ATTRIBUTES, st.lists(st.tuples(NAMED | st.text(max_size=5), ATTRIBUTES), max_size=3), st.integers(0, 60))
def test_nothing_raises_and_all_can_be_told(
    attributes: Attributes, events: list[tuple[str, Attributes]], cut: int
) -> None:
    shortened = {key: value[:cut] if isinstance(value, str) else value for key, value in attributes.items()}
    for said in (attributes, shortened):
        told = messages(Said(said, events))
        for listed in (told.input, told.output):
            assert listed is None or listed
            for message in listed or ():
                assert isinstance(message["role"], str)
                assert all(isinstance(part["type"], str) for part in message["parts"])
        assert all(isinstance(part["type"], str) for part in told.system or ())
        assert all(isinstance(tool["type"], str) and isinstance(tool["name"], str) for tool in told.tools or ())
        told_as = _gen_ai(GenAI(operation="chat"), told)
        assert told_as is not None
        GenAi.model_validate_json(msgspec.json.encode(told_as), by_alias=True, by_name=False, extra="forbid")


@given(st.integers(1, 3000), st.sampled_from(["[", '{"a":']), st.sampled_from(["input.value", "gen_ai.input.messages"]))
def test_no_depth_is_too_deep_to_be_told(depth: int, opening: str, name: str) -> None:
    nested = opening * depth + "1" + ("]" if opening == "[" else "}") * depth
    told = messages(Said({name: json.dumps([{"role": "user", "content": [{"type": "x", "y": nested}]}, nested])}))
    inner = messages(Said({name: f'[{{"role": "user", "parts": [{{"type": "x", "y": {nested}}}]}}]'}))
    for one in (told, inner):
        told_as = _gen_ai(GenAI(), one)
        assert told_as is not None
        GenAi.model_validate_json(msgspec.json.encode(told_as), by_alias=True, by_name=False, extra="forbid")


TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=10).filter(
    lambda text: text.lstrip()[:1] not in "[{"
)
NAMES = st.from_regex(r"[a-z_]{1,8}", fullmatch=True)
ARGUMENTS = st.dictionaries(NAMES, st.integers(-9, 9) | TEXTS, min_size=1, max_size=2)
CALLS = st.fixed_dictionaries({"type": st.just("tool_call"), "name": NAMES, "id": NAMES, "arguments": ARGUMENTS})
SAYS = st.fixed_dictionaries({"type": st.just("text"), "content": TEXTS})
ASKS = st.builds(lambda role, part: {"role": role, "parts": [part]}, st.sampled_from(["system", "user"]), SAYS)
ANSWERS = st.builds(
    lambda says, calls: {"role": "assistant", "parts": says + calls},
    st.lists(SAYS, max_size=1),
    st.lists(CALLS, max_size=2),
).filter(lambda message: bool(message["parts"]))
RESULTS = st.builds(
    lambda call, response: {
        "role": "tool",
        "parts": [{"type": "tool_call_response", "response": response, "id": call}],
    },
    NAMES,
    TEXTS,
)
CONVERSATIONS = st.lists(ASKS | ANSWERS | RESULTS, min_size=1, max_size=6)
FINISHED = st.lists(
    st.builds(
        lambda message, reason: {**message, "finish_reason": reason},
        ANSWERS,
        st.sampled_from(["stop", "length", "tool_call"]),
    ),
    min_size=1,
    max_size=3,
)


def openllmetry(prefix: str, conversation: list[Attributes]) -> Attributes:
    said: Attributes = {}
    for number, message in enumerate(conversation):
        at = f"{prefix}.{number * 7}"
        said[f"{at}.role"] = message["role"]
        if "finish_reason" in message:
            said[f"{at}.finish_reason"] = message["finish_reason"]
        for place, part in enumerate(message["parts"]):
            if part["type"] == "tool_call":
                said[f"{at}.tool_calls.{place}.id"] = part["id"]
                said[f"{at}.tool_calls.{place}.name"] = part["name"]
                said[f"{at}.tool_calls.{place}.arguments"] = json.dumps(part["arguments"])
            elif part["type"] == "text":
                said[f"{at}.content"] = part["content"]
            else:
                said |= {f"{at}.content": part["response"], f"{at}.tool_call_id": part["id"]}
    return said


def openinference(prefix: str, conversation: list[Attributes]) -> Attributes:
    said: Attributes = {}
    for number, message in enumerate(conversation):
        at = f"{prefix}.{number}.message"
        said[f"{at}.role"] = message["role"]
        for place, part in enumerate(message["parts"]):
            call = f"{at}.tool_calls.{place}.tool_call"
            if part["type"] == "tool_call":
                said[f"{call}.id"] = part["id"]
                said[f"{call}.function.name"] = part["name"]
                said[f"{call}.function.arguments"] = json.dumps(part["arguments"])
            elif part["type"] == "text":
                said[f"{at}.contents.{place}.message_content.type"] = "text"
                said[f"{at}.contents.{place}.message_content.text"] = part["content"]
            else:
                said |= {f"{at}.content": part["response"], f"{at}.tool_call_id": part["id"]}
    return said


def shuffled(said: Attributes, order: Any) -> Attributes:
    keys = list(said)
    order.shuffle(keys)
    return {key: said[key] for key in keys}


@given(CONVERSATIONS, FINISHED, st.randoms(use_true_random=False))
def test_openllmetry_is_read_as_it_was(asked: list[Attributes], answered: list[Attributes], order: Any) -> None:
    said = openllmetry("gen_ai.prompt", asked) | openllmetry("gen_ai.completion", answered)
    told = messages(Said(shuffled(said, order)))
    assert (told.input, told.output) == (asked, answered)


@given(CONVERSATIONS, FINISHED, st.randoms(use_true_random=False))
def test_openinference_is_read_as_it_was(asked: list[Attributes], answered: list[Attributes], order: Any) -> None:
    said = openinference("llm.input_messages", asked) | openinference("llm.output_messages", answered)
    reasons = {"gen_ai.response.finish_reasons": [message["finish_reason"] for message in answered]}
    told = messages(Said(shuffled(said | reasons, order)))
    assert (told.input, told.output) == (asked, answered)


@given(CONVERSATIONS, FINISHED, st.booleans())
def test_the_current_names_are_read_as_they_are(
    asked: list[Attributes], answered: list[Attributes], structured: bool
) -> None:
    said = {"gen_ai.input.messages": asked, "gen_ai.output.messages": answered}
    told = messages(Said(said if structured else {key: json.dumps(value) for key, value in said.items()}))
    assert (told.input, told.output) == (asked, answered)


@given(ATTRIBUTES, st.lists(st.tuples(NAMED | st.text(max_size=5), ATTRIBUTES), max_size=2))
def test_what_is_not_read_would_say_nothing(attributes: Attributes, events: list[tuple[str, Attributes]]) -> None:
    said = Said(attributes, events)
    told = telling(said)
    for convention in CONVENTIONS:
        assert convention.may_say(said, told) or convention.read(said) == NOTHING


@given(st.lists(ATTRIBUTES | st.fixed_dictionaries({"gen_ai.input.messages": st.lists(JSON).map(_json)}), max_size=3))
def test_what_was_read_before_is_read_the_same(spans: list[Attributes]) -> None:
    memo = Memo()
    for attributes in [*spans, *spans]:
        assert messages(Said(attributes, (), memo.messages)) == messages(Said(attributes))
