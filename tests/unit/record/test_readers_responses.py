import json
from datetime import UTC, datetime
from typing import Any

import pytest
from genai_prices import Usage, calc_price
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from support.calls import BARE, START_NS, attributes, call, spans_of, stream
from to11.model.call import Ending, Grouping
from to11.record import spans
from to11.wire.messages.reading import messages
from to11.wire.messages.said import Said

MESSAGE = {
    "type": "message",
    "role": "assistant",
    "status": "completed",
    "content": [{"type": "output_text", "text": "hi"}],
}
ANSWER: dict[str, Any] = {
    "id": "resp_1",
    "status": "completed",
    "model": "gpt-4o-mini-2024-07-18",
    "output": [MESSAGE],
    "service_tier": "default",
    "instructions": "be kind",
    "tools": [{"type": "function", "name": "f"}],
    "conversation": {"id": "conv_of_answer"},
    "usage": {
        "input_tokens": 1000,
        "input_tokens_details": {"cached_tokens": 400},
        "output_tokens": 50,
        "output_tokens_details": {"reasoning_tokens": 30},
    },
}
USED = ("gen_ai.usage.", "gen_ai.request.")


def made(**changes: Any) -> Span:
    fields: dict[str, Any] = {
        "route": "/v1/responses",
        "request_body": {"model": "gpt-4o-mini", "input": "Say hi"},
        "response_body": ANSWER,
    } | changes
    return spans_of(spans(call(**fields)))[1]


def fetched(**changes: Any) -> Span:
    fields: dict[str, Any] = {
        "route": "/v1/responses/{response_id}",
        "path": "/v1/responses/resp_1",
        "method": "GET",
        "operation": "fetch_response",
        "model": "",
        "request_body": b"",
    } | changes
    return made(**fields)


def streamed(*events: dict[str, Any]) -> dict[str, Any]:
    return {
        "response_headers": {"content-type": "text/event-stream; charset=utf-8"},
        "response_body": stream(*events, done=False),
    }


def test_a_response() -> None:
    span = made()
    attrs = attributes(span)
    assert span.name == "chat gpt-4o-mini"
    assert span.status.code == Status.STATUS_CODE_UNSET
    expected = {
        "openai.api.type": "responses",
        "openai.response.service_tier": "default",
        "gen_ai.response.id": "resp_1",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": 1000,
        "gen_ai.usage.output_tokens": 50,
        "gen_ai.usage.cache_read.input_tokens": 400,
        "gen_ai.usage.reasoning.output_tokens": 30,
    }
    assert {name: attrs.get(name) for name in expected} == expected
    assert "gen_ai.request.stream" not in attrs


def test_images_in_the_input_are_no_chat() -> None:
    content = [{"type": "input_image", "image_url": "https://x.test/a.png"}]
    span = made(request_body={"model": "m", "input": [{"role": "user", "content": content}]})
    assert (span.name, attributes(span)["gen_ai.operation.name"]) == (
        "generate_content gpt-4o-mini",
        "generate_content",
    )


@pytest.mark.parametrize(
    ("grouping", "asked", "expected"),
    [
        (Grouping(conversation_id="of header"), "conv_1", "of header"),
        (Grouping(), "conv_1", "conv_1"),
        (Grouping(), None, "conv_of_answer"),
    ],
)
def test_conversation(grouping: Grouping, asked: str | None, expected: str) -> None:
    span = made(grouping=grouping, request_body={"model": "m", "input": "x", "conversation": asked})
    assert attributes(span)["gen_ai.conversation.id"] == expected


def test_a_prompt_that_the_provider_keeps() -> None:
    body = {"model": "m", "prompt": {"id": "pmpt_1", "version": "2", "variables": {"city": "Paris"}}}
    attrs = attributes(made(request_body=body))
    assert {name: value for name, value in attrs.items() if "prompt" in name} == {
        "gen_ai.prompt.name": "pmpt_1",
        "gen_ai.prompt.version": "2",
        "gen_ai.prompt.variable.city": "Paris",
    }
    one = call(route="/v1/responses", request_body=body, response_body=ANSWER)
    bare = attributes(spans_of(spans(one, BARE))[1])
    assert "gen_ai.prompt.variable.city" not in bare
    assert bare["gen_ai.prompt.name"] == "pmpt_1"


def test_a_prompt_that_the_caller_names_goes_first_and_is_not_mixed_with_the_providers() -> None:
    body = {"model": "m", "prompt": {"id": "pmpt_1", "version": "2"}}
    attrs = attributes(made(request_body=body, grouping=Grouping(prompt_slug="greeting")))
    assert attrs["gen_ai.prompt.name"] == "greeting"
    assert "gen_ai.prompt.version" not in attrs


def test_a_response_that_failed_is_an_error_though_the_status_is_200() -> None:
    failed = {**ANSWER, "status": "failed", "error": {"code": "server_error", "message": "sorry"}, "output": []}
    span = made(response_body=failed)
    assert (span.status.code, span.status.message) == (Status.STATUS_CODE_ERROR, "sorry")
    attrs = attributes(span)
    assert (attrs["error.type"], attrs["gen_ai.response.finish_reasons"]) == ("server_error", ["error"])


def test_a_response_that_ended_early_is_no_error() -> None:
    span = made(response_body={**ANSWER, "status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}})
    assert span.status.code == Status.STATUS_CODE_UNSET
    assert attributes(span)["gen_ai.response.finish_reasons"] == ["length"]


def test_a_stream_that_the_caller_left() -> None:
    begun = {"type": "response.created", "response": {**ANSWER, "status": "in_progress", "output": [], "usage": None}}
    delta = {"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "h"}
    span = made(stream=True, ending=Ending.CLIENT_CLOSED, **streamed(begun, delta))
    attrs = attributes(span)
    assert span.status.code == Status.STATUS_CODE_ERROR
    assert attrs["gen_ai.response.finish_reasons"] == ["error"]
    assert attrs["gen_ai.request.stream"] is True
    assert json.loads(attrs["gen_ai.output.messages"]) == [
        {"role": "assistant", "parts": [{"type": "text", "content": "h"}], "finish_reason": "error"}
    ]


def test_a_response_that_is_fetched_used_no_tokens() -> None:
    span = fetched()
    assert (span.name, span.kind, span.status.code) == (
        "fetch_response",
        Span.SPAN_KIND_CLIENT,
        Status.STATUS_CODE_UNSET,
    )
    attrs = attributes(span)
    assert not [name for name in attrs if name.startswith(USED)]
    content = [{"type": "text", "content": "hi"}]
    assert json.loads(attrs.pop("gen_ai.output.messages")) == [
        {"role": "assistant", "parts": content, "finish_reason": "stop"}
    ]
    assert json.loads(attrs.pop("gen_ai.system_instructions")) == [{"type": "text", "content": "be kind"}]
    assert json.loads(attrs.pop("gen_ai.tool.definitions")) == [{"type": "function", "name": "f"}]
    assert attrs == {
        "gen_ai.operation.name": "fetch_response",
        "gen_ai.provider.name": "openai",
        "openai.api.type": "responses",
        "openai.response.service_tier": "default",
        "gen_ai.response.id": "resp_1",
        "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.conversation.id": "conv_of_answer",
        "server.address": "api.openai.com",
        "server.port": 443,
    }


def test_a_response_that_is_fetched_as_a_stream() -> None:
    attrs = attributes(fetched(**streamed({"type": "response.completed", "response": ANSWER})))
    assert attrs["gen_ai.request.stream"] is True
    assert attrs["gen_ai.response.finish_reasons"] == ["stop"]
    assert not [name for name in attrs if name.startswith("gen_ai.usage.")]


def test_fetching_a_response_that_failed_is_no_failure() -> None:
    failed = {**ANSWER, "status": "failed", "error": {"code": "server_error", "message": "sorry"}}
    span = fetched(response_body=failed)
    assert span.status.code == Status.STATUS_CODE_UNSET
    assert attributes(span)["gen_ai.response.finish_reasons"] == ["error"]


def test_a_response_that_is_not_there() -> None:
    error = {"error": {"message": "no such response", "type": "invalid_request_error", "code": None}}
    span = fetched(status=404, response_body=error)
    attrs = attributes(span)
    assert (span.status.code, attrs["error.type"]) == (Status.STATUS_CODE_ERROR, "invalid_request_error")
    assert attrs["gen_ai.response.id"] == "resp_1"


def test_deleting_a_response_is_no_inference() -> None:
    one = call(
        route="/v1/responses/{response_id}",
        path="/v1/responses/resp_1",
        method="DELETE",
        operation="",
        request_body=b"",
        response_body={"id": "resp_1", "object": "response", "deleted": True},
    )
    assert [span.name for span in spans_of(spans(one))] == [
        "DELETE /v1/responses/{response_id}",
        "DELETE",
    ]


@pytest.mark.parametrize("tier", ["default", "flex", "priority", None])
@pytest.mark.parametrize("model", ["gpt-4o-mini-2024-07-18", "gpt-5-2025-08-07", "o3-2025-04-16", "gpt-4.1"])
def test_cost(model: str, tier: str | None) -> None:
    """Cached tokens at their own price, reasoning within the output tokens, and the tier that served the call."""
    price = calc_price(
        Usage(input_tokens=1000, cache_read_tokens=400, output_tokens=50, output_reasoning_tokens=30),
        model,
        provider_id="openai",
        genai_request_timestamp=datetime.fromtimestamp(START_NS // 10**9, UTC),
        price_context={"service_tier": tier} if tier else None,
    )
    cost = attributes(made(response_body={**ANSWER, "model": model, "service_tier": tier}))["gen_ai.usage.cost"]
    assert cost == pytest.approx(float(price.total_price), rel=1e-12)
    uncached = {**ANSWER["usage"], "input_tokens_details": {"cached_tokens": 0}}
    full = attributes(made(response_body={**ANSWER, "model": model, "service_tier": tier, "usage": uncached}))
    assert full["gen_ai.usage.cost"] > cost


def test_what_is_recorded_is_what_is_shown() -> None:
    """The reader of stored spans changes nothing about it."""
    contents = [
        {"type": "input_text", "text": "a"},
        {"type": "refusal", "refusal": "no"},
        {"type": "input_image", "image_url": "data:image/png;base64,AAAA"},
        {"type": "input_image", "file_id": "f"},
        {"type": "input_file", "file_url": "https://x.test/a.pdf"},
        {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
    ]
    said: list[dict[str, Any]] = [
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]},
        {"type": "reasoning", "summary": [], "encrypted_content": "xyz"},
        MESSAGE,
        {"type": "function_call", "call_id": "c1", "name": "f", "arguments": '{"x":1}'},
        {"type": "custom_tool_call", "call_id": "c2", "name": "g", "input": "free text"},
        {"type": "web_search_call", "id": "ws", "action": {"type": "search", "query": "q"}},
        {"type": "code_interpreter_call", "id": "ci", "code": "1", "outputs": [{"type": "logs", "logs": "1"}]},
        {"type": "mcp_call", "id": "mc", "server_label": "s", "name": "h", "arguments": "{}", "output": "o"},
        {"type": "image_generation_call", "id": "ig", "result": "AAAA"},
        {"type": "computer_call", "call_id": "c3", "action": {"type": "screenshot"}},
        {"type": "mcp_approval_request", "id": "ma", "name": "h", "arguments": "{}"},
    ]
    gave: list[dict[str, Any]] = [
        {"type": "function_call_output", "call_id": "c1", "output": "1"},
        {"type": "custom_tool_call_output", "call_id": "c2", "output": contents},
        {"type": "computer_call_output", "call_id": "c3", "output": {"type": "computer_screenshot", "file_id": "f"}},
        {"type": "mcp_approval_response", "approval_request_id": "ma", "approve": True},
    ]
    asked = {
        "model": "m",
        "instructions": "be kind",
        "input": [{"role": "user", "content": contents}, *said, *gave, {"type": "item_reference", "id": "i"}],
        "tools": [{"type": "function", "name": "f"}, {"type": "web_search"}],
    }
    attrs = attributes(made(request_body=asked, response_body={**ANSWER, "output": said}))
    shown = messages(Said(attrs))
    assert shown.input == json.loads(attrs["gen_ai.input.messages"])
    assert shown.output == json.loads(attrs["gen_ai.output.messages"])
    assert shown.system == json.loads(attrs["gen_ai.system_instructions"])
    assert shown.tools == json.loads(attrs["gen_ai.tool.definitions"])
    assert len(shown.input or []) == 7
