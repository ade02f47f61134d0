"""A provider for fuzzing: it takes whatever comes and answers with something bent, HTTP/1.1 by hand."""

import random
import re
import socket
import socketserver
import threading
from contextlib import suppress
from typing import Self

from bench.fuzz_bend import bent

_PLAIN = (
    (b'{"id":"c-1","object":"chat.completion","created":1,"model":"m-1","choices":[{"index":0,"message":{"role":'
    b'"assistant","content":"Hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1}}'),
    (b'{"id":"msg_1","type":"message","role":"assistant","model":"m-1","content":[{"type":"text","text":"Hi"},'
    b'{"type":"tool_use","id":"t","name":"f","input":{"a":1}}],"stop_reason":"end_turn",'
    b'"usage":{"input_tokens":5,"output_tokens":1,"cache_read_input_tokens":3}}'),
    (b'{"id":"resp_1","object":"response","status":"completed","model":"m-1","output":[{"type":"message","role":'
    b'"assistant","content":[{"type":"output_text","text":"Hi"}]}],"usage":{"input_tokens":5,"output_tokens":1}}'),
    (b'{"object":"list","model":"m-1","data":[{"object":"embedding","index":0,"embedding":[0.5,1]}],'
    b'"usage":{"prompt_tokens":5,"total_tokens":5}}'),
    b'{"created":1,"data":[{"b64_json":"aGVsbG8="}],"results":[{"index":0,"relevance_score":0.5}],"text":"hello"}',
    b'{"error":{"message":"no","type":"invalid_request_error","code":"x"},"type":"error"}',
    b"", b"null", b"\xff\xfb sound",
)  # fmt: skip
_STREAMS = (
    (b'data: {"id":"c-1","model":"m-1","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"}}]}\n\n'
    b'data: {"id":"c-1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t","function":{"name":"f",'
    b'"arguments":"{}"}}]},"finish_reason":"stop"}],"usage":null}\n\n'
    b'data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":2}}\n\ndata: [DONE]\n\n'),
    (b'event: message_start\ndata: {"type":"message_start","message":{"id":"m","model":"m-1","content":[],"usage":'
    b'{"input_tokens":5}}}\n\nevent: content_block_start\ndata: {"type":"content_block_start","index":0,'
    b'"content_block":{"type":"text","text":""}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta",'
    b'"index":0,"delta":{"type":"text_delta","text":"Hi"}}\n\nevent: message_delta\ndata: {"type":"message_delta",'
    b'"delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}\n\n'
    b'event: message_stop\ndata: {"type":"message_stop"}\n\n'),
    (b'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","output_index":0,'
    b'"content_index":0,"delta":"Hi"}\n\nevent: response.completed\ndata: {"type":"response.completed","response":'
    b'{"id":"r","model":"m-1","status":"completed","output":[],"usage":{"input_tokens":5,"output_tokens":1}}}\n\n'),
    b": nothing\r\n\r\ndata\r\rdata:\r\n\r\nretry: x\n\n",
)  # fmt: skip
_STATUSES = (
    b"200 OK", b"201", b"204 No Content", b"206 x", b"302 Found", b"304 x",
    b"400 Bad", b"429 x", b"500 x", b"529 x", b"599 x", b"999 x", b"0 x", b"-1 x", b"abc", b"", b"20 OK", b"2000 OK",
    b"100 Continue", b"101 Switching Protocols", b"103 Early Hints",
)  # fmt: skip
_HEADERS = (
    b"content-encoding: gzip", b"content-encoding: br, zstd", b"content-length: 5", b"content-length: -1",
    b"content-length: 5, 5", b"content-length: 99999999999999999999", b"transfer-encoding: gzip, chunked",
    b"transfer-encoding: chunked", b"connection: close", b"connection: content-type", b"x: " + b"y" * 70_000,
    b"traceparent: 00-zz", b"x-to11-error: gateway", b"no colon", b": no name", b" folded: line", b"name : space",
    b"x-request-id: \xff\xfe", b"x-request-id: \x00", b"retry-after: soon", b"set-cookie: a=b\rc=d",
)  # fmt: skip


class Provider:
    """Serves on a free port for the length of a `with` block."""

    def __init__(self, seed: int) -> None:
        self._chance, self._lock = random.Random(seed), threading.Lock()
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    outer._serve(self.request)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="fuzz-provider", daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(3)
        while self._takes(connection):
            with self._lock:
                pieces, stays = self._answer()
            for piece in pieces:
                connection.sendall(piece)
            if not stays:
                return

    def _takes(self, connection: socket.socket) -> bool:
        """Read one request to its end, or as much of it as comes."""
        data = b""
        while b"\r\n\r\n" not in data:
            if not (piece := connection.recv(65536)):
                return False
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = re.search(rb"\ncontent-length: *(\d+)", head.lower())
        while (length and len(body) < int(length[1])) or (
            not length and b"chunked" in head and b"0\r\n\r\n" not in body
        ):
            if not (piece := connection.recv(65536)):
                return False
            body += piece
        return True

    def _answer(self) -> tuple[list[bytes], bool]:
        """The answer, in pieces, and whether the connection stays."""
        chance = self._chance
        streams = chance.random() < 0.5
        body = bent(chance, chance.choice(_STREAMS if streams else _PLAIN), "sse" if streams else "json")
        lines = [
            b"HTTP/1.1 " + (b"200 OK" if chance.random() < 0.6 else chance.choice(_STATUSES)),
            b"content-type: " + self._type(streams),
        ]
        if chance.random() < 0.3:
            lines.append(chance.choice(_HEADERS))
        if chance.random() < 0.6:
            lines.append(b"transfer-encoding: chunked")
            body = _in_chunks(chance, body)
        elif chance.random() < 0.9:
            lines.append(b"content-length: %d" % len(body))
        answer = b"\r\n".join(lines) + b"\r\n\r\n" + body
        if chance.random() < 0.3:
            answer = bent(chance, answer, "http")
        cut = chance.randrange(len(answer) + 1)
        return [answer[:cut], answer[cut:]], chance.random() < 0.5

    def _type(self, streams: bool) -> bytes:
        if self._chance.random() < 0.1:
            return self._chance.choice(
                (b"", b"text/event-stream; charset=x", b"\xff", b"multipart/mixed", b"audio/mpeg")
            )
        return b"text/event-stream" if streams else b"application/json"


def _in_chunks(chance: random.Random, body: bytes) -> bytes:
    middle = chance.randrange(len(body) + 1)
    pieces = [piece for piece in (body[:middle], body[middle:]) if piece]
    sizes = [chance.choice((b"%x", b"%x", b"%x", b"%X;a=b", b"00%x", b"-%x", b"%xg")) % len(piece) for piece in pieces]
    chunks = [size + b"\r\n" + piece + b"\r\n" for size, piece in zip(sizes, pieces, strict=True)]
    return b"".join(chunks) + chance.choice(
        (b"0\r\n\r\n", b"0\r\n\r\n", b"0\r\n\r\n", b"0\r\nx: y\r\n\r\n", b"", b"0\r\n")
    )
