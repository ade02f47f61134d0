"""The client's part of to11, installed alone, in applications that outlive many tokens; and the API away meanwhile."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.clients import (
    PYTHON_APPS,
    ROOT,
    cases,
    exported,
    localised,
    needs_python_client,
    run_python,
    snippets,
)
from support.program import Program

SECONDS = 45
TRACES_ONLY = {"OTEL_METRICS_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none", "OTEL_BSP_SCHEDULE_DELAY": "500"}
PROGRAMS = ROOT / ".clients" / "to11" / "bin"

WAYS = {
    "http": "OTLP_HTTP_CREDENTIAL_PROVIDER",
    "grpc": "OTLP_GRPC_CREDENTIAL_PROVIDER",
    "exporter": "OTEL_TRACES_EXPORTER=to11",
}
"""How an application may be set up, by what is in the page's snippet."""

pytestmark = needs_python_client("to11")


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A program whose tokens live five seconds, to the second."""
    with Program(
        tmp_path_factory.mktemp("hasty"),
        TO11_TOKENS__LIFETIME_SECONDS="5",
        TO11_TOKENS__CLOCK_SKEW_SECONDS="0",
        TO11_API__EXCHANGE_PER_CREDENTIAL_PER_MINUTE="10000",
        TO11_API__EXCHANGE_PER_ADDRESS_PER_MINUTE="10000",
    ) as program:
        yield program


def test_it_is_light() -> None:
    code = "import importlib.util, sys, to11.client\nprint([n for n in sys.argv[1:] if importlib.util.find_spec(n)])"
    heavy = ["chdb", "pyarrow", "fastapi", "uvicorn", "sqlalchemy", "msgspec", "numpy"]
    command = [str(PROGRAMS / "python"), "-c", code, *heavy]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[]\n"
    refused = subprocess.run([str(PROGRAMS / "to11"), "serve"], capture_output=True, text=True, timeout=60, check=False)
    assert (refused.returncode, refused.stderr) == (
        1,
        "to11: 'serve' needs the server: pip install 'to11[server]'\n",
    )


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_written_in_the_application(program: Program, way: str) -> None:
    variables = exported(program, WAYS[way])
    printed = run_python(
        program, "to11", "endless_app.py", zero_code=True, NAME=way, SECONDS="0.2", **TRACES_ONLY, **variables
    )
    stored = program.trace(cases(printed)[way], at_least=2)
    assert stored["spans"][0]["name"] == way
    assert stored["spans"][0]["serviceName"] == "my-rag-pipeline"


@pytest.mark.timeout(180)
def test_every_span_arrives_once_however_many_tokens_it_takes(hasty: Program, tmp_path: Path) -> None:
    running = {name: start(hasty, name, tmp_path / name) for name in WAYS}
    time.sleep(SECONDS / 4)
    os.kill(hasty.core_pid, signal.SIGKILL)  # the API is gone, and comes back as another process
    hasty.await_children()
    hasty.await_api()
    time.sleep(SECONDS / 4)
    os.kill(hasty.core_pid, signal.SIGSTOP)  # it is there and does not answer, for longer than a token lives
    try:
        time.sleep(7)
    finally:
        os.kill(hasty.core_pid, signal.SIGCONT)
    for name, process in running.items():
        assert process.wait(SECONDS * 2) == 0, (tmp_path / name).read_text()
    for name in WAYS:
        said = (tmp_path / name).read_text()
        trace_id = cases(said)[name]
        root = next(span for span in hasty.trace(trace_id)["spans"] if span["name"] == name)
        count = root["attributes"]["spans"]
        assert count > SECONDS * 5, said
        found = hasty.trace(trace_id, at_least=count)["spans"]
        assert sorted(span["name"] for span in found) == sorted([name, *(f"{name}-{n}" for n in range(count - 1))])


def start(program: Program, name: str, output: Path) -> "subprocess.Popen[bytes]":
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(program.directory),
        "NAME": name,
        "SECONDS": str(SECONDS),
        "OTEL_EXPORTER_OTLP_TIMEOUT": "30",
        **TRACES_ONLY,
        **exported(program, WAYS[name]),
    }
    command = [
        str(PROGRAMS / "opentelemetry-instrument"),
        str(PROGRAMS / "python"),
        str(PYTHON_APPS / "endless_app.py"),
    ]
    with output.open("wb") as out:
        return subprocess.Popen(command, env=environ, stdout=out, stderr=out)


def test_a_few_lines_join_the_gateway_s_call(program: Program) -> None:
    (code,) = (code for code in snippets("python") if "to11.client" in code)
    environ = {
        **program.environ,
        "TO11_API_KEY": program.api_key,
        "TO11_API_URL": program.api,
        "TO11_GATEWAY_URL": f"{program.gateway}/v1",
        "OTEL_EXPORTER_OTLP_ENDPOINT": program.otlp_http,
        "OPENAI_API_KEY": "sk-mine",
    }
    model = 'model="stand-in::gpt-4o-mini"'
    command = [sys.executable, "-c", localised(code, program).replace('model="gpt-4o-mini"', model)]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=90, check=False)
    assert done.returncode == 0, done.stderr
    trace_id = done.stdout.rpartition("/traces/")[2].strip()
    stored = program.trace(trace_id, at_least=5)
    names = [span["name"] for span in stored["spans"]]
    assert names == [
        "answer-question",
        "retrieve-documents",
        "POST /v1/chat/completions",
        "chat gpt-4o-mini",
        names[-1],
    ]
    turn, retrieval, server, *_ = stored["spans"]
    assert turn["parentSpanId"] is None
    assert retrieval["parentSpanId"] == server["parentSpanId"] == turn["spanId"]
    assert stored["summary"]["sessions"] == ["session-1"]
    assert stored["summary"]["users"] == ["user-7"]
    assert all(span["attributes"].get("session.id") == "session-1" for span in (turn, retrieval))
