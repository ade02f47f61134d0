"""Whatever attributes a span has, its messages are read without an error and can be told as JSON; a conversation that
is written flattened is read as it was."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from to11.api.present.traces import _gen_ai
from to11.model.search import GenAI
from to11.wire.messages.reading import CONVENTIONS, messages
from to11.wire.messages.said import Said

Said_ = dict[str, Any]

# Keys and values that mean something somewhere.
MEANT = """
role content parts type text tool_calls function arguments name id kind finish_reason messages input output choices
message system tools functions prompt candidates generations kwargs constructor toolUse toolResult functionCall
functionResponse inlineData reasoningContent source data url image_url file image audio_url args toolName toolCallId
toolSpec inputSchema input_schema parameters json response result value summary thinking thought reasoning
event.name gen_ai.choice gen_ai.user.message user assistant tool human ai tool_call tool_call_response blob uri
tool_use tool_result tool-call tool-result image-url binary reasoning refusal input_text input_image data:,x
"""
WORDS = st.sampled_from(MEANT.split())
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(WORDS | st.text(max_size=3), inner, max_size=4)
        | inner.map(lambda value: json.dumps(value, allow_nan=False) if _finite(value) else "NaN")
    ),
    max_leaves=20,
)
STEPPED = """
0 1 999999999999 role content message contents message_content tool_calls tool_call function name id arguments
finish_reason prompt text embedding tool json_schema image url
"""
PREFIXES = """
gen_ai.prompt gen_ai.completion llm.prompts llm.completions llm.request.functions llm.input_messages
llm.output_messages llm.tools llm.choices embedding.embeddings
"""
FLAT = st.builds(
    lambda head, steps: ".".join([head, *steps]),
    st.sampled_from(PREFIXES.split()),
    st.lists(st.sampled_from(STEPPED.split()), max_size=8),
)
NAMED = st.sampled_from(
    [name.removeprefix("event.") for convention in CONVENTIONS for name in convention.names if "N" not in name]
    + ["gen_ai.response.finish_reasons", "gen_ai.operation.name", "traceloop.span.kind", "openinference.span.kind"]
    + ["gen_ai.event.content", "body", "message", "content", "tool.name", "ai.values", "ai.result.object"]
)
ATTRIBUTES = st.dictionaries(FLAT | NAMED | st.text(max_size=5), JSON, max_size=8)


def _finite(value: Any) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return False
    return True


@given(ATTRIBUTES, st.lists(st.tuples(NAMED | st.text(max_size=5), ATTRIBUTES), max_size=3), st.integers(0, 60))
def test_nothing_raises_and_all_can_be_told(attributes: Said_, events: list[tuple[str, Said_]], cut: int) -> None:
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
        told_as.model_dump_json(by_alias=True)


@given(st.integers(1, 3000), st.sampled_from(["[", '{"a":']), st.sampled_from(["input.value", "gen_ai.input.messages"]))
def test_no_depth_is_too_deep_to_be_told(depth: int, opening: str, name: str) -> None:
    nested = opening * depth + "1" + ("]" if opening == "[" else "}") * depth
    told = messages(Said({name: json.dumps([{"role": "user", "content": [{"type": "x", "y": nested}]}, nested])}))
    inner = messages(Said({name: f'[{{"role": "user", "parts": [{{"type": "x", "y": {nested}}}]}}]'}))
    for one in (told, inner):
        told_as = _gen_ai(GenAI(), one)
        assert told_as is not None
        told_as.model_dump_json(by_alias=True)


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


def openllmetry(prefix: str, conversation: list[Said_]) -> Said_:
    said: Said_ = {}
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


def openinference(prefix: str, conversation: list[Said_]) -> Said_:
    said: Said_ = {}
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


def shuffled(said: Said_, order: Any) -> Said_:
    keys = list(said)
    order.shuffle(keys)
    return {key: said[key] for key in keys}


@given(CONVERSATIONS, FINISHED, st.randoms(use_true_random=False))
def test_openllmetry_is_read_as_it_was(asked: list[Said_], answered: list[Said_], order: Any) -> None:
    said = openllmetry("gen_ai.prompt", asked) | openllmetry("gen_ai.completion", answered)
    told = messages(Said(shuffled(said, order)))
    assert (told.input, told.output) == (asked, answered)


@given(CONVERSATIONS, FINISHED, st.randoms(use_true_random=False))
def test_openinference_is_read_as_it_was(asked: list[Said_], answered: list[Said_], order: Any) -> None:
    said = openinference("llm.input_messages", asked) | openinference("llm.output_messages", answered)
    reasons = {"gen_ai.response.finish_reasons": [message["finish_reason"] for message in answered]}
    told = messages(Said(shuffled(said | reasons, order)))
    assert (told.input, told.output) == (asked, answered)


@given(CONVERSATIONS, FINISHED, st.booleans())
def test_the_current_names_are_read_as_they_are(asked: list[Said_], answered: list[Said_], structured: bool) -> None:
    said = {"gen_ai.input.messages": asked, "gen_ai.output.messages": answered}
    told = messages(Said(said if structured else {key: json.dumps(value) for key, value in said.items()}))
    assert (told.input, told.output) == (asked, answered)
