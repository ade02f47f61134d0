"""The stock OpenTelemetry SDK's exporters against the collector."""

import asyncio
from collections.abc import Callable

import grpc
import pytest
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcExporter
from opentelemetry.exporter.otlp.proto.http import Compression as HttpCompression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HttpExporter
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from support.collector_fakes import BEARER, PROJECT, Collector, until
from to11.model.errors import UnavailableError

Make = Callable[[Collector], SpanExporter]

EXPORTERS: dict[str, Make] = {
    "grpc": lambda collector: GrpcExporter(collector.grpc_address, insecure=True, headers=BEARER),
    "grpc, gzip": lambda collector: GrpcExporter(
        collector.grpc_address, insecure=True, headers=BEARER, compression=grpc.Compression.Gzip
    ),
    "http": lambda collector: HttpExporter(collector.traces_url, headers=BEARER),
    "http, gzip": lambda collector: HttpExporter(
        collector.traces_url, headers=BEARER, compression=HttpCompression.Gzip
    ),
    "http, deflate": lambda collector: HttpExporter(
        collector.traces_url, headers=BEARER, compression=HttpCompression.Deflate
    ),
}


async def export(exporter: SpanExporter) -> SpanExportResult:
    """Two spans through the exporter, in a thread of its own as an application would have it."""
    memory = InMemorySpanExporter()
    provider = TracerProvider(resource=Resource.create({"service.name": "my-rag-pipeline"}))
    provider.add_span_processor(SimpleSpanProcessor(memory))
    tracer = provider.get_tracer("my-rag-pipeline")
    with tracer.start_as_current_span("pipeline"), tracer.start_as_current_span("document-preprocessing") as span:
        span.set_attribute("pipeline.stage", "preprocessing")
        span.set_attribute("document.count", 42)
    provider.shutdown()
    try:
        return await asyncio.to_thread(exporter.export, memory.get_finished_spans())
    finally:
        await asyncio.to_thread(exporter.shutdown)


@pytest.mark.otlp("G1", "R1", "H1", "H17")
@pytest.mark.parametrize("make", EXPORTERS.values(), ids=EXPORTERS)
async def test_spans_arrive_whole(collector: Collector, make: Make) -> None:
    assert await export(make(collector)) is SpanExportResult.SUCCESS
    ((_, project, payload),) = collector.spool.entries
    assert project == PROJECT
    (resource_spans,) = ExportTraceServiceRequest.FromString(payload).resource_spans
    assert {item.key: item.value.string_value for item in resource_spans.resource.attributes}["service.name"] == (
        "my-rag-pipeline"
    )
    child, parent = resource_spans.scope_spans[0].spans
    assert (child.name, parent.name) == ("document-preprocessing", "pipeline")
    assert (child.trace_id, child.parent_span_id) == (parent.trace_id, parent.span_id)
    stage, count = child.attributes
    assert (stage.key, stage.value.string_value) == ("pipeline.stage", "preprocessing")
    assert (count.key, count.value.int_value) == ("document.count", 42)


@pytest.mark.otlp("H18", "R10", "H13")
@pytest.mark.parametrize("kind", ["grpc", "http"])
async def test_a_refused_token_is_final(collector: Collector, kind: str) -> None:
    bad = {"authorization": "Bearer wrong"}
    exporter = (
        GrpcExporter(collector.grpc_address, insecure=True, headers=bad)
        if kind == "grpc"
        else HttpExporter(collector.traces_url, headers=bad)
    )
    assert await export(exporter) is SpanExportResult.FAILURE
    assert len(collector.access.denied) == 1


@pytest.mark.otlp("R10", "R13", "R15", "H13", "H14")
@pytest.mark.parametrize("kind", ["grpc", "http"])
async def test_a_full_spool_is_tried_again(collector: Collector, kind: str) -> None:
    collector.spool.error = UnavailableError("the spool is full", retry_after=0.1)
    exporting = asyncio.create_task(export(EXPORTERS[kind](collector)))
    await until(lambda: collector.spool.refused)
    collector.spool.error = None
    assert await exporting is SpanExportResult.SUCCESS
    assert len(collector.access.uses) == 2
    assert len(collector.spool.entries) == 1
