import base64
import gzip
import hashlib
import json
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

import to11
from support.calls import ANSWER, BARE, MS, QUESTION, START_NS, attempt, attributes, call, spans_of, stream
from to11.model.call import Call, Ending, Grouping
from to11.model.capture import Capture
from to11.model.inference import Request, Response, Usage
from to11.record import call_spans, spans
from to11.record.call_spans import without_secrets
from to11.record.policy import DEFAULT, Policy
from to11.record.readers.base import Reading

SERVER, GENAI, ATTEMPT = range(3)


def made(recorded: Call, policy: Policy = DEFAULT) -> list[Span]:
    return spans_of(spans(recorded, policy))


def genai(recorded: Call, policy: Policy = DEFAULT) -> dict[str, Any]:
    return attributes(made(recorded, policy)[GENAI])


def test_resource_and_scope() -> None:
    result = spans(call(grouping=Grouping(environment="staging")))
    assert attributes(result.resource) == {
        "service.name": "to11-gateway",
        "service.version": to11.__version__,
        "deployment.environment.name": "staging",
    }
    assert [scope.scope.name for scope in result.scope_spans] == ["to11.gateway"]
    assert "deployment.environment.name" not in attributes(spans(call()).resource)


def test_one_call_does_not_show_up_in_the_next() -> None:
    first, second = spans(call()), spans(call())
    assert len(spans_of(first)) == len(spans_of(second)) == 3


def test_the_tree() -> None:
    server, inference, upstream = made(call())
    assert [(span.name, span.kind) for span in (server, inference, upstream)] == [
        ("POST /v1/chat/completions", Span.SPAN_KIND_SERVER),
        ("chat gpt-4o-mini", Span.SPAN_KIND_CLIENT),
        ("POST", Span.SPAN_KIND_CLIENT),
    ]
    assert [span.span_id.hex()[0] for span in (server, inference, upstream)] == ["c", "d", "e"]
    assert [span.parent_span_id.hex()[0] for span in (server, inference, upstream)] == ["b", "c", "d"]
    assert {span.trace_id.hex() for span in (server, inference, upstream)} == {"a" * 32}
    assert {span.trace_state for span in (server, inference, upstream)} == {"vendor=1"}
    # Bits 8 and 9: whether it is known that the parent is remote, and that it is.
    assert [span.flags for span in (server, inference, upstream)] == [0x303, 0x103, 0x103]
    assert {span.status.code for span in (server, inference, upstream)} == {Status.STATUS_CODE_UNSET}


def test_a_trace_that_begins_here_has_no_parent() -> None:
    server = made(call(parent_span_id="", trace_flags=2, trace_state=""))[SERVER]
    assert (server.parent_span_id, server.flags, server.trace_state) == (b"", 0x102, "")


def test_times() -> None:
    attempts = [attempt(status=500, start_ms=5), attempt("f" * 16, start_ms=90)]
    server, inference, first, second = made(call(attempts=attempts, end_ns=START_NS + 200 * MS))
    assert (server.start_time_unix_nano, server.end_time_unix_nano) == (START_NS, START_NS + 200 * MS)
    # The logical span is all attempts, and nothing of the gateway's own work.
    assert inference.start_time_unix_nano == first.start_time_unix_nano == START_NS + 5 * MS
    assert inference.end_time_unix_nano == second.end_time_unix_nano == START_NS + 170 * MS


def test_server_attributes() -> None:
    recorded = call(
        client_address="192.0.2.1",
        user_agent="curl/8",
        grouping=Grouping(session_id="s", user_id="u", conversation_id="c", prompt_slug="p"),
    )
    assert attributes(made(recorded)[SERVER]) == {
        "http.request.method": "POST",
        "http.route": "/v1/chat/completions",
        "url.path": "/v1/chat/completions",
        "url.scheme": "http",
        "http.response.status_code": 200,
        "server.address": "gateway.test",
        "server.port": 4000,
        "client.address": "192.0.2.1",
        "user_agent.original": "curl/8",
        "network.protocol.version": "1.1",
        "session.id": "s",
        "user.id": "u",
        "to11.request.id": "req_1",
        "to11.call.ending": "complete",
    }


def test_inference_attributes() -> None:
    found = genai(call())
    assert found.pop("gen_ai.usage.cost") == pytest.approx(9 * 0.15e-6 + 1 * 0.6e-6)
    assert json.loads(found.pop("gen_ai.input.messages")) == [
        {"role": "user", "parts": [{"type": "text", "content": "Say hi"}]}
    ]
    assert json.loads(found.pop("gen_ai.output.messages")) == [
        {"role": "assistant", "parts": [{"type": "text", "content": "hi"}], "finish_reason": "stop"}
    ]
    assert found == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o-mini",
        "server.address": "api.openai.com",
        "server.port": 443,
        "openai.api.type": "chat_completions",
        "gen_ai.response.id": "chatcmpl-1",
        "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": 9,
        "gen_ai.usage.output_tokens": 1,
    }


def test_request_attributes() -> None:
    asked = {
        "n": 2,
        "seed": 0,
        "max_tokens": 10,
        "temperature": 0,
        "top_p": 1,
        "top_k": 40,
        "frequency_penalty": 0,
        "presence_penalty": 0.5,
        "stop": ["END"],
        "reasoning_effort": "low",
        "service_tier": "flex",
        "response_format": {"type": "json_object"},
    }
    found = genai(call(request_body={**QUESTION, **asked}))
    names = {
        "gen_ai.request.choice.count": 2,
        "gen_ai.request.seed": 0,
        "gen_ai.request.max_tokens": 10,
        "gen_ai.request.temperature": 0.0,
        "gen_ai.request.top_p": 1.0,
        "gen_ai.request.top_k": 40.0,
        "gen_ai.request.frequency_penalty": 0.0,
        "gen_ai.request.presence_penalty": 0.5,
        "gen_ai.request.stop_sequences": ["END"],
        "gen_ai.request.reasoning.level": "low",
        "openai.request.service_tier": "flex",
        "gen_ai.output.type": "json",
    }
    assert {name: found.get(name) for name in names} == names
    assert {type(found[f"gen_ai.request.{name}"]) for name in ("temperature", "top_p")} == {float}
    assert type(found["gen_ai.request.top_k"]) is int
    quiet = genai(call(request_body={**QUESTION, "n": 1, "service_tier": "auto", "stop": []}))
    assert not set(names) & set(quiet)


def test_a_count_that_is_none_is_told_as_it_was_sent() -> None:
    assert genai(call(request_body={**QUESTION, "top_k": 0.5}))["gen_ai.request.top_k"] == 0.5


def reading_of(monkeypatch: pytest.MonkeyPatch, reading: Reading) -> None:
    """All calls read like this."""
    monkeypatch.setattr(call_spans, "read", lambda _: reading)


def test_what_only_openai_says_is_told_of_its_shapes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    request = Request(service_tier="flex")
    response = Response(id="r", service_tier="default", system_fingerprint="fp")
    reading_of(monkeypatch, Reading(request, response, "chat", "responses"))
    names = {
        "openai.api.type": "responses",
        "openai.request.service_tier": "flex",
        "openai.response.service_tier": "default",
        "openai.response.system_fingerprint": "fp",
    }
    assert {name: value for name, value in genai(call()).items() if name.startswith("openai.")} == names
    reading_of(monkeypatch, Reading(request, response, "chat", openai=False))
    assert not [name for name in genai(call(provider="anthropic")) if name.startswith("openai.")]


def test_an_answer_that_is_fetched_again_costs_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    response = Response(id="resp_1", model="gpt-4o-mini", usage=Usage(input=5, output=7))
    reading_of(monkeypatch, Reading(Request(), response, "fetch_response", "responses"))
    found = genai(call(operation="fetch_response", method="GET", route="/v1/responses/{response_id}"))
    assert found["gen_ai.response.id"] == "resp_1"
    assert not [name for name in found if name.startswith("gen_ai.usage.")]


def test_embeddings_attributes(monkeypatch: pytest.MonkeyPatch) -> None:
    request = Request(encoding_formats=["base64"], dimension_count=256)
    reading_of(monkeypatch, Reading(request, Response(model="e-1", usage=Usage(input=5)), "embeddings"))
    found = genai(call(operation="embeddings", model="text-embedding-3-small"))
    assert found.pop("gen_ai.usage.cost") == pytest.approx(5 * 0.02e-6)
    assert found == {
        "gen_ai.operation.name": "embeddings",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "text-embedding-3-small",
        "gen_ai.request.encoding_formats": ["base64"],
        "gen_ai.embeddings.dimension.count": 256,
        "gen_ai.response.model": "e-1",
        "gen_ai.usage.input_tokens": 5,
        "server.address": "api.openai.com",
        "server.port": 443,
    }


def test_what_is_left_of_a_response_before_and_of_tokens_by_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = Usage(9, 8, image_input=1, image_output=2, text_input=3, text_output=4, audio_input=0)
    request = Request(previous_response_id="resp_0", conversation_id="conv_1")
    reading_of(monkeypatch, Reading(request, Response(output_type="image", usage=usage), "chat", "responses"))
    expected = {
        "gen_ai.request.previous_response.id": "resp_0",
        "gen_ai.conversation.id": "conv_1",
        "gen_ai.output.type": "image",
        "gen_ai.usage.image.input_tokens": 1,
        "gen_ai.usage.image.output_tokens": 2,
        "gen_ai.usage.text.input_tokens": 3,
        "gen_ai.usage.text.output_tokens": 4,
    }
    found = genai(call())
    assert {name: found.get(name) for name in expected} == expected
    assert "gen_ai.usage.audio.input_tokens" not in found
    theirs = genai(call(grouping=Grouping(conversation_id="mine")))
    assert theirs["gen_ai.conversation.id"] == "mine", "the caller's own word goes first"


def test_no_conversation_is_made_up_and_the_server_span_has_nothing_of_genai() -> None:
    server, inference, _ = made(call(grouping=Grouping(session_id="s")))
    assert "gen_ai.conversation.id" not in attributes(inference)
    assert not [name for name in attributes(server) if name.startswith(("gen_ai.", "openai."))]


def test_sizes_and_the_path_that_was_asked_for() -> None:
    found = attributes(made(call(path="/openai/v1/x", route="/openai/{path}", request_size=5, response_size=7))[SERVER])
    assert (found["http.route"], found["url.path"]) == ("/openai/{path}", "/openai/v1/x")
    assert (found["http.request.body.size"], found["http.response.body.size"]) == (5, 7)


def test_long_content_is_cut_and_marked() -> None:
    policy = Policy(max_content_bytes=2000)
    recorded = call(request_body={**QUESTION, "messages": [{"role": "user", "content": "long " * 1000}]})
    found = genai(recorded, policy)
    assert found["to11.content.truncated"] is True
    assert len(found["gen_ai.input.messages"]) <= 2000
    (message,) = json.loads(found["gen_ai.input.messages"])
    assert "[... cut: 5000 bytes in all ...]" in message["parts"][0]["content"]
    assert "to11.content.truncated" not in genai(recorded)
    assert "to11.content.truncated" not in genai(recorded, Policy(Capture.METADATA, max_content_bytes=2000))


def test_a_large_image_is_told_by_hash_and_size_which_is_no_cut() -> None:
    data = b"\x89PNG" + bytes(300_000)
    address = "data:image/png;base64," + base64.b64encode(data).decode()
    picture = {"type": "image_url", "image_url": {"url": address}}
    found = genai(call(request_body={**QUESTION, "messages": [{"role": "user", "content": [picture]}]}))
    (part,) = json.loads(found["gen_ai.input.messages"])[0]["parts"]
    assert part["type"] == "blob"
    assert (part["modality"], part["mime_type"], part["content"]) == ("image", "image/png", "")
    assert (part["sha256"], part["size"]) == (hashlib.sha256(data).hexdigest(), len(data))
    assert "to11.content.truncated" not in found


def test_a_providers_long_error_is_cut() -> None:
    error = {"error": {"message": "no " * 50_000, "code": "bad"}}
    span = made(call(status=400, response_body=error, attempts=[attempt(status=400)]))[GENAI]
    assert len(span.status.message) <= 16 * 1024
    assert "[... cut: 150000 bytes in all ...]" in span.status.message


def test_grouping_attributes() -> None:
    grouping = Grouping("env", "user", "session", "conversation", "slug", "7", "prompt-id", "production")
    found = genai(call(grouping=grouping))
    names = {
        "user.id": "user",
        "session.id": "session",
        "gen_ai.conversation.id": "conversation",
        "gen_ai.prompt.name": "slug",
        "gen_ai.prompt.version": "7",
        "to11.prompt.id": "prompt-id",
        "to11.prompt.label": "production",
    }
    assert {name: found.get(name) for name in names} == names


def test_usage_attributes_in_both_names_and_zero_where_the_provider_says_zero() -> None:
    usage = {
        "prompt_tokens": 100,
        "completion_tokens": 10,
        "prompt_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 30, "audio_tokens": 5},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    }
    found = genai(call(response_body={**ANSWER, "usage": usage}))
    assert {name: value for name, value in found.items() if ".usage." in name and "cost" not in name} == {
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 10,
        "gen_ai.usage.cache_read.input_tokens": 0,
        "gen_ai.usage.cache_write.input_tokens": 30,
        "gen_ai.usage.cache_creation.input_tokens": 30,
        "gen_ai.usage.reasoning.output_tokens": 0,
        "gen_ai.usage.audio.input_tokens": 5,
    }


def test_cost_goes_by_the_model_that_answered_or_else_by_the_one_asked() -> None:
    exact = genai(call(model="gpt-4o-mini"))["gen_ai.usage.cost"]
    assert genai(call(response_body={**ANSWER, "model": "our-alias-7"}))["gen_ai.usage.cost"] == exact
    assert genai(call(model="our-alias"))["gen_ai.usage.cost"] == exact
    assert "gen_ai.usage.cost" not in genai(call(provider="somewhere-else"))


def test_images_in_the_input_make_it_generate_content() -> None:
    picture = {"type": "image_url", "image_url": {"url": "https://x.test/a.png"}}
    recorded = call(request_body={**QUESTION, "messages": [{"role": "user", "content": [picture]}]})
    span = made(recorded, BARE)[GENAI]
    assert span.name == "generate_content gpt-4o-mini"
    assert attributes(span)["gen_ai.operation.name"] == "generate_content"


def test_a_stream() -> None:
    body = stream(
        {"id": "c", "model": "gpt-4o-mini", "choices": [{"index": 0, "delta": {"content": "hi"}}]},
        {"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        {"id": "c", "choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 1}},
    )
    recorded = call(
        stream=True,
        usage_asked=True,
        first_chunk_ns=START_NS + 35 * MS,
        response_headers={"content-type": "text/event-stream; charset=utf-8"},
        response_body=body,
    )
    found = genai(recorded)
    assert found["gen_ai.request.stream"] is True
    # From the first attempt's start, 10 ms into the call.
    assert found["gen_ai.response.time_to_first_chunk"] == pytest.approx(0.025)
    assert (found["gen_ai.usage.input_tokens"], found["gen_ai.usage.output_tokens"]) == (3, 1)
    assert json.loads(found["gen_ai.output.messages"])[0]["parts"] == [{"type": "text", "content": "hi"}]


def test_no_stream_no_stream_attributes() -> None:
    found = genai(call(first_chunk_ns=START_NS + 35 * MS))
    assert "gen_ai.request.stream" not in found
    assert "gen_ai.response.time_to_first_chunk" not in found


def test_an_answer_without_content_type_is_told_by_its_look() -> None:
    chunk = {"id": "c", "choices": [{"index": 0, "delta": {"content": "hi"}, "finish_reason": "stop"}]}
    assert genai(call(stream=True, response_headers={}, response_body=stream(chunk)))["gen_ai.response.id"] == "c"
    assert genai(call(stream=True, response_headers={}))["gen_ai.response.id"] == "chatcmpl-1"


def test_a_compressed_answer_is_read() -> None:
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    recorded = call(response_headers=headers, response_body=gzip.compress(json.dumps(ANSWER).encode()))
    assert genai(recorded)["gen_ai.usage.input_tokens"] == 9


def test_an_answer_in_an_unknown_coding_is_left_out() -> None:
    found = genai(call(response_headers={"content-encoding": "br"}))
    assert "gen_ai.output.messages" not in found
    assert "gen_ai.input.messages" in found


@pytest.mark.parametrize("which", ["request_truncated", "response_truncated"])
def test_truncated_bodies_are_read_and_marked(which: str) -> None:
    question = json.dumps(QUESTION).encode()
    found = genai(call(**{which: True}, request_body=question[: question.index(b"hi")]))
    assert found["to11.content.truncated"] is True
    assert json.loads(found["gen_ai.input.messages"])[0]["parts"][0]["content"] == "Say "


def test_tool_definitions_hold_what_the_conventions_require() -> None:
    tool = {"type": "function", "function": {"name": "f", "description": "d", "parameters": {"type": "object"}}}
    found = genai(call(request_body={**QUESTION, "tools": [tool]}))
    assert json.loads(found["gen_ai.tool.definitions"]) == [{"type": "function", "name": "f"}]


@pytest.mark.parametrize("status", [200, 400])
def test_without_content_nothing_of_it_is_there(status: int) -> None:
    secret = "my secret"
    question = {
        "model": "gpt-4o-mini",
        "messages": [{"role": "user", "content": secret}],
        "tools": [{"type": "function", "function": {"name": secret, "description": secret}}],
    }
    choice = {"index": 0, "message": {"content": secret, "refusal": secret}, "finish_reason": "stop"}
    answer = {**ANSWER, "choices": [choice]} if status == 200 else {"error": {"message": secret, "code": "bad"}}
    recorded = call(request_body=question, response_body=answer, status=status, attempts=[attempt(status=status)])
    assert secret in str(spans(recorded))
    assert secret not in str(spans(recorded, BARE))
    found = genai(recorded, BARE)
    assert ("gen_ai.usage.input_tokens" in found) is (status == 200)


def test_attempts() -> None:
    attempts = [attempt(status=503), attempt("f" * 16, status=200, start_ms=95)]
    recorded = call(
        attempts=attempts, response_headers={"content-type": "application/json", "x-request-id": "req_openai"}
    )
    _, inference, first, second = made(recorded)
    assert attributes(first) == {
        "http.request.method": "POST",
        "url.full": "https://api.openai.com/v1/chat/completions",
        "server.address": "api.openai.com",
        "server.port": 443,
        "http.response.status_code": 503,
        "error.type": "503",
    }
    assert first.status.code == Status.STATUS_CODE_ERROR
    assert attributes(second)["http.request.resend_count"] == 1
    assert attributes(second)["http.response.header.x-request-id"] == ["req_openai"]
    assert "http.response.header.content-type" not in attributes(second)
    assert second.status.code == Status.STATUS_CODE_UNSET
    # A retry that went well makes the whole go well.
    assert inference.status.code == Status.STATUS_CODE_UNSET


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://x.test/v1", "https://x.test/v1"),
        ("https://x.test/v1?key=secret", "https://x.test/v1"),
        ("https://user:secret@x.test:8443/v1#secret", "https://x.test:8443/v1"),
    ],
)
def test_no_secret_is_in_a_url(url: str, expected: str) -> None:
    assert without_secrets(url) == expected


def test_a_refused_call_is_an_http_span_only() -> None:
    (server,) = made(call(ending=Ending.REFUSED, status=404, attempts=[], provider="", response_body=b""))
    assert attributes(server)["http.response.status_code"] == 404
    assert not any(name.startswith("gen_ai.") for name in attributes(server))


def test_what_is_no_inference_has_its_attempt_below_the_server_span() -> None:
    server, upstream = made(call(route="/v1/models", method="GET", operation="", genai_span_id=""))
    assert server.name == "GET /v1/models"
    assert upstream.parent_span_id == server.span_id


def test_an_inference_that_no_reader_knows_has_what_the_call_tells() -> None:
    recorded = call(route="/v1/of-tomorrow", operation="embeddings", model="text-embedding-3-small")
    span = made(recorded)[GENAI]
    assert span.name == "embeddings text-embedding-3-small"
    assert set(attributes(span)) == {
        "gen_ai.operation.name",
        "gen_ai.provider.name",
        "gen_ai.request.model",
        "server.address",
        "server.port",
    }


@pytest.mark.parametrize("body", [b"", b"\x00\xff", b"[]", b'{"choices":', b'{"model":[' + b"[" * 50_000])
def test_bodies_that_make_no_sense_still_make_spans(body: bytes) -> None:
    assert len(made(call(request_body=body, response_body=body))) == 3


def test_arguments_nested_as_deeply_as_can_be_read_raise_nothing() -> None:
    for depth in range(900, 1000, 3):
        function = {"name": "f", "arguments": "[" * depth + "]" * depth}
        message = {"role": "assistant", "tool_calls": [{"id": "c", "function": function}]}
        assert len(made(call(request_body={**QUESTION, "messages": [message]}))) == 3
