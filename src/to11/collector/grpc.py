"""OTLP/gRPC: `TraceService/Export` on raw bytes, and the gRPC health service.

The message is neither unpacked nor parsed by gRPC but where HTTP's is, in `export`, within the same limits: gRPC would
unpack many at once, and each before its token is known. gRPC itself refuses what is larger than the limit on the wire
with RESOURCE_EXHAUSTED and no RetryInfo: final, as the specification has it; what is larger once unpacked gets it, too.
"""

from urllib.parse import unquote

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from to11 import log
from to11.collector.accounts import GRPC
from to11.collector.auth import Gate
from to11.collector.decompress import coding_of_message
from to11.collector.errors import Refusal, refusal
from to11.collector.export import Export
from to11.collector.needs import Tokens
from to11.model.errors import SettingsError, To11Error
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


class GrpcCollector:
    """The OTLP/gRPC listener on `host` and the setting's port.

    `reuse_port` lets several processes listen on one port. `start` and `stop` belong on one event loop.
    """

    def __init__(
        self, export: Export, access: Tokens, settings: CollectorSettings, *, host: str, reuse_port: bool = False
    ) -> None:
        self._export = export
        self._gate = Gate(access)
        self._settings = settings
        self._host = host
        self._reuse_port = reuse_port
        self._health = health.aio.HealthServicer()
        self._server: grpc.aio.Server | None = None
        self._port = 0

    @property
    def port(self) -> int:
        """The port that is listened on; 0 before `start`."""
        return self._port

    async def start(self) -> None:
        """Listen. Raises SettingsError when the port cannot be had."""
        server = grpc.aio.server(options=_options(self._settings.max_request_bytes, reuse_port=self._reuse_port))
        server.add_generic_rpc_handlers(
            (_unary(TRACE_SERVICE, self._handle), *(_unary(service, _unimplemented) for service in _OTHER_SERVICES))
        )
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        address = f"[{self._host}]" if ":" in self._host else self._host
        try:
            self._port = server.add_insecure_port(f"{address}:{self._settings.grpc_port}")
        except RuntimeError as error:
            await server.stop(None)
            raise SettingsError(
                f"cannot listen on {address}:{self._settings.grpc_port} (OTLP/gRPC): is it in use?"
            ) from error
        await self._health.set(TRACE_SERVICE, health_pb2.HealthCheckResponse.SERVING)
        await server.start()
        self._server = server

    async def stop(self, grace: float) -> None:
        """Take no more calls, let running ones end for up to `grace` seconds, then cut them off."""
        server, self._server = self._server, None
        if server is not None:
            await self._health.enter_graceful_shutdown()
            await server.stop(grace)

    async def _handle(self, body: bytes, context: grpc.aio.ServicerContext) -> bytes:
        refused: Refusal
        visit = self._export.accounts.visit(GRPC)
        visit.size = len(body)
        try:
            claims = await self._gate.admit(_authorization(context), _address(context.peer()))
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
        await context.abort(refused.grpc_code, refused.status.message, refused.trailing_metadata())
        raise AssertionError("abort does not return")


async def _unimplemented(body: bytes, context: grpc.aio.ServicerContext) -> bytes:  # noqa: ARG001  gRPC's signature
    await context.abort(grpc.StatusCode.UNIMPLEMENTED, f"only traces are taken here: {TRACE_SERVICE}/Export")
    raise AssertionError("abort does not return")


def _unary(service: str, handler: object) -> grpc.GenericRpcHandler:
    """`Export` of a service, from bytes to bytes."""
    return grpc.method_handlers_generic_handler(service, {"Export": grpc.unary_unary_rpc_method_handler(handler)})


def _options(limit: int, *, reuse_port: bool) -> list[tuple[str, int]]:
    return [
        ("grpc.max_receive_message_length", limit),
        ("grpc.per_message_decompression", 0),
        ("grpc.max_send_message_length", _MAX_RESPONSE_BYTES),
        ("grpc.so_reuseport", int(reuse_port)),
        # A dead client is noticed within a minute and a half; clients may ping idle connections as often as every
        # 10 s without being sent away for it.
        ("grpc.keepalive_time_ms", _MINUTE_MS),
        ("grpc.keepalive_timeout_ms", _MINUTE_MS // 3),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_ping_interval_without_data_ms", _MINUTE_MS // 6),
    ]


def _authorization(context: grpc.aio.ServicerContext) -> str | None:
    values = [value for key, value in context.invocation_metadata() or () if key == "authorization"]
    return ",".join(values) if values else None


def _address(peer: str) -> str:
    """The client's address from gRPC's `ipv4:127.0.0.1:4711` or `ipv6:%5B::1%5D:4711`."""
    family, _, rest = unquote(peer).partition(":")
    return rest.rpartition(":")[0].strip("[]") if family in {"ipv4", "ipv6"} else peer
