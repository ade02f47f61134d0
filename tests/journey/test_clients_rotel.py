"""Rotel, a collector in Rust that an application starts by itself: the SDK sends to it, and it to the program."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.clients import PYTHON_APPS, cases, needs_python_client, run_python
from support.documented import localised
from support.ports import free_port
from support.program import Program

SPANS = 500


@pytest.fixture
def pid_file(tmp_path: Path) -> Iterator[Path]:
    """Where the agent, a daemon, writes its process id; ends it if the application did not."""
    file = tmp_path / "rotel.pid"
    yield file
    if file.exists() and (pid := file.read_text().strip()):
        try:
            os.kill(int(pid), signal.SIGKILL)
        except ProcessLookupError:
            pass


@needs_python_client("rotel")
@pytest.mark.parametrize("protocol", ["grpc", "http"])
def test_spans_arrive_whole_and_once(program: Program, tmp_path: Path, pid_file: Path, protocol: str) -> None:
    code = localised((PYTHON_APPS / "rotel_app.py").read_text("utf-8"), program)
    if protocol == "http":
        code = code.replace('protocol="grpc"', 'protocol="http"').replace(
            f"http://{program.otlp_grpc}", program.otlp_http
        )
    app = tmp_path / "app.py"
    app.write_text(code, "utf-8")
    grpc_port, http_port = free_port(), free_port()
    printed = run_python(
        program,
        "rotel",
        str(app),
        TO11_TOKEN=program.token(),
        ROTEL_OTLP_GRPC_ENDPOINT=f"127.0.0.1:{grpc_port}",
        ROTEL_OTLP_HTTP_ENDPOINT=f"127.0.0.1:{http_port}",
        ROTEL_PID_FILE=str(pid_file),
        ROTEL_LOG_FILE=str(tmp_path / "rotel.log"),
        OTEL_SERVICE_NAME="my-rag-pipeline",
        OTEL_EXPORTER_OTLP_PROTOCOL=protocol,
        OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{grpc_port if protocol == 'grpc' else http_port}",
    )

    spans = program.trace(cases(printed)["rotel"], at_least=SPANS)["spans"]
    assert len(spans) == len({span["spanId"] for span in spans}) == SPANS
    root = next(span for span in spans if span["name"] == "root")
    steps = sorted((span for span in spans if span is not root), key=lambda span: int(span["attributes"]["number"]))
    assert (root["kind"], root["parentSpanId"], root["serviceName"]) == ("server", None, "my-rag-pipeline")
    assert [step["attributes"] for step in steps] == [{"number": n, "text": "Straße"} for n in range(SPANS - 1)]
    for step in steps:
        assert step["parentSpanId"] == root["spanId"]
        assert (step["scope"]["name"], step["scope"]["version"]) == ("my-application", "1.2.3")
        assert step["resource"]["attributes"]["project.id"] == program.project_id
        assert [(event["name"], event["attributes"]) for event in step["events"]] == [("seen", {"list": [1, 2]})]
        assert [(link["spanId"], link["attributes"]) for link in step["links"]] == [(root["spanId"], {"why": "parent"})]
