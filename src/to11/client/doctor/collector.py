"""The collector's side: one span by each protocol, sent as an exporter sends it."""

import os
import secrets
import time
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import grpc
import requests
from opentelemetry.instrumentation.utils import suppress_instrumentation
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import TraceServiceStub
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span

from to11.client.asking import asking
from to11.client.doctor.finding import Finding, failed, ok
from to11.client.settings import is_plain

HTTP: Final = "OTLP/HTTP"
GRPC: Final = "OTLP/gRPC"

_TIMEOUT_SECONDS: Final = 10.0
_SERVICE: Final = "to11-doctor"
_CERTIFICATE: Final = "OTEL_EXPORTER_OTLP_CERTIFICATE"
_REACH: Final = "check the address, and that nothing between here and there closes the port"
_UNREADABLE: Final = (f"{_CERTIFICATE} cannot be read", "let it name a file in PEM")
_TLS: Final = f"name the certificate's authority in {_CERTIFICATE}"


def over_http(url: str, token: str, trace_id: bytes) -> Finding:
    """Send a span by OTLP/HTTP in protobuf; `url` is the whole one."""
    try:
        with asking(url) as session:
            session.verify = os.environ.get(_CERTIFICATE) or True
            answer = session.post(
                url,
                data=_request("doctor by OTLP/HTTP", trace_id).SerializeToString(),
                headers={"authorization": f"Bearer {token}", "content-type": "application/x-protobuf"},
                timeout=_TIMEOUT_SECONDS,
                allow_redirects=False,
            )
    except requests.exceptions.SSLError:
        return failed(HTTP, f"the certificate of {url} is not trusted", _TLS)
    except requests.RequestException as error:
        return failed(HTTP, f"{url} does not answer ({type(error).__name__})", _REACH)
    except OSError:
        return failed(HTTP, *_UNREADABLE)
    if not answer.ok:
        return failed(HTTP, f"{url} answers HTTP {answer.status_code}", "check that this is to11's collector")
    return _rejected(HTTP, ExportTraceServiceResponse.FromString(answer.content)) or ok(HTTP, f"{url} takes spans")


def over_grpc(endpoint: str, token: str, trace_id: bytes) -> Finding:
    """Send a span by OTLP/gRPC; `endpoint` has a scheme."""
    target = urlsplit(endpoint).netloc
    try:
        with suppress_instrumentation(), _channel(endpoint, target) as channel:
            answer = TraceServiceStub(channel).Export(  # type: ignore[no-untyped-call]
                _request("doctor by OTLP/gRPC", trace_id),
                metadata=(("authorization", f"Bearer {token}"),),
                timeout=_TIMEOUT_SECONDS,
            )
    except grpc.RpcError as error:
        if "certificate" in error.details().lower():
            return failed(GRPC, f"the certificate of {target} is not trusted", _TLS)
        return failed(GRPC, f"{target}: {error.code().name}", _REACH)
    except OSError:
        return failed(GRPC, *_UNREADABLE)
    return _rejected(GRPC, answer) or ok(GRPC, f"{target} takes spans")


def _channel(endpoint: str, target: str) -> grpc.Channel:
    if is_plain(endpoint):
        return grpc.insecure_channel(target)
    path = os.environ.get(_CERTIFICATE)
    roots = Path(path).read_bytes() if path else None
    return grpc.secure_channel(target, grpc.ssl_channel_credentials(root_certificates=roots))


def _rejected(protocol: str, answer: ExportTraceServiceResponse) -> Finding | None:
    if not answer.partial_success.rejected_spans:
        return None
    return failed(protocol, f"the span was rejected: {answer.partial_success.error_message}", "report this")


def _request(name: str, trace_id: bytes) -> ExportTraceServiceRequest:
    now = time.time_ns()
    span = Span(
        trace_id=trace_id,
        span_id=secrets.token_bytes(8),
        name=name,
        kind=Span.SPAN_KIND_INTERNAL,
        start_time_unix_nano=now,
        end_time_unix_nano=now,
    )
    service = KeyValue(key="service.name", value=AnyValue(string_value=_SERVICE))
    return ExportTraceServiceRequest(
        resource_spans=[ResourceSpans(resource=Resource(attributes=[service]), scope_spans=[ScopeSpans(spans=[span])])]
    )
