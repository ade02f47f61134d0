"""Contents in the forms of providers and SDKs."""

from typing import Any

import pytest

from to11.wire.messages import chat, documents, parts, tools

CALL = {"type": "tool_call", "name": "f", "id": "c", "arguments": {"x": 1}}
RESULT = {"type": "tool_call_response", "response": "ok", "id": "c"}
URL = "https://example.test/a.png"


def text(content: str) -> dict[str, Any]:
    return {"type": "text", "content": content}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, []),
        ("", []),
        ("hi", [text("hi")]),
        (7, [text("7")]),
        (["a", "", None, "b"], [text("a"), text("b")]),
        # A text that merely looks like JSON stays one.
        ('[{"x": 1}]', [text('[{"x": 1}]')]),
        ('{"type": "text", "text": "a"}', [text('{"type": "text", "text": "a"}')]),
        ("[1, 2]", [text("[1, 2]")]),
        ('[{"type": "text", "text": "a"}]', [text("a")]),
        ({"type": "text", "text": "a"}, [text("a")]),
        # OpenAI
        ([{"type": "input_text", "text": "a"}, {"type": "output_text", "text": "b"}], [text("a"), text("b")]),
        ([{"type": "image_url", "image_url": {"url": URL}}], [{"type": "uri", "modality": "image", "uri": URL}]),
        (
            [{"type": "input_image", "image_url": "data:image/png;base64,AA=="}],
            [{"type": "blob", "modality": "image", "content": "AA==", "mime_type": "image/png"}],
        ),
        ([{"type": "file", "file": {"file_id": "f1"}}], [{"type": "file", "modality": "document", "file_id": "f1"}]),
        ([{"type": "input_file", "file_id": "f1"}], [{"type": "file", "modality": "document", "file_id": "f1"}]),
        (
            [{"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]}],
            [{"type": "reasoning", "content": "hm"}],
        ),
        ([{"type": "function_call", "call_id": "c", "name": "f", "arguments": '{"x": 1}'}], [CALL]),
        ([{"type": "function_call_output", "call_id": "c", "output": "ok"}], [RESULT]),
        ([{"type": "refusal", "refusal": "no"}], [{"type": "refusal", "content": "no"}]),
        # Anthropic
        ([{"type": "thinking", "thinking": "hm", "signature": "s"}], [{"type": "reasoning", "content": "hm"}]),
        ([{"type": "tool_use", "id": "c", "name": "f", "input": {"x": 1}}], [CALL]),
        ([{"type": "tool_result", "tool_use_id": "c", "content": [{"type": "text", "text": "ok"}]}], [RESULT]),
        (
            [{"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AA=="}}],
            [{"type": "blob", "modality": "image", "mime_type": "image/png", "content": "AA=="}],
        ),
        (
            [{"type": "document", "source": {"type": "url", "url": URL}}],
            [{"type": "uri", "modality": "document", "uri": URL}],
        ),
        (
            [{"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "plain"}}],
            [text("plain")],
        ),
        (
            [{"type": "tool_result", "tool_use_id": "c", "content": "no", "is_error": True}],
            [{**RESULT, "response": "no", "is_error": True}],
        ),
        (
            [{"type": "server_tool_use", "id": "c", "name": "web_search", "input": {"query": "q"}}],
            [
                {
                    "type": "server_tool_call",
                    "id": "c",
                    "name": "web_search",
                    "server_tool_call": {"type": "web_search", "input": {"query": "q"}},
                }
            ],
        ),
        (
            [{"type": "web_search_tool_result", "tool_use_id": "c", "content": []}],
            [
                {
                    "type": "server_tool_call_response",
                    "id": "c",
                    "server_tool_call_response": {"type": "web_search", "content": []},
                }
            ],
        ),
        # Bedrock
        ([{"text": "a"}, {"toolUse": {"toolUseId": "c", "name": "f", "input": {"x": 1}}}], [text("a"), CALL]),
        ([{"toolResult": {"toolUseId": "c", "content": [{"text": "ok"}]}}], [RESULT]),
        ([{"reasoningContent": {"reasoningText": {"text": "hm"}}}], [{"type": "reasoning", "content": "hm"}]),
        # Gemini
        ([{"text": "hm", "thought": True}], [{"type": "reasoning", "content": "hm"}]),
        ([{"functionCall": {"id": "c", "name": "f", "args": {"x": 1}}}], [CALL]),
        ([{"function_response": {"id": "c", "name": "f", "response": "ok"}}], [RESULT]),
        (
            [{"inlineData": {"mimeType": "audio/wav", "data": "AA=="}}],
            [{"type": "blob", "modality": "audio", "mime_type": "audio/wav", "content": "AA=="}],
        ),
        # Vercel AI SDK
        ([{"type": "reasoning", "text": "hm"}], [{"type": "reasoning", "content": "hm"}]),
        ([{"type": "tool-call", "toolCallId": "c", "toolName": "f", "input": {"x": 1}}], [CALL]),
        ([{"type": "tool-result", "toolCallId": "c", "toolName": "f", "result": "ok"}], [RESULT]),
        (
            [{"type": "file", "data": "AA==", "mediaType": "video/mp4"}],
            [{"type": "blob", "modality": "video", "mime_type": "video/mp4", "content": "AA=="}],
        ),
        # pydantic-ai
        ([{"kind": "text", "text": "a"}], [text("a")]),
        ([{"kind": "image-url", "url": URL}], [{"type": "uri", "modality": "image", "uri": URL}]),
        ([{"type": "tool_call_response", "id": "c", "name": "f", "result": "ok"}], [RESULT]),
        # What is a part already, and what nobody knows
        ([{**CALL, "arguments": '{"x": 1}', "more": 1}], [{**CALL, "more": 1}]),
        (
            [{"type": "blob", "modality": "image", "content": "AA=="}],
            [{"type": "blob", "modality": "image", "content": "AA=="}],
        ),
        ([{"type": "hologram", "x": 1}], [{"type": "hologram", "x": 1}]),
        ([{"x": 1}], [text('{"x":1}')]),
    ],
)
def test_contents(content: Any, expected: list[Any]) -> None:
    assert parts.of_content(content) == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ({"id": "c", "name": "f", "args": {"x": 1}, "type": "tool_call"}, CALL),
        ({"id": "c", "function": {"name": "f", "arguments": {"x": 1}}}, CALL),
        ({"id": "c", "type": "custom", "custom": {"name": "f", "input": "go"}}, {**CALL, "arguments": "go"}),
        ({"name": "f", "arguments": "{broken"}, {"type": "tool_call", "name": "f", "arguments": "{broken"}),
        ({"name": "f", "arguments": ""}, {"type": "tool_call", "name": "f"}),
    ],
)
def test_calls_of_tools(call: Any, expected: Any) -> None:
    assert parts.tool_call(call) == [expected]


@pytest.mark.parametrize("call", [None, "f", {}, {"arguments": "{}"}])
def test_what_is_no_call(call: Any) -> None:
    assert parts.tool_call(call) == []


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"type": "human", "content": "hi"}, {"role": "user", "parts": [text("hi")]}),
        (
            {
                "lc": 1,
                "type": "constructor",
                "id": ["langchain", "schema", "messages", "AIMessage"],
                "kwargs": {"content": "", "tool_calls": [{"name": "f", "args": {"x": 1}, "id": "c"}], "type": "ai"},
            },
            {"role": "assistant", "parts": [CALL]},
        ),
        ({"role": "model", "parts": [{"text": "hi"}]}, {"role": "assistant", "parts": [text("hi")]}),
        (
            {"role": "function", "name": "f", "content": "ok"},
            {"role": "tool", "parts": [{"type": "tool_call_response", "response": "ok"}], "name": "f"},
        ),
        ({"type": "function_call_output", "call_id": "c", "output": "ok"}, {"role": "tool", "parts": [RESULT]}),
        (
            {"role": "assistant", "reasoning_content": "hm", "content": "hi", "refusal": "no"},
            {
                "role": "assistant",
                "parts": [{"type": "reasoning", "content": "hm"}, text("hi"), {"type": "refusal", "content": "no"}],
            },
        ),
        ({"role": "assistant", "content": None}, {"role": "assistant", "parts": []}),
        ("hi", {"role": "user", "parts": [text("hi")]}),
    ],
)
def test_messages_of_providers(message: Any, expected: Any) -> None:
    assert chat.message(message, "user") == expected


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("stop", "stop"),
        ("end_turn", "stop"),
        ("STOP", "stop"),
        ("MAX_TOKENS", "length"),
        ("SAFETY", "content_filter"),
        ("tool-calls", "tool_call"),
        ("pause_turn", "pause_turn"),
        (None, None),
        (3, None),
    ],
)
def test_finish_reasons(said: Any, word: str | None) -> None:
    assert chat.finish_reason(said) == word


@pytest.mark.parametrize(
    "body",
    [
        {"choices": [{"message": {"role": "assistant", "content": "ok"}, "finish_reason": "stop"}]},
        {"choices": [{"text": "ok", "finish_reason": "stop"}]},
        {"candidates": [{"content": {"role": "model", "parts": [{"text": "ok"}]}, "finishReason": "STOP"}]},
        {
            "output": [{"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "ok"}]}],
            "finish_reason": "stop",
        },
        {"generations": [[{"text": "ok", "generation_info": {"finish_reason": "stop"}}]]},
        {
            "type": "message",
            "role": "assistant",
            "content": [{"type": "text", "text": "ok"}],
            "stop_reason": "end_turn",
        },
        {"combined_chunk_content": "ok", "chunk_count": 2, "finish_reason": "stop"},
    ],
)
def test_answers_of_providers(body: Any) -> None:
    assert documents.answer(body) == [{"role": "assistant", "parts": [text("ok")], "finish_reason": "stop"}]


def test_items_of_one_answer_are_one_message() -> None:
    body = {
        "output": [
            {"type": "reasoning", "summary": [{"text": "hm"}]},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "ok"}]},
            {"type": "function_call", "call_id": "c", "name": "f", "arguments": '{"x": 1}'},
        ]
    }
    assert documents.answer(body) == [
        {"role": "assistant", "parts": [{"type": "reasoning", "content": "hm"}, text("ok"), CALL]}
    ]


@pytest.mark.parametrize(
    "body", [{"contents": [{"role": "user", "parts": [{"text": "hi"}]}]}, {"input": "hi"}, {"prompt": ["hi"]}]
)
def test_requests_of_providers(body: Any) -> None:
    assert documents.request(body).input == [{"role": "user", "parts": [text("hi")]}]


@pytest.mark.parametrize(
    ("tool", "expected"),
    [
        ("search", {"type": "function", "name": "search"}),
        ({"type": "web_search"}, {"type": "web_search", "name": "web_search"}),
        (
            {"toolSpec": {"name": "f", "inputSchema": {"json": {"a": 1}}}},
            {"type": "function", "name": "f", "parameters": {"a": 1}},
        ),
        ({"type": "function", "name": "f", "strict": True}, {"type": "function", "name": "f", "strict": True}),
        ({"type": "function"}, None),
        (3, None),
    ],
)
def test_definitions_of_tools(tool: Any, expected: Any) -> None:
    assert tools.definition(tool) == expected
