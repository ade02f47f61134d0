"""A stand-in for model providers: OpenAI's chat completions, responses and embeddings, and Anthropic's messages.

Chat completions and messages stream too, and call the tool that they are offered. Every answer is fixed, so that a test
knows what an instrumentation must have seen.
"""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

ANSWER = "The capital of France is Paris."
TOOL_ANSWER = "It is sunny in Paris."
THOUGHT = "France has one capital."
TOOL_CALL = {"id": "call_paris", "name": "get_weather", "arguments": {"city": "Paris"}}
USAGE = {
    "prompt_tokens": 120,
    "completion_tokens": 45,
    "total_tokens": 165,
    "prompt_tokens_details": {"cached_tokens": 64, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 16, "audio_tokens": 0},
}
CLAUDE_USAGE = {
    "input_tokens": 70,
    "cache_read_input_tokens": 40,
    "cache_creation_input_tokens": 10,
    "output_tokens": 33,
}
"""Anthropic counts what was cached apart: the prompt has 120 tokens."""
EMBEDDING_TOKENS = 7
UNKNOWN_MODEL = "gpt-unknown"
VERSIONS = {"gpt-4o-mini": "gpt-4o-mini-2024-07-18", "claude-sonnet-4-5": "claude-sonnet-4-5-20250929"}

_Event = tuple[str, dict[str, Any]]


def _version(model: str) -> str:
    return VERSIONS.get(model, model)


def _wants_tool(request: dict[str, Any], messages: list[dict[str, Any]]) -> bool:
    """Whether a tool is offered and none has answered yet."""
    return bool(request.get("tools")) and not any(
        message.get("role") == "tool"
        or message.get("type") == "function_call_output"
        or (
            isinstance(content := message.get("content"), list)
            and any(part.get("type") == "tool_result" for part in content)
        )
        for message in messages
    )


def _chat(request: dict[str, Any]) -> tuple[dict[str, Any], list[_Event]]:
    messages = request["messages"]
    head = {"id": "chatcmpl-1", "created": 1_767_225_600, "model": _version(request["model"])}
    head["system_fingerprint"], head["service_tier"] = "fp_to11", "default"
    call = {
        "id": TOOL_CALL["id"],
        "type": "function",
        "function": {"name": TOOL_CALL["name"], "arguments": json.dumps(TOOL_CALL["arguments"])},
    }
    wants_tool = _wants_tool(request, messages)
    text = None if wants_tool else TOOL_ANSWER if request.get("tools") else ANSWER
    message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": None}
    if wants_tool:
        message["tool_calls"] = [call]
    reason = "tool_calls" if wants_tool else "stop"
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": None if wants_tool else ""}]
    if wants_tool:
        deltas.append({"tool_calls": [{"index": 0, **call, "function": {"name": TOOL_CALL["name"], "arguments": ""}}]})
        arguments = json.dumps(TOOL_CALL["arguments"])
        deltas += [{"tool_calls": [{"index": 0, "function": {"arguments": piece}}]} for piece in _halves(arguments)]
    else:
        deltas += [{"content": piece} for piece in _halves(text or "")]
    chunk = {**head, "object": "chat.completion.chunk"}
    events: list[_Event] = [
        ("", {**chunk, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}) for delta in deltas
    ]
    events.append(("", {**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": reason}]}))
    if (request.get("stream_options") or {}).get("include_usage"):
        events.append(("", {**chunk, "choices": [], "usage": USAGE}))
    return {**head, "object": "chat.completion", "choices": [choice], "usage": USAGE}, events


def _responses(request: dict[str, Any]) -> tuple[dict[str, Any], list[_Event]]:
    asked = request["input"] if isinstance(request["input"], list) else []
    output: dict[str, Any] = {
        "type": "message",
        "id": "msg_1",
        "status": "completed",
        "role": "assistant",
        "content": [{"type": "output_text", "text": ANSWER, "annotations": []}],
    }
    if _wants_tool(request, asked):
        output = {
            "type": "function_call",
            "id": "fc_1",
            "call_id": TOOL_CALL["id"],
            "name": TOOL_CALL["name"],
            "arguments": json.dumps(TOOL_CALL["arguments"]),
            "status": "completed",
        }
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1_767_225_600,
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "instructions": request.get("instructions"),
        "model": _version(request["model"]),
        "output": [output],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": request.get("tools") or [],
        "metadata": {},
        "usage": {
            "input_tokens": USAGE["prompt_tokens"],
            "input_tokens_details": {"cached_tokens": 64},
            "output_tokens": USAGE["completion_tokens"],
            "output_tokens_details": {"reasoning_tokens": 16},
            "total_tokens": USAGE["total_tokens"],
        },
    }, []


def _embeddings(request: dict[str, Any]) -> tuple[dict[str, Any], list[_Event]]:
    texts = request["input"] if isinstance(request["input"], list) else [request["input"]]
    # "AACAPwAAAD8=" is [1.0, 0.5] as little-endian floats, which the SDK asks for by itself.
    vector: str | list[float] = "AACAPwAAAD8=" if request.get("encoding_format") == "base64" else [1.0, 0.5]
    data = [{"object": "embedding", "index": index, "embedding": vector} for index in range(len(texts))]
    usage = {"prompt_tokens": EMBEDDING_TOKENS, "total_tokens": EMBEDDING_TOKENS}
    return {"object": "list", "data": data, "model": request["model"], "usage": usage}, []


def _messages(request: dict[str, Any]) -> tuple[dict[str, Any], list[_Event]]:
    wants_tool = _wants_tool(request, request["messages"])
    head = {"id": "msg_1", "type": "message", "role": "assistant", "model": _version(request["model"])}
    content: list[dict[str, Any]] = []
    if request.get("thinking"):
        content.append({"type": "thinking", "thinking": THOUGHT, "signature": "c2lnbmVk"})
    if wants_tool:
        call = {"type": "tool_use", "id": TOOL_CALL["id"], "name": TOOL_CALL["name"], "input": TOOL_CALL["arguments"]}
        content.append(call)
    else:
        content.append({"type": "text", "text": TOOL_ANSWER if request.get("tools") else ANSWER})
    ending = {"stop_reason": "tool_use" if wants_tool else "end_turn", "stop_sequence": None}
    started: dict[str, Any] = {
        **head,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {**CLAUDE_USAGE, "output_tokens": 1},
    }
    events: list[_Event] = [("message_start", {"type": "message_start", "message": started})]
    for index, block in enumerate(content):
        events += _blocks(index, block)
    delta = {"type": "message_delta", "delta": ending, "usage": {"output_tokens": CLAUDE_USAGE["output_tokens"]}}
    events += [("message_delta", delta), ("message_stop", {"type": "message_stop"})]
    return {**head, "content": content, **ending, "usage": CLAUDE_USAGE}, events


def _blocks(index: int, block: dict[str, Any]) -> Iterator[_Event]:
    """One block of Anthropic's content as a stream tells it."""
    empty: dict[str, Any]
    match block["type"]:
        case "text":
            empty = {"type": "text", "text": ""}
            deltas = [{"type": "text_delta", "text": piece} for piece in _halves(block["text"])]
        case "thinking":
            empty = {"type": "thinking", "thinking": "", "signature": ""}
            deltas = [{"type": "thinking_delta", "thinking": piece} for piece in _halves(block["thinking"])]
            deltas.append({"type": "signature_delta", "signature": block["signature"]})
        case _:
            empty = {**block, "input": {}}
            pieces = _halves(json.dumps(block["input"]))
            deltas = [{"type": "input_json_delta", "partial_json": piece} for piece in pieces]
    yield "content_block_start", {"type": "content_block_start", "index": index, "content_block": empty}
    for delta in deltas:
        yield "content_block_delta", {"type": "content_block_delta", "index": index, "delta": delta}
    yield "content_block_stop", {"type": "content_block_stop", "index": index}


def _halves(text: str) -> list[str]:
    middle = len(text) // 2
    return [text[:middle], text[middle:]]


_ENDPOINTS = {
    "/v1/chat/completions": _chat,
    "/v1/responses": _responses,
    "/v1/embeddings": _embeddings,
    "/v1/messages": _messages,
}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
        answer = _ENDPOINTS.get(self.path.split("?")[0])
        if answer is None:
            return self._send(404, {"error": {"message": f"no such endpoint: {self.path}", "type": "not_found_error"}})
        if request["model"] == UNKNOWN_MODEL:
            message = f"The model `{UNKNOWN_MODEL}` does not exist"
            error = {"message": message, "type": "invalid_request_error", "param": None, "code": "model_not_found"}
            return self._send(404, {"error": error})
        document, events = answer(request)
        if request.get("stream"):
            return self._stream(events)
        return self._send(200, document)

    def _send(self, status: int, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, events: list[_Event]) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for name, data in events:
            self._chunk((f"event: {name}\n" if name else "") + f"data: {json.dumps(data)}\n\n")
        if not events[0][0]:
            self._chunk("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _chunk(self, text: str) -> None:
        data = text.encode()
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Stay silent."""


class ModelProvider:
    """Serves on a free port for the length of a `with` block."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="model-provider", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
