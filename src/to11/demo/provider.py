"""A small stand-in for an LLM provider that speaks OpenAI's chat completions, plain and streaming.

It answers from the documents it is given in the prompt, so that the demo's trace shows a real flow of text; tokens are
counted as words and punctuation marks.
"""

import json
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

_WORD = re.compile(r"\w+|[^\w\s]")
_THINKING_SECONDS = 0.12


def count_tokens(text: str) -> int:
    """Words and punctuation marks, as a rough measure of tokens."""
    return len(_WORD.findall(text))


def answer(messages: list[dict[str, Any]]) -> str:
    """The sentence of the prompt's context that shares most words with the question."""
    texts = [str(message.get("content") or "") for message in messages]
    question = set(_WORD.findall(texts[-1].lower())) if texts else set()
    sentences = [part.strip() for text in texts[:-1] for part in re.split(r"(?<=[.!?])\s+|\n", text) if part.strip()]
    if not sentences:
        return "I was given nothing to answer from."
    return max(sentences, key=lambda sentence: len(question & set(_WORD.findall(sentence.lower()))))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path.split("?")[0] != "/v1/chat/completions":
            return self._send(404, {"error": {"message": f"no such endpoint: {self.path}", "type": "invalid_request"}})
        try:
            request = json.loads(body)
            messages = list(request["messages"])
            model = str(request["model"])
        except (ValueError, KeyError, TypeError):
            return self._send(400, {"error": {"message": "model and messages are needed", "type": "invalid_request"}})
        time.sleep(_THINKING_SECONDS)
        text = answer(messages)
        usage = self._usage(messages, text)
        head = {"id": f"chatcmpl-demo{time.time_ns():x}", "created": int(time.time()), "model": model}
        if request.get("stream"):
            return self._stream(
                head, text, usage if (request.get("stream_options") or {}).get("include_usage") else None
            )
        message = {"role": "assistant", "content": text, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return self._send(200, {**head, "object": "chat.completion", "choices": [choice], "usage": usage})

    @staticmethod
    def _usage(messages: list[dict[str, Any]], text: str) -> dict[str, int]:
        prompt = sum(count_tokens(str(message.get("content") or "")) for message in messages)
        completion = count_tokens(text)
        return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}

    def _send(self, status: int, value: dict[str, Any]) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, head: dict[str, Any], text: str, usage: dict[str, int] | None) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        deltas: list[tuple[dict[str, str], str | None]] = [({"role": "assistant", "content": ""}, None)]
        deltas += [({"content": piece}, None) for piece in re.findall(r"\S+\s*", text)]
        deltas.append(({}, "stop"))
        for delta, reason in deltas:
            choice = {"index": 0, "delta": delta, "finish_reason": reason}
            self._event({**head, "object": "chat.completion.chunk", "choices": [choice]})
            time.sleep(0.005)
        if usage:
            self._event({**head, "object": "chat.completion.chunk", "choices": [], "usage": usage})
        self._chunk(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _event(self, value: dict[str, Any]) -> None:
        self._chunk(b"data: " + json.dumps(value).encode() + b"\n\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Stay silent: the demo prints what matters."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class StandInProvider:
    """Serves on `host:port` for the length of a `with` block. Raises OSError when the port is in use."""

    def __init__(self, host: str, port: int) -> None:
        self._server = _Server((host, port), _Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, name="stand-in-provider", daemon=True)

    @property
    def port(self) -> int:
        """The bound port."""
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
