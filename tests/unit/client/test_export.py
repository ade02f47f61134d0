from collections.abc import Iterator

import grpc
import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

from to11.client import export, provider
from to11.client.errors import ClientError
from to11.client.export import Exporter, grpc_credentials, http_session
from to11.client.http import TokenSession
from to11.client.provider import configure
from to11.client.settings import ClientSettings

SETTINGS = ClientSettings("key", "http://127.0.0.1:9")


@pytest.fixture(autouse=True)
def environ(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    import os

    for name in [name for name in os.environ if name.startswith(("OTEL_", "TO11_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TO11_API_KEY", "key")
    return monkeypatch


def inner(made: Exporter) -> SpanExporter:
    return made._exporter


@pytest.mark.parametrize(
    ("protocol", "endpoint", "expected"),
    [
        ("", "", "http://localhost:4318/v1/traces"),
        ("http/protobuf", "http://127.0.0.1:1/", "http://127.0.0.1:1/v1/traces"),
        ("http/protobuf", "https://collector.example.com", "https://collector.example.com/v1/traces"),
        ("grpc", "", "localhost:4317"),
        ("grpc", "http://127.0.0.1:2", "127.0.0.1:2"),
        ("grpc", "https://collector.example.com:443", "collector.example.com:443"),
    ],
)
def test_it_exports_where_it_is_told(protocol: str, endpoint: str, expected: str) -> None:
    made = Exporter(SETTINGS, protocol=protocol, endpoint=endpoint)
    assert inner(made)._endpoint == expected  # type: ignore[attr-defined]
    assert made.force_flush()
    made.shutdown()


@pytest.mark.parametrize("prefix", ["OTEL_EXPORTER_OTLP_", "OTEL_EXPORTER_OTLP_TRACES_"])
def test_it_reads_the_usual_variables(environ: pytest.MonkeyPatch, prefix: str) -> None:
    environ.setenv(f"{prefix}PROTOCOL", "grpc")
    environ.setenv(f"{prefix}ENDPOINT", "http://127.0.0.1:3")
    environ.setenv(f"{prefix}HEADERS", "x-mine=1,authorization=Bearer%20old")
    environ.setenv(f"{prefix}TIMEOUT", "7")
    made = inner(Exporter(SETTINGS))
    assert made._endpoint == "127.0.0.1:3"  # type: ignore[attr-defined]
    assert made._timeout == 7  # type: ignore[attr-defined]
    assert made._headers._others == (("x-mine", "1"),)  # type: ignore[attr-defined]
    made.shutdown()


def test_an_endpoint_without_a_scheme_is_tls(environ: pytest.MonkeyPatch) -> None:
    environ.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "127.0.0.1:4317")
    made = inner(Exporter(SETTINGS, protocol="grpc"))
    assert not made._insecure  # type: ignore[attr-defined]
    made.shutdown()


def test_a_protocol_that_is_not_spoken_is_named() -> None:
    with pytest.raises(ClientError, match="'http/json'"):
        Exporter(SETTINGS, protocol="http/json")


@pytest.mark.parametrize("protocol", ["http/protobuf", "grpc"])
def test_plain_text_to_another_machine_needs_leave(protocol: str) -> None:
    with pytest.raises(ClientError, match="TO11_INSECURE=true"):
        Exporter(SETTINGS, protocol=protocol, endpoint="http://collector.example.com:4317")
    careless = ClientSettings("key", "http://127.0.0.1:9", insecure=True)
    Exporter(careless, protocol=protocol, endpoint="http://collector.example.com:4317").shutdown()


class TestProviders:
    def test_http(self, environ: pytest.MonkeyPatch) -> None:
        assert isinstance(http_session(), TokenSession)
        environ.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.example.com:4318")
        with pytest.raises(ClientError, match="plain text"):
            http_session()

    @pytest.mark.parametrize("endpoint", ["http://127.0.0.1:4317", "https://collector.example.com", "localhost:4317"])
    def test_grpc(self, environ: pytest.MonkeyPatch, endpoint: str) -> None:
        environ.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
        assert isinstance(grpc_credentials(), grpc.ChannelCredentials)

    def test_grpc_says_what_else_can_be_done(self, environ: pytest.MonkeyPatch) -> None:
        environ.setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector.example.com:4317")
        with pytest.raises(ClientError, match="OTEL_TRACES_EXPORTER=to11"):
            grpc_credentials()

    def test_a_certificate_that_is_not_there_is_an_error(self, environ: pytest.MonkeyPatch) -> None:
        environ.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "https://127.0.0.1:4317")
        environ.setenv("OTEL_EXPORTER_OTLP_CERTIFICATE", "/nowhere.pem")
        with pytest.raises(OSError, match="nowhere"):
            grpc_credentials()

    def test_all_need_a_key(self, environ: pytest.MonkeyPatch) -> None:
        environ.delenv("TO11_API_KEY")
        for make in (http_session, grpc_credentials, Exporter):
            with pytest.raises(ClientError, match="TO11_API_KEY"):
                make()


class Kept(SpanExporter):
    """In place of the exporter: keeps what it is given."""

    spans: list[ReadableSpan]

    def __init__(self, *_: object, **__: object) -> None:
        self.spans = []

    def export(self, spans: "tuple[ReadableSpan, ...]") -> SpanExportResult:  # type: ignore[override]
        self.spans.extend(spans)
        return SpanExportResult.SUCCESS


class TestConfigure:
    @pytest.fixture
    def providers(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
        found: list[object] = [None]
        monkeypatch.setattr(provider, "Exporter", Kept)
        monkeypatch.setattr(trace, "get_tracer_provider", lambda: found[-1])
        monkeypatch.setattr(trace, "set_tracer_provider", found.append)
        yield found
        for one in found:
            if isinstance(one, TracerProvider):
                one.shutdown()

    def test_a_provider_is_made_and_set(self, providers: list[object]) -> None:
        made = configure("my-service", settings=SETTINGS, resource={"deployment.environment.name": "test"})
        assert providers[-1] is made
        assert made.resource.attributes["service.name"] == "my-service"
        assert made.resource.attributes["deployment.environment.name"] == "test"

    def test_one_that_is_there_gets_another_exporter(self, providers: list[object]) -> None:
        there = TracerProvider()
        providers.append(there)
        assert configure(settings=SETTINGS) is there
        assert len(providers) == 2

    def test_what_is_ended_is_exported(self, providers: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
        kept = Kept()
        monkeypatch.setattr(provider, "Exporter", lambda *_, **__: kept)
        made = configure("s", settings=SETTINGS)
        made.get_tracer("test").start_span("a").end()
        made.force_flush()
        assert [span.name for span in kept.spans] == ["a"]


def test_the_entry_points_are_there() -> None:
    from importlib.metadata import entry_points

    credentials = entry_points(group="opentelemetry_otlp_credential_provider")
    assert credentials["to11_http"].load() is http_session
    assert credentials["to11_grpc"].load() is grpc_credentials
    assert entry_points(group="opentelemetry_traces_exporter")["to11"].load() is export.Exporter
