"""An API that exchanges keys, as the test wants it: what it answers, how long that takes, and whether it is there."""

import json
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

PATH = "/v1/ingest-token/exchange"


class ExchangeApi:
    """Answers every exchange with a new token; `refuse` makes it answer something else until `accept`."""

    def __init__(self, *, lifetime_seconds: float = 900, ahead_seconds: float = 0) -> None:
        self.lifetime_seconds = lifetime_seconds
        self.ahead_seconds = ahead_seconds
        """How far its clock is ahead."""
        self.delay_seconds = 0.0
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self._refusal: tuple[int, Any, dict[str, str]] | None = None
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="exchange-api")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def refuse(self, status: int, code: str = "", message: str = "", **headers: str) -> None:
        self._refusal = status, {"error": {"code": code, "message": message, "details": {}}}, headers

    def answer(self, status: int, body: Any) -> None:
        self._refusal = status, body, {}

    def accept(self) -> None:
        self._refusal = None

    def _next(self, body: dict[str, Any], headers: dict[str, str]) -> tuple[int, Any, dict[str, str]]:
        self.asked.append(body)
        self.headers.append(headers)
        time.sleep(self.delay_seconds)
        if self._refusal is not None:
            return self._refusal
        ends = datetime.now(UTC) + timedelta(seconds=self.ahead_seconds + self.lifetime_seconds)
        told = {
            "token": f"token-{len(self.asked)}",
            "projectId": "proj_a",
            "scopeClass": "project",
            "scopes": ["otel:write"],
            "expiresAt": ends.isoformat(),
        }
        return 200, told, {}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        api = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                found, told, headers = api._next(body, dict(self.headers)) if self.path == PATH else (404, {}, {})
                content = told if isinstance(told, bytes) else json.dumps(told).encode()
                self.send_response(found)
                for name, value in {**headers, "content-length": str(len(content))}.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(content)

            def date_time_string(self, timestamp: float | None = None) -> str:
                return super().date_time_string((timestamp or time.time()) + api.ahead_seconds)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler
