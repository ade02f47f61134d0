import os

from rotel import Config, Rotel

rotel = Rotel(
    enabled=True,
    exporters={
        "to11": Config.otlp_exporter(
            endpoint="http://127.0.0.1:4317",
            protocol="grpc",
            headers={"authorization": f"Bearer {os.environ['TO11_TOKEN']}"},
        ),
    },
    exporters_traces=["to11"],
)
rotel.start()

import json
import sys
import time

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HttpExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

COUNT = 500
exporter = GrpcExporter() if os.environ["OTEL_EXPORTER_OTLP_PROTOCOL"] == "grpc" else HttpExporter()
provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(exporter))
tracer = provider.get_tracer("my-application", "1.2.3")
with tracer.start_as_current_span("root", kind=trace.SpanKind.SERVER) as root:
    for number in range(COUNT - 1):
        link = trace.Link(root.get_span_context(), {"why": "parent"})
        with tracer.start_as_current_span(
            "step", links=[link], attributes={"number": number, "text": "Straße"}
        ) as span:
            span.add_event("seen", {"list": [1, 2]})
provider.shutdown()
sys.stdout.write(json.dumps({"case": "rotel", "traceId": f"{root.get_span_context().trace_id:032x}"}) + "\n")
time.sleep(1)  # the agent sends what it has gathered five times a second
rotel.stop()
