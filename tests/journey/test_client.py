"""The client's part of to11, installed alone, in applications that outlive many tokens; and the API away meanwhile."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import pytest
from anthropic import Anthropic, AsyncAnthropic
from openai import AsyncOpenAI

from support.certificates import server_context
from support.clients import (
    JS_APPS,
    PYTHON_APPS,
    ROOT,
    cases,
    exported,
    needs_js_clients,
    needs_python_client,
    run_python,
    snippets,
)
from support.documented import localised
from support.model_provider import ModelProvider
from support.program import Program
from to11.client import ClientSettings, anthropic_options, conversation, openai_options, session

SECONDS = 60
TRACES_ONLY = {"OTEL_METRICS_EXPORTER": "none", "OTEL_LOGS_EXPORTER": "none", "OTEL_BSP_SCHEDULE_DELAY": "500"}
PROGRAMS = ROOT / ".clients" / "to11" / "bin"

WAYS = {
    "http": "OTLP_HTTP_CREDENTIAL_PROVIDER",
    "grpc": "OTLP_GRPC_CREDENTIAL_PROVIDER",
    "exporter": "OTEL_TRACES_EXPORTER=to11",
}
"""How an application may be set up, by what is in the page's snippet."""

pytestmark = needs_python_client("to11")


def other_address() -> str | None:
    """An address of this machine that is not the loopback, if it has one. Nothing is sent."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
    except OSError:
        return None


@pytest.mark.skipif(other_address() is None, reason="this machine has no address but the loopback")
def test_plain_text_between_machines_needs_leave(workplace: Path) -> None:
    host = str(other_address())
    with Program(workplace, TO11_HOST="0.0.0.0") as program:
        variables = {
            "TO11_API_KEY": program.api_key,
            "TO11_API_URL": f"http://{host}:{program.port('api')}",
            "OTEL_TRACES_EXPORTER": "to11",
            **TRACES_ONLY,
        }
        for protocol, port in (("grpc", program.port("otlpGrpc")), ("http/protobuf", program.port("otlpHttp"))):
            variables |= {
                "OTEL_EXPORTER_OTLP_PROTOCOL": protocol,
                "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{host}:{port}",
                "NAME": protocol.partition("/")[0],
                "SECONDS": "0.2",
            }
            sent = run_python(program, "to11", "endless_app.py", zero_code=True, TO11_INSECURE="true", **variables)
            program.trace(cases(sent)[variables["NAME"]], at_least=2)
            refused = [str(PROGRAMS / "python"), "-c", "from to11.client import configure; configure()"]
            environ = {"PATH": os.environ["PATH"], **variables}
            done = subprocess.run(refused, env=environ, capture_output=True, text=True, timeout=60, check=False)
            assert done.returncode == 1
            assert "plain text on another machine" in done.stderr


HASTY = {
    "TO11_TOKENS__LIFETIME_SECONDS": "5",
    "TO11_TOKENS__CLOCK_SKEW_SECONDS": "0",
    "TO11_API__EXCHANGE_PER_CREDENTIAL_PER_MINUTE": "10000",
    "TO11_API__EXCHANGE_PER_ADDRESS_PER_MINUTE": "10000",
}
"""Tokens live five seconds, to the second."""


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


@pytest.mark.waits
@pytest.mark.timeout(180)
def test_every_span_arrives_once_however_many_tokens_it_takes(workplace: Path) -> None:
    with Program(workplace, **HASTY) as program, Applications(program) as applications:
        for name, naming in WAYS.items():
            applications.start_python(name, exported(program, naming))
        take_the_api_away(program)
        applications.await_all_spans()


@needs_js_clients()
@pytest.mark.waits
@pytest.mark.timeout(180)
def test_so_it_does_over_tls_and_from_javascript(workplace: Path) -> None:
    server_context(workplace, "127.0.0.1")
    certificate, key = str(workplace / "cert.pem"), str(workplace / "key.pem")
    tls = {"TO11_COLLECTOR__TLS_CERT": certificate, "TO11_COLLECTOR__TLS_KEY": key}
    with Program(workplace, **HASTY, **tls) as program:
        own = {"TO11_API_URL": program.api, "TO11_API_KEY": program.api_key}
        over_http = {**own, "OTEL_EXPORTER_OTLP_ENDPOINT": program.otlp_http, "NODE_EXTRA_CA_CERTS": certificate}
        over_grpc = {**own, "OTEL_EXPORTER_OTLP_ENDPOINT": f"https://{program.otlp_grpc}"}
        python = {
            **over_grpc,
            "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
            "OTEL_EXPORTER_OTLP_CERTIFICATE": certificate,
            "OTEL_PYTHON_EXPORTER_OTLP_GRPC_CREDENTIAL_PROVIDER": "to11_grpc",
        }
        with Applications(program) as applications:
            over_http_in_json = (JS_APPS / "endless-http.mjs").read_text("utf-8").replace("-otlp-proto", "-otlp-http")
            applications.start_node("js-http", [str(JS_APPS / "endless-http.mjs")], over_http)
            applications.start_node("js-json", ["--input-type=module", "--eval", over_http_in_json], over_http)
            roots = {"GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": certificate}
            applications.start_node("js-grpc", [str(JS_APPS / "endless-grpc.mjs")], {**over_grpc, **roots})
            applications.start_python("grpc-tls", python)
            take_the_api_away(program)
            applications.await_all_spans()


class Applications:
    """Applications that make spans for a while, each with an output of its own; none outlives the test."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._running.values():
            process.kill()
            process.wait()

    def start_python(self, name: str, variables: Mapping[str, str]) -> None:
        app = [str(PROGRAMS / "python"), str(PYTHON_APPS / "endless_app.py")]
        self._start(name, [str(PROGRAMS / "opentelemetry-instrument"), *app], variables)

    def start_node(self, name: str, app: list[str], variables: Mapping[str, str]) -> None:
        milliseconds = {**variables, "OTEL_EXPORTER_OTLP_TIMEOUT": "30000"}
        self._start(name, [shutil.which("node") or "node", *app], milliseconds)

    def await_all_spans(self) -> None:
        """Wait until each has ended well and every span that it has made is stored, once."""
        for name, process in self._running.items():
            assert process.wait(SECONDS * 2) == 0, self._said(name)
        for name in self._running:
            said = self._said(name)
            trace_id = cases(said)[name]
            count = self._made(trace_id, name)
            assert count > SECONDS * 5, said
            found = self._program.trace(trace_id, at_least=count)["spans"]
            assert sorted(span["name"] for span in found) == sorted([name, *(f"{name}-{n}" for n in range(count - 1))])

    def _made(self, trace_id: str, name: str) -> int:
        """What the root says, which is sent last."""
        deadline = time.monotonic() + 15
        while time.monotonic() < deadline:
            for span in self._program.trace(trace_id)["spans"]:
                if span["name"] == name:
                    return int(span["attributes"]["spans"])
            time.sleep(0.1)
        raise AssertionError(f"the root of {name} is not there\n{self._said(name)}")

    def _start(self, name: str, command: list[str], variables: Mapping[str, str]) -> None:
        environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(self._program.directory),
            "NAME": name,
            "SECONDS": str(SECONDS),
            "OTEL_EXPORTER_OTLP_TIMEOUT": "30",
            **TRACES_ONLY,
            **variables,
        }
        with self._output(name).open("wb") as out:
            self._running[name] = subprocess.Popen(command, cwd=JS_APPS, env=environ, stdout=out, stderr=out)

    def _said(self, name: str) -> str:
        return self._output(name).read_text("utf-8", "replace")

    def _output(self, name: str) -> Path:
        return self._program.directory / f"{name}.txt"


def take_the_api_away(program: Program) -> None:
    time.sleep(SECONDS / 4)
    os.kill(program.core_pid, signal.SIGKILL)  # the API is gone, and comes back as another process
    program.await_children()
    program.await_api()
    time.sleep(SECONDS / 4)
    os.kill(program.core_pid, signal.SIGSTOP)  # it is there and does not answer, for longer than a token lives
    try:
        time.sleep(7)
    finally:
        os.kill(program.core_pid, signal.SIGCONT)


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
    named = {span["name"]: span for span in stored["spans"]}
    assert named.keys() == {
        *("answer-question", "retrieve-documents", "POST /v1/chat/completions", "chat gpt-4o-mini", "POST")
    }
    turn, retrieval, server = (
        named[name] for name in ("answer-question", "retrieve-documents", "POST /v1/chat/completions")
    )
    assert turn["parentSpanId"] is None
    assert retrieval["parentSpanId"] == server["parentSpanId"] == turn["spanId"]
    assert stored["summary"]["sessions"] == ["session-1"]
    assert stored["summary"]["users"] == ["user-7"]
    assert all(span["attributes"].get("session.id") == "session-1" for span in (turn, retrieval))


async def test_each_call_of_an_sdk_tells_its_own_session(workplace: Path) -> None:
    with (
        ModelProvider() as models,
        Program(
            workplace,
            TO11_PROVIDERS__OPENAI__BASE_URL=f"{models.url}/v1",
            TO11_PROVIDERS__ANTHROPIC__BASE_URL=f"{models.url}/v1",
        ) as program,
    ):
        settings = ClientSettings.read(
            api_key=program.api_key, api_url=program.api, gateway_url=f"{program.gateway}/v1", environ={}
        )
        asked: list[Any] = [{"role": "user", "content": "What is the capital of France?"}]
        claude: dict[str, Any] = {"model": "claude-sonnet-5", "max_tokens": 10, "messages": asked}
        with Anthropic(api_key="sk-ant-mine", **anthropic_options(settings, environment="staging")) as sync:
            for name in ("one", "two"):
                with session(name, user_id="ada"):
                    sync.messages.create(**claude)
        async with (
            AsyncAnthropic(api_key="sk-ant-mine", **anthropic_options(settings)) as anthropic,
            AsyncOpenAI(api_key="sk-mine", **openai_options(settings)) as openai,
        ):
            with session("three"), conversation("thread"):
                await anthropic.messages.create(**claude)
            with session("four"):
                await openai.chat.completions.create(model="gpt-4o-mini", messages=asked)
        expected = {"one", "two", "three", "four"}
        deadline = time.monotonic() + 15
        while (found := sessions(program)).keys() != expected:
            assert time.monotonic() < deadline, found
            await asyncio.sleep(0.1)
        assert {name: row["users"] for name, row in found.items()} == {
            "one": ["ada"],
            "two": ["ada"],
            "three": [],
            "four": [],
        }
        listed = program.get("traces", environment="staging").json()["data"]["items"]
        assert sorted(row["sessions"][0] for row in listed) == ["one", "two"]
        spans = program.get("spans", operation="chat", session="three").json()["data"]["items"]
        assert [span["genAi"]["conversationId"] for span in spans] == ["thread"]


def sessions(program: Program) -> dict[str, dict[str, Any]]:
    return {row["sessionId"]: row for row in program.get("sessions").json()["data"]["items"]}
