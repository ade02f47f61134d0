"""What lists and charts need, from the current names and the older ones."""

from collections.abc import Mapping

import pytest

from support.otlp import entry, request, span
from support.spans import attributes as key_values
from to11.ingest.decode import decode
from to11.model import genai as names
from to11.model.search import GenAI

NOW_NS = 1_760_000_000_000_000_000


def promote(attributes: Mapping[str, str], resource: Mapping[str, str], start_ns: int) -> GenAI:
    """What is promoted of one span with these attributes, among others that say nothing or something else."""
    mine = span(start_time_unix_nano=start_ns)
    mine.attributes.extend(key_values(attributes))
    other = span()
    other.attributes.extend(key_values({names.SESSION_ID: "other", names.USAGE_INPUT_TOKENS: 3}))
    sent = request(span(), mine, other)
    sent.resource_spans[0].resource.attributes.extend(key_values(resource))
    found = decode([entry(*sent.resource_spans)]).genai
    return GenAI(**{name: getattr(found, name)[1].as_py() for name in GenAI.__struct_fields__})


def test_a_span_that_says_nothing_promotes_nothing() -> None:
    assert promote({"http.route": "/x"}, {}, NOW_NS) == GenAI()


def test_current_names() -> None:
    found = promote(
        {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": "gpt-4o-mini",
            "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
            "gen_ai.usage.input_tokens": "1000",
            "gen_ai.usage.output_tokens": "500",
            "gen_ai.usage.reasoning.output_tokens": "7",
            "gen_ai.response.time_to_first_chunk": "0.25",
            "session.id": "s",
            "gen_ai.conversation.id": "c",
            "user.id": "u",
            "error.type": "timeout",
        },
        {"deployment.environment.name": "prod"},
        NOW_NS,
    )
    assert found.cost == pytest.approx(1000 * 0.15e-6 + 500 * 0.6e-6)
    assert (found.operation, found.provider, found.request_model) == ("chat", "openai", "gpt-4o-mini")
    assert (found.input_tokens, found.output_tokens, found.reasoning_tokens) == (1000, 500, 7)
    assert (found.session_id, found.conversation_id, found.user_id) == ("s", "c", "u")
    assert (found.environment, found.error_type, found.time_to_first_chunk) == ("prod", "timeout", 0.25)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"gen_ai.system": "az.ai.openai"}, {"provider": "azure.ai.openai"}),
        ({"llm.model_name": "m", "llm.token_count.prompt": "3"}, {"request_model": "m", "input_tokens": 3}),
        ({"gen_ai.usage.prompt_tokens": "4", "gen_ai.usage.completion_tokens": "5"}, {"output_tokens": 5}),
        ({"openinference.span.kind": "RETRIEVER"}, {"operation": "retrieval"}),
        ({"traceloop.span.kind": "workflow"}, {"operation": "invoke_workflow"}),
        ({"llm.request.type": "completion"}, {"operation": "text_completion"}),
        ({"traceloop.association.properties.session_id": "s"}, {"session_id": "s"}),
        ({"gen_ai.usage.cache_creation.input_tokens": "9"}, {"cache_write_tokens": 9}),
    ],
)
def test_older_names(attributes: dict[str, str], expected: dict[str, object]) -> None:
    found = promote(attributes, {}, NOW_NS)
    for name, value in expected.items():
        assert getattr(found, name) == value


def test_the_current_name_wins_over_the_older() -> None:
    found = promote({"gen_ai.provider.name": "openai", "gen_ai.system": "older"}, {}, NOW_NS)
    assert found.provider == "openai"


@pytest.mark.parametrize("text", ["", "many", "-1", "nan", "inf", "1e400", str(2**64)])
def test_what_is_no_count_is_left_out(text: str) -> None:
    assert (
        promote({"gen_ai.usage.input_tokens": text, "gen_ai.operation.name": "chat"}, {}, NOW_NS).input_tokens is None
    )


def test_a_cost_that_is_sent_is_kept() -> None:
    found = promote(
        {
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": "gpt-4o-mini",
            "gen_ai.usage.input_tokens": "1000",
            "gen_ai.usage.cost": "0.5",
        },
        {},
        NOW_NS,
    )
    assert found.cost == 0.5


def test_tool_calls_are_counted_in_messages_not_in_quoted_text() -> None:
    messages = (
        '[{"parts":[{"type": "tool_call"},{"type":"tool_call"},'
        '{"type":"text","content":"\\"type\\":\\"tool_call\\""}]}]'
    )
    assert promote({"gen_ai.operation.name": "chat", "gen_ai.output.messages": messages}, {}, NOW_NS).tool_calls == 2
    assert promote({"gen_ai.operation.name": "execute_tool"}, {}, NOW_NS).tool_calls == 1


def test_a_start_beyond_every_calendar_does_not_raise() -> None:
    attributes = {"gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o", "gen_ai.usage.input_tokens": "1"}
    assert promote(attributes, {}, 2**64 - 1).input_tokens == 1
    assert promote(attributes, {}, 0).input_tokens == 1
