"""The collector's ports under load that means harm, and with TLS."""

import asyncio
import contextlib
import secrets
import time
from pathlib import Path

import grpc
import pytest
import requests
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HttpExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter
from opentelemetry.trace import format_trace_id

from support.certificates import server_context
from support.http2 import RawClient, data, headers, prefix
from support.otlp import request, span
from support.program import Program
from to11.collector.grpc import TRACE_SERVICE

MIB = 1024 * 1024
CONNECTIONS = 200


def send_one(exporter: SpanExporter) -> str:
    """A span through a stock exporter; its trace id."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with provider.get_tracer("journey").start_as_current_span("work") as made:
        trace_id = format_trace_id(made.get_span_context().trace_id)
    provider.shutdown()
    return trace_id


def peak_mib(pid: int) -> float:
    """The most memory a process ever had."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


@pytest.mark.otlp("R11")
async def test_memory_is_bounded_while_hundreds_never_finish_large_messages(program: Program) -> None:
    token = await asyncio.to_thread(program.token)
    small = [("authorization", f"Bearer {token}")]
    body = request(span(trace_id=secrets.token_bytes(16))).SerializeToString()
    poured, refused = 0, 0

    async def never_finish(port: int, until: float) -> None:
        nonlocal poured, refused
        async with await RawClient.connect(port) as client:
            stream = 1
            while time.monotonic() < until and not client.closed.is_set():
                client.send(headers(stream), data(stream, prefix(60 * MIB)))
                with contextlib.suppress(ConnectionError, TimeoutError):
                    async with asyncio.timeout(max(0.01, until - time.monotonic())):
                        poured += await client.pour(stream, 59 * MIB)
                        await client.end(stream, within=60)
                        refused += 1
                stream += 2

    async with grpc.aio.insecure_channel(program.otlp_grpc) as channel:
        export = channel.unary_unary(f"/{TRACE_SERVICE}/Export")
        await export(body, metadata=small, timeout=10)
        before = peak_mib(program.edge_pids[0])
        end = time.monotonic() + 12
        port = program.port("otlpGrpc")
        flood = [asyncio.create_task(never_finish(port, end)) for _ in range(CONNECTIONS)]
        waits = []
        while time.monotonic() < end:
            await asyncio.sleep(0.5)
            began = time.monotonic()
            await export(body, metadata=small, timeout=10)
            waits.append(time.monotonic() - began)
        await asyncio.gather(*flood)
    grown = peak_mib(program.edge_pids[0]) - before
    print(f"peak grew by {grown:.0f} MiB, {refused} calls refused, small batches took at most {max(waits):.2f} s")
    assert refused > CONNECTIONS, "the others were told to try again"
    assert grown < 300, "96 for messages and a part of a MiB for each connection; 60 MiB for each would be 12,000"
    assert waits


def test_both_protocols_over_tls_on_both_ports(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):  # these win over what an exporter is told
        monkeypatch.delenv(name, raising=False)
    server_context(workplace, "127.0.0.1")
    cert, key = workplace / "cert.pem", workplace / "key.pem"
    tls = {"TO11_COLLECTOR__TLS_CERT": str(cert), "TO11_COLLECTOR__TLS_KEY": str(key)}
    with Program(workplace, TO11_WORKERS="2", **tls) as program:
        assert program.otlp_http.startswith("https://")
        assert f"OTLP/HTTP   {program.otlp_http}/v1/traces" in program.log()
        assert f"OTLP/gRPC   {program.otlp_grpc}   (TLS)" in program.log()
        bearer = {"authorization": f"Bearer {program.token()}"}
        credentials = grpc.ssl_channel_credentials(cert.read_bytes())
        for port in (program.port("otlpGrpc"), program.port("otlpHttp")):
            url = f"https://127.0.0.1:{port}"
            exporters = (
                GrpcExporter(endpoint=url, headers=bearer, credentials=credentials),
                HttpExporter(endpoint=f"{url}/v1/traces", headers=bearer, certificate_file=str(cert)),
            )
            for exporter in exporters:
                program.trace(send_one(exporter))
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(f"{program.otlp_http}/health", timeout=10)
        assert "without --tls-cert" in program.attempt("demo").stderr
        assert program.stop() == 0
        assert "Traceback" not in program.log()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--tls-cert", "absent.pem", "--tls-key", "absent.pem"], "cannot use the TLS certificate absent.pem"),
        (["--tls-cert", "absent.pem"], "'tls_cert' and 'tls_key' belong together"),
    ],
)
def test_certificates_that_cannot_be_used_are_told_in_one_line(
    workplace: Path, arguments: list[str], expected: str
) -> None:
    done = Program(workplace).attempt("serve", *arguments)
    lines = [line for line in done.stderr.splitlines() if line.startswith("to11: ")]
    assert done.returncode == 1
    assert len(lines) == 1, done.stderr
    assert expected in lines[0]
    assert "Traceback" not in done.stderr


def test_refused_calls_are_written_down_with_the_clients_address(workplace: Path) -> None:
    body = request(span()).SerializeToString()
    with (
        Program(workplace, TO11_TRUSTED_PROXIES="127.0.0.0/8") as program,
        grpc.insecure_channel(program.otlp_grpc) as channel,
    ):
        export = channel.unary_unary(f"/{TRACE_SERVICE}/Export")
        for metadata in ([], [("x-forwarded-for", "203.0.113.7, 127.0.0.9")]):
            with pytest.raises(grpc.RpcError) as raised:
                export(body, metadata=[("authorization", "Bearer nobody"), *metadata], timeout=10)
            assert raised.value.code() is grpc.StatusCode.UNAUTHENTICATED
        deadline = time.monotonic() + 10
        while not {"127.0.0.1", "203.0.113.7"} <= set(program.run("audit", "list", "--json").split('"')):
            assert time.monotonic() < deadline, program.run("audit", "list", "--json")
            time.sleep(0.2)
