"""The layers around every route, over a real socket: body limit, headers, and the answer to what nobody foresaw."""

import http.client
import logging
import socket
import time
from collections.abc import AsyncIterator, Iterator
from email.utils import parsedate_to_datetime

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from starlette.exceptions import HTTPException

from support.api import serving
from to11.api import errors
from to11.api.middleware.body_limit import BodyLimit
from to11.api.middleware.guard import Guard
from to11.model.errors import NotFoundError, To11Error, UnavailableError

LIMIT = 1000


class WeirdError(To11Error):
    """A leaf that no table knows."""


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    app = FastAPI(docs_url=None, openapi_url=None, telemetry={"logs": False})
    errors.install(app)
    app.add_middleware(BodyLimit, max_bytes=LIMIT)
    app.add_middleware(Guard)

    @app.post("/length")
    async def length(request: Request) -> int:
        return len(await request.body())

    @app.post("/unread")
    async def unread() -> None:
        return None

    @app.post("/early")
    async def early(request: Request) -> StreamingResponse:
        async def said() -> AsyncIterator[bytes]:
            yield b"so far"
            try:
                async for _ in request.stream():
                    pass
            except HTTPException as error:
                yield f", then {error.status_code}".encode()

        return StreamingResponse(said())

    @app.get("/fault")
    def fault() -> None:
        raise RuntimeError("secret detail")

    @app.get("/weird")
    def weird() -> None:
        raise WeirdError("secret detail")

    @app.get("/missing")
    def missing() -> None:
        raise NotFoundError("no such trace", details={"field": "traceId"})

    @app.get("/down")
    def down() -> None:
        raise UnavailableError("the store does not answer", retry_after=1.2)

    with serving(app) as address:
        yield address


def assert_failure(answer: httpx.Response, status: int, tag: str, code: str) -> None:
    assert answer.status_code == status
    body = answer.json()
    assert (body["_tag"], body["success"], body["code"], body["error"]["code"]) == (tag, False, status, code)
    assert body["error"]["message"]
    assert answer.headers["content-type"] == "application/json"


def test_a_body_at_the_limit_passes(base: str) -> None:
    assert httpx.post(f"{base}/length", content=b"x" * LIMIT).json() == LIMIT


@pytest.mark.parametrize("path", ["/length", "/unread", "/nowhere"])
def test_a_declared_length_beyond_the_limit_is_refused_everywhere(base: str, path: str) -> None:
    answer = httpx.post(base + path, content=b"x" * (LIMIT + 1))
    assert_failure(answer, 413, "PayloadTooLarge", "PAYLOAD_TOO_LARGE")
    assert answer.headers["connection"] == "close"


def test_a_streamed_body_is_counted(base: str) -> None:
    answer = httpx.post(f"{base}/length", content=iter([b"x" * 400] * 3))
    assert_failure(answer, 413, "PayloadTooLarge", "PAYLOAD_TOO_LARGE")
    assert answer.json()["error"]["details"] == {"maxBytes": LIMIT}
    assert answer.headers["connection"] == "close"
    assert httpx.post(f"{base}/length", content=iter([b"x" * 400] * 2)).json() == 800


def test_an_answer_that_has_begun_before_the_limit_is_passed_goes_on(base: str) -> None:
    answer = httpx.post(f"{base}/early", content=iter([b"x" * 400] * 3))
    assert (answer.status_code, answer.text) == (200, "so far, then 413")


def test_a_client_that_is_still_sending_gets_to_read_the_answer(base: str) -> None:
    address = httpx.URL(base)
    with socket.create_connection((address.host, address.port or 0), timeout=10) as client:
        size = 4 * 1024 * 1024
        client.sendall(f"POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n".encode())
        for _ in range(size // 65_536):
            client.sendall(b"x" * 65_536)
        answer = http.client.HTTPResponse(client)
        answer.begin()
        assert answer.status == 413
        assert b"PayloadTooLarge" in answer.read()


def test_a_client_that_waits_for_leave_to_send_is_refused_without_sending(base: str) -> None:
    address = httpx.URL(base)
    with socket.create_connection((address.host, address.port or 0), timeout=10) as client:
        client.sendall(b"POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n")
        assert client.recv(12) == b"HTTP/1.1 413"


@pytest.mark.parametrize("path", ["/fault", "/weird"])
def test_what_nobody_foresaw_is_logged_and_told_without_detail(
    base: str, path: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = httpx.get(base + path)
    assert_failure(answer, 500, "InternalServerError", "INTERNAL_ERROR")
    assert "secret" not in answer.text
    logged = caplog.text + capsys.readouterr().out
    assert answer.headers["x-to11-request-id"] in logged


def test_errors_and_unknown_addresses_have_one_shape(base: str) -> None:
    missing = httpx.get(f"{base}/missing")
    assert_failure(missing, 404, "NotFound", "NOT_FOUND")
    assert missing.json()["error"]["details"] == {"fields": [{"field": "traceId", "message": "no such trace"}]}
    assert_failure(httpx.get(f"{base}/nowhere"), 404, "NotFound", "NOT_FOUND")
    wrong_method = httpx.delete(f"{base}/fault")
    assert_failure(wrong_method, 405, "MethodNotAllowed", "METHOD_NOT_ALLOWED")
    assert wrong_method.headers["allow"] == "GET"


def test_a_retryable_error_says_when(base: str) -> None:
    answer = httpx.get(f"{base}/down")
    assert_failure(answer, 503, "ServiceUnavailable", "UNAVAILABLE")
    assert answer.headers["retry-after"] == "2"


@pytest.mark.parametrize("path", ["/fault", "/missing", "/nowhere"])
def test_every_answer_carries_the_security_headers(base: str, path: str) -> None:
    headers = httpx.get(base + path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["x-to11-request-id"].startswith("req_")
    assert "access-control-allow-origin" not in headers
    assert abs(parsedate_to_datetime(headers["date"]).timestamp() - time.time()) < 5
