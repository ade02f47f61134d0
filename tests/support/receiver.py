"""An OTLP/HTTP receiver of metrics: a real server that decodes what it is sent."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)

from support.calls import attributes
from support.measurements import Attributes


@dataclass
class Answer:
    """What the receiver says."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = ExportMetricsServiceResponse().SerializeToString()
    after: float = 0.0
    """Seconds of silence before it."""


@dataclass
class Received:
    """One request."""

    path: str
    headers: dict[str, str]
    request: ExportMetricsServiceRequest
    at: float

    def counted(self) -> dict[tuple[str, Attributes], tuple[int, float]]:
        """Count and sum by the metric's name and attributes, as `support.measurements.counted` gives them."""
        return {
            (metric.name, frozenset(attributes(point).items())): (point.count, point.sum)
            for resource in self.request.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
            for point in metric.histogram.data_points
        }


class Receiver:
    """Serves for the length of a `with` block; answers in turn what `answers` holds, then 200."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.answers: list[Answer] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def until(self, condition: Callable[[list[Received]], object], within: float = 20.0) -> None:
        """Wait until the condition holds of what was received."""
        deadline = time.monotonic() + within
        while not condition(self.received):
            assert time.monotonic() < deadline, [one.counted() for one in self.received[-1:]]
            time.sleep(0.01)


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = ExportMetricsServiceRequest.FromString(body)
            answer = receiver.answers.pop(0) if receiver.answers else Answer()
            receiver.received.append(Received(self.path, headers, request, time.monotonic()))
            time.sleep(answer.after)
            self.send_response(answer.status)
            for name, value in {"content-type": "application/x-protobuf", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class's name)
            """Stay silent."""

    return Handler
