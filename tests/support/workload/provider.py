"""A provider that answers as a script says, in the formats of OpenAI's chat completions and Anthropic's messages.

What it answers depends on the last message alone, so that a test knows what a conversation must show.
"""

import json
import re
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

MARKDOWN_ANSWER = """Here is what I found.

## Three ways to cache

| way | where | lives |
|---|---|---|
| memory | in the process | until it ends |
| Redis | beside it | as long as you say |

1. Start with **memory**.
2. Measure.

```python
from functools import cache

@cache
def price(model: str) -> float:
    return table[model]
```

See [the manual](https://docs.example.com/cache).
"""
WEATHER = {"Paris": "18 °C, light rain", "Rome": "27 °C, sunny"}
THOUGHT = "The user wants to pack. Rain in Paris means an umbrella; I should look at both cities before I answer."
PACKING_ANSWER = "Take an umbrella for Paris (18 °C, light rain) and sunglasses for Rome (27 °C, sunny)."
BUSY = "please be overloaded"
BROKEN = "please break off"


def reply(text: str) -> str:
    """What is answered to a last message."""
    if "cache" in text:
        return MARKDOWN_ANSWER
    if "name" in text.lower():
        return "You said that your name is Ada."
    return f"Understood: {text[:200]}"


def _tokens(text: str) -> int:
    return len(re.findall(r"\w+|[^\w\s]", text))


def _plain(content: Any) -> str:
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content or "")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
        last = _plain(request["messages"][-1].get("content"))
        if BUSY in last:
            error = {
                "message": "The model is overloaded, try again later",
                "type": "server_error",
                "code": "overloaded",
            }
            return self._send(503, {"error": error})
        time.sleep(0.01)
        if self.path.split("?")[0].endswith("/messages"):
            return self._send(200, _claude(request, last))
        message, reason = _said(request, last)
        usage = _usage(request, message)
        head = {"id": f"chatcmpl-{time.time_ns():x}", "created": int(time.time()), "model": request["model"]}
        if request.get("stream"):
            return self._stream(head, message, reason, usage, broken=BROKEN in last)
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}
        return self._send(200, {**head, "object": "chat.completion", "choices": [choice], "usage": usage})

    def _send(self, status: int, value: dict[str, Any]) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(
        self, head: dict[str, Any], message: dict[str, Any], reason: str, usage: dict[str, Any], *, broken: bool
    ) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for delta, why in _deltas(message, reason):
            choice = {"index": 0, "delta": delta, "finish_reason": why}
            self._event({**head, "object": "chat.completion.chunk", "choices": [choice]})
            time.sleep(0.002)
            if broken:
                self.close_connection = True
                return
        self._event({**head, "object": "chat.completion.chunk", "choices": [], "usage": usage})
        self._chunk(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _event(self, value: dict[str, Any]) -> None:
        self._chunk(b"data: " + json.dumps(value).encode() + b"\n\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Stay silent."""


def _said(request: dict[str, Any], last: str) -> tuple[dict[str, Any], str]:
    """The assistant's message and why it ends: a call for each city, then the answer from their results."""
    answered = [message for message in request["messages"] if message.get("role") == "tool"]
    if request.get("tools") and not answered:
        calls = [
            {
                "id": f"call_{city.lower()}",
                "type": "function",
                "function": {"name": "get_weather", "arguments": json.dumps({"city": city})},
            }
            for city in WEATHER
        ]
        return {"role": "assistant", "content": None, "refusal": None, "tool_calls": calls}, "tool_calls"
    text = PACKING_ANSWER if request.get("tools") else reply(last)
    return {"role": "assistant", "content": text, "refusal": None}, "stop"


def _usage(request: dict[str, Any], message: dict[str, Any]) -> dict[str, Any]:
    asked = sum(_tokens(_plain(each.get("content"))) for each in request["messages"])
    said = _tokens(str(message.get("content") or json.dumps(message.get("tool_calls"))))
    return {
        "prompt_tokens": asked,
        "completion_tokens": said,
        "total_tokens": asked + said,
        "prompt_tokens_details": {"cached_tokens": asked // 4},
        "completion_tokens_details": {"reasoning_tokens": said // 5},
    }


def _claude(request: dict[str, Any], last: str) -> dict[str, Any]:
    """Anthropic's shape, with thinking where it was asked for."""
    content: list[dict[str, Any]] = [{"type": "text", "text": reply(last)}]
    if request.get("thinking"):
        content.insert(0, {"type": "thinking", "thinking": THOUGHT, "signature": "c2lnbmVk"})
    asked = sum(_tokens(_plain(each.get("content"))) for each in request["messages"])
    return {
        "id": f"msg_{time.time_ns():x}",
        "type": "message",
        "role": "assistant",
        "model": request["model"],
        "content": content,
        "stop_reason": "end_turn",
        "stop_sequence": None,
        "usage": {
            "input_tokens": asked,
            "cache_read_input_tokens": 40,
            "cache_creation_input_tokens": 12,
            "output_tokens": _tokens(reply(last)),
        },
    }


def _deltas(message: dict[str, Any], reason: str) -> Iterator[tuple[dict[str, Any], str | None]]:
    yield {"role": "assistant", "content": "" if message["content"] is not None else None}, None
    for index, call in enumerate(message.get("tool_calls", [])):
        yield {"tool_calls": [{"index": index, **call}]}, None
    for piece in re.findall(r"\S+\s*", message["content"] or ""):
        yield {"content": piece}, None
    yield {}, reason


class ScriptedProvider:
    """Serves on a port (0: a free one) for the length of a `with` block."""

    def __init__(self, port: int = 0) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="scripted-provider", daemon=True)

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
