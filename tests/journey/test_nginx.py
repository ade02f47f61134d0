"""The collector behind nginx, as deploy/nginx has it: what stock clients see through it."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
import requests
from grpc_health.v1 import health_pb2, health_pb2_grpc
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcExporter
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HttpExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter
from opentelemetry.trace import format_trace_id

from support import nginx
from support.certificates import server_context
from support.otlp import request, span
from support.program import Program
from to11.collector.grpc import TRACE_SERVICE

MIB = 1024 * 1024


class Deployment:
    """to11, and nginx before it."""

    def __init__(self, program: Program, port: int, certificate: Path) -> None:
        self.program, self.port, self.certificate = program, port, certificate
        self.bearer = {"authorization": f"Bearer {program.token()}"}
        self.credentials = grpc.ssl_channel_credentials(certificate.read_bytes())

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def post(self, body: bytes, **headers: str) -> requests.Response:
        sent = {**self.bearer, "content-type": "application/x-protobuf", **headers}
        return requests.post(f"{self.url}/v1/traces", data=body, headers=sent, verify=str(self.certificate), timeout=60)

    def export(self, body: bytes, **metadata: str) -> bytes:
        limit = [("grpc.max_send_message_length", -1)]
        sent = tuple({**self.bearer, **metadata}.items())
        with grpc.secure_channel(f"127.0.0.1:{self.port}", self.credentials, options=limit) as channel:
            answer: bytes = channel.unary_unary(f"/{TRACE_SERVICE}/Export")(body, metadata=sent, timeout=60)
            return answer


@contextlib.contextmanager
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    directory = tmp_path_factory.mktemp("nginx")
    server_context(directory, "127.0.0.1")
    with (
        Program(tmp_path_factory.mktemp("to11"), TO11_TRUSTED_PROXIES="127.0.0.1") as program,
        nginx.serving(directory, grpc_port=program.port("otlpGrpc"), http_port=program.port("otlpHttp")) as port,
    ):
        yield Deployment(program, port, directory / "cert.pem")


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The one that the tests share, in whatever order they run: none of them stops it."""
    with deployed(tmp_path_factory) as made:
        yield made


def send_one(exporter: SpanExporter) -> str:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with provider.get_tracer("nginx").start_as_current_span("work") as made:
        trace_id = format_trace_id(made.get_span_context().trace_id)
    provider.shutdown()
    return trace_id


@pytest.mark.parametrize("way", ["grpc", "grpc, gzip", "http", "http, gzip"])
def test_stock_exporters(deployment: Deployment, way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):  # these win over what an exporter is told
        monkeypatch.delenv(name, raising=False)
    exporter: SpanExporter
    if way.startswith("grpc"):
        compression = grpc.Compression.Gzip if "gzip" in way else grpc.Compression.NoCompression
        exporter = GrpcExporter(
            endpoint=deployment.url,
            headers=deployment.bearer,
            credentials=deployment.credentials,
            compression=compression,
        )
    else:
        exporter = HttpExporter(
            endpoint=f"{deployment.url}/v1/traces",
            headers=deployment.bearer,
            certificate_file=str(deployment.certificate),
            compression=Compression.Gzip if "gzip" in way else Compression.NoCompression,
        )
    deployment.program.trace(send_one(exporter))


def test_large_requests_pass_and_leave_nothing_on_nginxs_disk(deployment: Deployment) -> None:
    body = request(span("x" * 30 * MIB)).SerializeToString()
    assert deployment.post(body).status_code == 200
    assert deployment.export(body) == b""
    temp = deployment.certificate.parent / "temp"
    assert not [path for path in temp.rglob("*") if path.is_file()]
    assert "buffered to a temporary file" not in (temp.parent / "error.log").read_text()


def test_what_is_too_large_is_final(deployment: Deployment) -> None:
    for size in (64 * MIB + 1, 70 * MIB):  # refused by to11, refused by nginx
        answer = deployment.post(bytes(size))
        assert (answer.status_code, answer.headers.get("retry-after")) == (413, None)
        with pytest.raises(grpc.RpcError) as raised:
            deployment.export(bytes(size))
        assert raised.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert "google.rpc.retryinfo-bin" not in dict(raised.value.trailing_metadata() or ())


def test_health_and_refusals_pass_as_they_are(deployment: Deployment) -> None:
    with grpc.secure_channel(f"127.0.0.1:{deployment.port}", deployment.credentials) as channel:
        answer = health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=10)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
    assert deployment.post(b"", authorization="").status_code == 401
    with pytest.raises(grpc.RpcError) as raised:
        deployment.export(b"", authorization="Bearer nobody")
    assert raised.value.code() is grpc.StatusCode.UNAUTHENTICATED


def test_the_clients_address_is_what_nginx_says(deployment: Deployment) -> None:
    """Whatever the client says itself is not believed."""
    with pytest.raises(grpc.RpcError):
        deployment.export(b"", authorization="Bearer nobody", **{"x-forwarded-for": "203.0.113.9"})
    assert deployment.post(b"", authorization="Bearer nobody", **{"x-forwarded-for": "203.0.113.9"}).status_code == 401
    time.sleep(1.5)
    assert "203.0.113.9" not in deployment.program.run("audit", "list", "--json")


def test_a_stopped_to11_is_to_be_tried_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    body = request(span()).SerializeToString()
    with deployed(tmp_path_factory) as deployment:
        assert deployment.post(body).status_code == 200
        deployment.program.stop()
        answer = deployment.post(body)
        with pytest.raises(grpc.RpcError) as raised:
            deployment.export(body)
    assert (answer.status_code, answer.headers["retry-after"], answer.json()["code"]) == (503, "1", 14)
    assert raised.value.code() is grpc.StatusCode.UNAVAILABLE
    assert "cannot be reached" in str(raised.value.details())
