"""Span exporters that refresh their tokens: the stock OTLP exporters, over HTTP or gRPC, TLS or plain text.

`Exporter` is an entry point of `opentelemetry_traces_exporter`: `OTEL_TRACES_EXPORTER=to11`. `http_session` and
`grpc_credentials` are those of `opentelemetry_otlp_credential_provider`, `to11_http` and `to11_grpc`, for the stock
exporters. All of them read the environment as those exporters do.
"""

import os
from collections.abc import Mapping, Sequence
from typing import Final

import grpc
import requests
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcSpanExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HttpSpanExporter
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.util.re import parse_env_headers

from to11.client import grpc as credentials
from to11.client.errors import ClientError
from to11.client.http import TokenSession
from to11.client.settings import INSECURE, ClientSettings, is_loopback, is_plain
from to11.client.tokens import TokenSource, shared

HTTP: Final = "http/protobuf"
GRPC: Final = "grpc"

_TRACES: Final = "OTEL_EXPORTER_OTLP_TRACES_"
_ALL: Final = "OTEL_EXPORTER_OTLP_"
_DEFAULT_ENDPOINTS: Final = {HTTP: "http://localhost:4318", GRPC: "http://localhost:4317"}


class Exporter(SpanExporter):
    """Exports to the endpoint, by the protocol and with the time-out of the usual variables."""

    def __init__(self, settings: ClientSettings | None = None, *, protocol: str = "", endpoint: str = "") -> None:
        """Arguments that are empty are read from the environment. `endpoint` has a scheme; over HTTP it is the base,
        as `OTEL_EXPORTER_OTLP_ENDPOINT` is. Raises ClientError."""
        settings = settings or ClientSettings.read()
        protocol = protocol or _variable("PROTOCOL") or HTTP
        if protocol not in _DEFAULT_ENDPOINTS:
            raise ClientError(f"OTEL_EXPORTER_OTLP_PROTOCOL is {HTTP} or {GRPC}, not {protocol!r}")
        make = _over_http if protocol == HTTP else _over_grpc
        self._exporter = make(settings, shared(settings), endpoint)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Blocks until they are acknowledged, or the time-out is over."""
        return self._exporter.export(spans)

    def shutdown(self) -> None:
        """Close the connection."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """True: nothing is kept here."""
        return self._exporter.force_flush(timeout_millis)


def http_session() -> requests.Session:
    """The credential provider `to11_http`. Raises ClientError."""
    settings = ClientSettings.read()
    settings.require_safe(_endpoint(HTTP))
    return TokenSession(shared(settings), settings)


def grpc_credentials() -> grpc.ChannelCredentials:
    """The credential provider `to11_grpc`: TLS, or plain text within this machine.

    The stock exporter asks for credentials only where `OTEL_EXPORTER_OTLP_INSECURE` is not true; of an `http://`
    endpoint it must therefore be set to false. Raises ClientError for plain text to another machine, over which gRPC
    sends no credentials: `OTEL_TRACES_EXPORTER=to11` can, where it is allowed.
    """
    settings = ClientSettings.read()
    endpoint = _endpoint(GRPC)
    if not is_plain(endpoint):
        return credentials.tls_credentials(shared(settings), **_files())
    if not is_loopback(endpoint):
        raise ClientError(
            f"{endpoint} is plain text on another machine, over which gRPC sends no credentials: use https, or set"
            f" OTEL_TRACES_EXPORTER=to11 and, in a network that you trust, {INSECURE}=true"
        )
    return credentials.local_credentials(shared(settings))


def _over_http(settings: ClientSettings, source: TokenSource, endpoint: str) -> SpanExporter:
    settings.require_safe(endpoint or _endpoint(HTTP))
    session = TokenSession(source, settings)
    return HttpSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces" if endpoint else None, session=session)


def _over_grpc(settings: ClientSettings, source: TokenSource, endpoint: str) -> SpanExporter:
    endpoint = endpoint or _endpoint(GRPC)
    if not is_plain(endpoint):
        return GrpcSpanExporter(
            endpoint=endpoint, insecure=False, credentials=credentials.tls_credentials(source, **_files())
        )
    settings.require_safe(endpoint)
    others = tuple(parse_env_headers(_variable("HEADERS"), liberal=True).items())
    return GrpcSpanExporter(endpoint=endpoint, insecure=True, headers=credentials.TokenMetadata(source, others))


def _endpoint(protocol: str) -> str:
    """Where the stock exporter would send to, with a scheme: an address without one is TLS."""
    endpoint = _variable("ENDPOINT") or _DEFAULT_ENDPOINTS[protocol]
    return endpoint if "://" in endpoint else f"https://{endpoint}"


def _files() -> Mapping[str, str]:
    return {
        "certificate": _variable("CERTIFICATE"),
        "client_key": _variable("CLIENT_KEY"),
        "client_certificate": _variable("CLIENT_CERTIFICATE"),
    }


def _variable(name: str) -> str:
    """Of the traces' own, else of all signals."""
    return os.environ.get(_TRACES + name) or os.environ.get(_ALL + name) or ""
