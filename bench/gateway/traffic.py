"""The requests, as bytes: what an application with a short conversation and a tracer sends."""

import json
import secrets
from collections.abc import Sequence

from bench.gateway.cells import Cell, Kind
from bench.stand_in import DELAYED

MODEL = "gpt-4o-mini"
API_KEY = f"sk-{secrets.token_hex(24)}"
"""The provider's, to everyone; LiteLLM asks its callers for it, too."""
_REQUESTS = 2048
"""So many different ones come in turn, each of a trace of its own."""

Headers = Sequence[tuple[str, str]]


def requests(cell: Cell, port: int, path: str, headers: Headers = ()) -> list[bytes]:
    """Requests to `127.0.0.1:port`; `headers` are those that a gateway wants for itself."""
    body = _body(cell)
    lines = [
        f"POST {path} HTTP/1.1",
        f"host: 127.0.0.1:{port}",
        "content-type: application/json",
        f"content-length: {len(body)}",
        "accept: application/json",
        "user-agent: bench/1",
        f"authorization: Bearer {API_KEY}",
        *(f"{name}: {value}" for name, value in headers),
        "traceparent: ",
    ]
    head = "\r\n".join(lines).encode()
    return [head + _traceparent() + b"\r\n\r\n" + body for _ in range(_REQUESTS)]


def _body(cell: Cell) -> bytes:
    question = "Say that this is a test of a thing"
    if cell.kind is Kind.CALL and cell.delay_ms:
        question += f", {DELAYED}"
    document = {
        "model": MODEL,
        "messages": [
            {"role": "system", "content": "You are a helpful assistant. " * 20},
            {"role": "user", "content": f"{question}."},
        ],
        "temperature": 0.2,
    }
    return json.dumps(document | ({"stream": True} if cell.kind is Kind.STREAM else {})).encode()


def _traceparent() -> bytes:
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01".encode()
