"""OTLP/gRPC: `TraceService/Export` on raw bytes, and the gRPC health service.

The message is neither unpacked nor parsed by gRPC but where HTTP's is, in `export`, within the same limits: gRPC would
unpack many at once, and each before its token is known. gRPC itself refuses what is larger than the limit on the wire
with RESOURCE_EXHAUSTED and no RetryInfo: final, as the specification has it; what is larger once unpacked gets it, too.

The server listens on a private Unix socket: `front` brings clients' connections there, and what they may hold.
"""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from to11 import log
from to11.collector.accounts import GRPC
from to11.collector.auth import Gate
from to11.collector.decompress import coding_of_message
from to11.collector.errors import Refusal, refusal
from to11.collector.export import Export
from to11.collector.front.address import Proxies, client_of
from to11.collector.needs import Tokens
from to11.model.errors import To11Error, UnavailableError
from to11.settings import MIB, CollectorSettings
from to11.wire.otlp import answer
from to11.wire.otlp.encoding import Encoding

logger = log.get(__name__)

_PACKAGE = "opentelemetry.proto.collector"
TRACE_SERVICE = f"{_PACKAGE}.trace.v1.TraceService"
_OTHER_SERVICES = (
    f"{_PACKAGE}.metrics.v1.MetricsService",
    f"{_PACKAGE}.logs.v1.LogsService",
    f"{_PACKAGE}.profiles.v1development.ProfilesService",
)
_MINUTE_MS = 60_000
_MAX_RESPONSE_BYTES = 4 * MIB
_WINDOW_BYTES = 65_535


class GrpcCollector:
    """The OTLP/gRPC server. `start` and `stop` belong on one event loop."""

    def __init__(
        self, export: Export, access: Tokens, settings: CollectorSettings, *, trusted_proxies: Sequence[str] = ()
    ) -> None:
        self._export = export
        self._gate = Gate(access)
        self._settings = settings
        self._proxies = Proxies(trusted_proxies)
        self._health = health.aio.HealthServicer()
        self._server: grpc.aio.Server | None = None
        self._directory: Path | None = None

    @property
    def path(self) -> Path:
        """The socket that is listened on after `start`, in a directory that only this user can enter."""
        if self._directory is None:
            raise UnavailableError("the gRPC server does not listen")
        return self._directory / "grpc"

    async def start(self) -> None:
        """Listen. Raises UnavailableError when the socket cannot be had."""
        self._directory = Path(tempfile.mkdtemp(prefix="to11-", dir=_short_directory()))
        server = grpc.aio.server(options=_options(self._settings))
        server.add_generic_rpc_handlers(
            (_unary(TRACE_SERVICE, self._handle), *(_unary(service, _unimplemented) for service in _OTHER_SERVICES))
        )
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        try:
            server.add_insecure_port(f"unix:{self.path}")
        except RuntimeError as error:
            await server.stop(None)
            self._clear()
            raise UnavailableError(f"the gRPC server cannot listen on {self.path}") from error
        await self._health.set(TRACE_SERVICE, health_pb2.HealthCheckResponse.SERVING)
        await server.start()
        self._server = server

    async def stop(self, grace: float) -> None:
        """Take no more calls, let running ones end for up to `grace` seconds, then cut them off."""
        server, self._server = self._server, None
        if server is not None:
            await self._health.enter_graceful_shutdown()
            await server.stop(grace)
            self._clear()

    def _clear(self) -> None:
        if self._directory is not None:
            shutil.rmtree(self._directory, ignore_errors=True)
            self._directory = None

    def _address(self, context: grpc.aio.ServicerContext) -> str:
        return self._proxies.client(client_of(context.peer()), _metadata(context, "x-forwarded-for"))

    async def _handle(self, body: bytes, context: grpc.aio.ServicerContext) -> bytes:
        refused: Refusal
        visit = self._export.accounts.visit(GRPC)
        visit.size = len(body)
        try:
            claims = await self._gate.admit(_authorization(context), self._address(context))
            visit.project_id = claims.project_id
            self._export.admit(claims, len(body))
            with self._export.budget.hold(claims.project_id) as hold:
                await hold.take(len(body))
                outcome = await self._export(claims, body, Encoding.PROTOBUF, coding_of_message(body), hold)
            visit.accepted(outcome.accepted, outcome.reasons)
            return answer.success(Encoding.PROTOBUF, rejected=outcome.rejected, message=outcome.message)
        except To11Error as error:
            visit.refused(error)
            refused = refusal(error)
        except Exception as error:
            logger.exception("export failed")
            visit.refused(error)
            refused = refusal(error)
        # gRPC keeps the exception that `abort` raises in a cycle, and with it this frame: it must not hold the request.
        del body
        await context.abort(refused.grpc_code, refused.status.message, refused.trailing_metadata())
        raise AssertionError("abort does not return")


async def _unimplemented(body: bytes, context: grpc.aio.ServicerContext) -> bytes:  # noqa: ARG001  gRPC's signature
    await context.abort(grpc.StatusCode.UNIMPLEMENTED, f"only traces are taken here: {TRACE_SERVICE}/Export")
    raise AssertionError("abort does not return")


def _unary(service: str, handler: object) -> grpc.GenericRpcHandler:
    """`Export` of a service, from bytes to bytes."""
    return grpc.method_handlers_generic_handler(service, {"Export": grpc.unary_unary_rpc_method_handler(handler)})


def _options(settings: CollectorSettings) -> list[tuple[str, int]]:
    return [
        ("grpc.max_receive_message_length", settings.max_request_bytes),
        ("grpc.per_message_decompression", 0),
        ("grpc.max_send_message_length", _MAX_RESPONSE_BYTES),
        ("grpc.max_concurrent_streams", settings.max_calls_per_connection),
        # What a client may send unasked, for each call: without these 4 MiB, whether its message has room or not. A
        # message that has begun gets the window that it needs.
        ("grpc.http2.lookahead_bytes", _WINDOW_BYTES),
        ("grpc.http2.bdp_probe", 0),
        # A dead client is noticed within a minute and a half; clients may ping idle connections as often as every
        # 10 s without being sent away for it.
        ("grpc.keepalive_time_ms", _MINUTE_MS),
        ("grpc.keepalive_timeout_ms", _MINUTE_MS // 3),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_ping_interval_without_data_ms", _MINUTE_MS // 6),
        ("grpc.max_connection_idle_ms", round(settings.idle_timeout_seconds * 1000)),
    ]


def _short_directory() -> str | None:
    """Where the socket's directory goes: a socket's path has at most 107 bytes (unix(7))."""
    return None if len(tempfile.gettempdir()) < 64 else "/tmp"  # noqa: S108 (mkdtemp makes a private one below)


def _authorization(context: grpc.aio.ServicerContext) -> str | None:
    values = _metadata(context, "authorization")
    return ",".join(values) if values else None


def _metadata(context: grpc.aio.ServicerContext, name: str) -> list[str]:
    return [value for key, value in context.invocation_metadata() or () if key == name]
