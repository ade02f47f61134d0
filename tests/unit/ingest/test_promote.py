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
        ({"traceloop.association.properties.user_id": "u"}, {"user_id": "u"}),
        ({"gen_ai.system": "OpenAI"}, {"provider": "openai"}),
        ({"gen_ai.system": "Ollama"}, {"provider": "Ollama"}),
        ({"openinference.span.kind": "CHAIN"}, {"operation": "invoke_workflow"}),
        ({"gen_ai.usage.details.reasoning_tokens": "8"}, {"reasoning_tokens": 8}),
        ({"operation.cost": "4.02e-05"}, {"cost": 4.02e-05}),
        (
            {"llm.model_name": "gpt-4o-2024", "llm.invocation_parameters": '{"model": "gpt-4o"}'},
            {"request_model": "gpt-4o", "response_model": "gpt-4o-2024"},
        ),
        ({"llm.invocation_parameters": '{"model": "unknown"}'}, {"request_model": "unknown", "response_model": ""}),
        ({"llm.invocation_parameters": '{"model": ["x"]'}, {"request_model": ""}),
        (
            {
                "gen_ai.usage.raw": '{"prompt_tokens_details": {"cached_tokens": 64},'
                '"completion_tokens_details": {"reasoning_tokens": 16}}'
            },
            {"cache_read_tokens": 64, "reasoning_tokens": 16},
        ),
        (
            {"gen_ai.usage.raw": '{"input_tokens_details": {"cached_tokens": 64}}', "gen_ai.usage.input_tokens": "120"},
            {"cache_read_tokens": 64, "input_tokens": 120},
        ),
        (
            {"gen_ai.usage.raw": '{"cache_read_input_tokens": 40, "cache_creation_input_tokens": 10}'},
            {"cache_read_tokens": 40, "cache_write_tokens": 10},
        ),
        ({"gen_ai.usage.raw": '{"cache_read_input_tokens": true}'}, {"cache_read_tokens": None}),
        ({"gen_ai.usage.raw": "40"}, {"cache_read_tokens": None}),
        (
            {"llm.request.type": "completion", "gen_ai.completion.0.role": "assistant"},
            {"operation": "chat"},
        ),
        ({"langfuse.observation.type": "generation", "langfuse.observation.model.name": "m"}, {"operation": "chat"}),
        (
            {
                "ai.operationId": "ai.streamText.doStream",
                "ai.model.id": "gpt-4o",
                "ai.model.provider": "openai.chat",
                "ai.response.model": "gpt-4o-2024",
                "ai.usage.inputTokens": "3",
                "ai.usage.completionTokens": "4",
                "ai.usage.cachedInputTokens": "1",
                "ai.telemetry.metadata.sessionId": "s",
                "ai.telemetry.metadata.userId": "u",
            },
            {
                "operation": "chat",
                "provider": "openai",
                "request_model": "gpt-4o",
                "response_model": "gpt-4o-2024",
                "input_tokens": 3,
                "output_tokens": 4,
                "cache_read_tokens": 1,
                "session_id": "s",
                "user_id": "u",
            },
        ),
        ({"ai.operationId": "ai.embedMany", "ai.usage.tokens": "7"}, {"operation": "embeddings", "input_tokens": 7}),
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


@pytest.mark.parametrize(
    "attributes",
    [
        {"gen_ai.completion.0.tool_calls.0.name": "f", "gen_ai.completion.0.tool_calls.1.name": "f"},
        {
            f"llm.output_messages.{number}.message.tool_calls.{number}.tool_call.function.name": "f"
            for number in range(2)
        },
        {"ai.response.toolCalls": '[{"toolCallId":"a","toolName":"f"},{"toolCallId": "b"}]'},
        {"response_data": '{"message":{"tool_calls":[{"function":{"name":"f"}},{"id":"b","function": {}}]}}'},
        {
            "gen_ai.output.messages": '[{"parts":[{"type": "tool_call"},{"type":"tool_call"}]}]',
            "gen_ai.completion.0.tool_calls.0.name": "f",
        },
    ],
)
def test_tool_calls_are_counted_under_older_names(attributes: dict[str, str]) -> None:
    said = {
        "gen_ai.prompt.0.tool_calls.0.name": "asked before",
        "llm.input_messages.0.message.tool_calls.0.tool_call.function.name": "asked before",
        "gen_ai.system": "openai",
    }
    assert promote({**said, **attributes}, {}, NOW_NS).tool_calls == 2


@pytest.mark.parametrize(
    "attributes",
    [{"openinference.span.kind": "TOOL"}, {"traceloop.span.kind": "tool"}, {"ai.operationId": "ai.toolCall"}],
)
def test_a_tool_under_older_names_is_a_call(attributes: dict[str, str]) -> None:
    found = promote(attributes, {}, NOW_NS)
    assert (found.operation, found.tool_calls) == ("execute_tool", 1)


def test_a_start_beyond_every_calendar_does_not_raise() -> None:
    attributes = {"gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o", "gen_ai.usage.input_tokens": "1"}
    assert promote(attributes, {}, 2**64 - 1).input_tokens == 1
    assert promote(attributes, {}, 0).input_tokens == 1
