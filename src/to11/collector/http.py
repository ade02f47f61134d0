"""OTLP/HTTP: a plain ASGI callable.

    POST /v1/traces   an export request, protobuf or JSON, plain or compressed
    GET  /health      200 while the process lives
    GET  /ready       200 when requests can be taken, else 503

Every answer from 400 on carries a `google.rpc.Status` in the request's encoding, JSON where that is neither of the
two. Nothing is ever redirected: clients count a redirect as success. The token is checked before the body is read;
what a refused client goes on sending is thrown away by the server, unread.
"""

import gzip
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from to11 import log
from to11.collector.accounts import HTTP, Visit
from to11.collector.auth import Gate
from to11.collector.body import ClientGoneError, Message, Receive, read
from to11.collector.decompress import coding_of
from to11.collector.errors import MethodNotAllowedError, Refusal, refusal
from to11.collector.export import Export
from to11.collector.front.punctual import punctual
from to11.collector.needs import Tokens
from to11.model.errors import (
    NotFoundError,
    To11Error,
    UnavailableError,
    UnsupportedMediaTypeError,
)
from to11.settings import CollectorSettings
from to11.wire import status as rpc_status
from to11.wire.otlp import answer
from to11.wire.otlp.encoding import Encoding, of_content_type

logger = log.get(__name__)

Scope = Mapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

_OTHER_SIGNALS = frozenset({"/v1/metrics", "/v1/logs", "/v1development/profiles"})
_OK = b'{"status":"ok"}'
_WORTH_PACKING = 512


class _Answer(NamedTuple):
    status: int
    encoding: Encoding
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()


class HttpCollector:
    """The OTLP/HTTP listener. `ready` says whether requests can be taken, for `/ready`."""

    def __init__(
        self,
        export: Export,
        access: Tokens,
        settings: CollectorSettings,
        *,
        ready: Callable[[], bool] = lambda: True,
    ) -> None:
        self._export = export
        self._gate = Gate(access)
        self._limit = settings.max_request_bytes
        self._silence_seconds = settings.silence_timeout_seconds
        self._request_seconds = settings.request_timeout_seconds
        self._ready = ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. The server is to be run without the lifespan and websocket protocols."""
        if scope["type"] != "http":
            raise RuntimeError(f"the collector does not speak the protocol {scope['type']!r}")
        headers = _headers(scope)
        encoding = of_content_type(headers.get(b"content-type", ""))
        visit = self._export.accounts.visit(HTTP)
        try:
            reply = await self._reply(scope, headers, encoding, receive, visit)
        except ClientGoneError:
            logger.debug("client hung up while sending", path=scope["path"])
            return
        except To11Error as error:
            visit.refused(error)
            reply = _refused(refusal(error), encoding)
        except Exception as error:
            logger.exception("export failed", path=scope["path"])
            visit.refused(error)
            reply = _refused(refusal(error), encoding)
        await _send(send, _packed(reply, headers.get(b"accept-encoding", "")))

    async def _reply(
        self, scope: Scope, headers: Mapping[bytes, str], encoding: Encoding | None, receive: Receive, visit: Visit
    ) -> _Answer:
        path = scope["path"]
        bare = path[:-1] if len(path) > 1 and path.endswith("/") else path
        if bare == "/v1/traces":
            _allow(scope, "POST")
            return await self._traces(scope, headers, encoding, receive, visit)
        if bare == "/health":
            _allow(scope, "GET", "HEAD")
            return _Answer(200, Encoding.JSON, _OK)
        if bare == "/ready":
            _allow(scope, "GET", "HEAD")
            if not self._ready():  # answered, not raised: a probe is no export request that was refused
                return _refused(refusal(UnavailableError("not ready to take requests")), encoding)
            return _Answer(200, Encoding.JSON, _OK)
        if bare in _OTHER_SIGNALS:
            raise NotFoundError("only traces are taken here: POST /v1/traces")
        raise NotFoundError("there is nothing here; export requests go to POST /v1/traces")

    async def _traces(
        self, scope: Scope, headers: Mapping[bytes, str], encoding: Encoding | None, receive: Receive, visit: Visit
    ) -> _Answer:
        claims = await self._gate.admit(headers.get(b"authorization"), _address(scope))
        visit.project_id = claims.project_id
        if encoding is None:
            known = " or ".join(known.value for known in Encoding)
            raise UnsupportedMediaTypeError(f"the content type is not {known}")
        coding = coding_of(headers.get(b"content-encoding", ""))
        length = headers.get(b"content-length", "")
        declared = int(length) if length.isdecimal() else None
        self._export.admit(claims, declared)
        receive = punctual(receive, silence_seconds=self._silence_seconds, request_seconds=self._request_seconds)
        with self._export.budget.hold(claims.project_id) as hold:
            # The body has no name here, so that it can be let go of when it is unpacked.
            outcome = await self._export(
                claims, await read(receive, declared, self._limit, hold), encoding, coding, hold
            )
        visit.size, visit.encoding = outcome.size, encoding
        visit.accepted(outcome.accepted, outcome.reasons)
        return _Answer(200, encoding, answer.success(encoding, rejected=outcome.rejected, message=outcome.message))


def _headers(scope: Scope) -> dict[bytes, str]:
    """Headers by lower-case name; a repeated one is joined with commas, so that two tokens are none."""
    headers: dict[bytes, str] = {}
    for name, value in scope["headers"]:
        text = value.decode("latin-1")
        headers[name] = f"{headers[name]},{text}" if name in headers else text
    return headers


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""


def _allow(scope: Scope, *methods: str) -> None:
    if scope["method"] not in methods:
        allowed = ", ".join(methods)
        raise MethodNotAllowedError(f"the method is not allowed here, only {allowed}", allowed=allowed)


def _refused(refused: Refusal, encoding: Encoding | None) -> _Answer:
    if encoding is Encoding.PROTOBUF:
        return _Answer(refused.http_status, encoding, rpc_status.to_protobuf(refused.status), refused.headers)
    return _Answer(refused.http_status, Encoding.JSON, rpc_status.to_json(refused.status), refused.headers)


def _packed(reply: _Answer, accepted: str) -> _Answer:
    """The answer in gzip, where that is accepted and worth it (OTLP/HTTP Response; RFC 9110, 12.5.3)."""
    if len(reply.body) < _WORTH_PACKING or not _accepts_gzip(accepted):
        return reply
    packed = gzip.compress(reply.body, compresslevel=1, mtime=0)
    return reply._replace(body=packed, headers=(*reply.headers, (b"content-encoding", b"gzip")))


def _accepts_gzip(accepted: str) -> bool:
    for choice in accepted.lower().split(","):
        coding, _, weight = choice.partition(";")
        if coding.strip() in {"gzip", "x-gzip"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


async def _send(send: Send, reply: _Answer) -> None:
    headers = [
        (b"content-type", reply.encoding.value.encode("ascii")),
        (b"content-length", b"%d" % len(reply.body)),
        *reply.headers,
    ]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
