"""The examples, run by the commands of their page: each leaves the trace that the page draws, and tokens count once."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import to11
from support.clients import FENCE, ROOT, needs_python_client, run
from support.program import Program
from support.recordings import needs_recordings, recordings
from to11.demo.provider import answer, count_tokens

EXAMPLES = ROOT / "examples"
PAGE = EXAMPLES / "README.md"
PROVIDER_KEY = "sk-mine"
CURL_AND_SHELL = ("curl", "sed", "od", "tr", "date", "sleep")

Span = dict[str, Any]
Row = tuple[int, str, str, str, str | None]
"""How deep a span is, its name, service, kind and operation."""


GATEWAY, RAG, AGENT, CURL = "to11-gateway", "rag-pipeline", "weather-assistant", "plain-curl"


def called(depth: int) -> list[Row]:
    """The gateway's spans of one call."""
    return [
        (depth, "POST /v1/chat/completions", GATEWAY, "server", None),
        (depth + 1, "chat gpt-4o-mini", GATEWAY, "client", "chat"),
        (depth + 2, "POST", GATEWAY, "client", None),
    ]


RAG_TRACE: list[Row] = [
    (0, "answer-question", RAG, "internal", None),
    (1, "document-preprocessing", RAG, "internal", None),
    (1, "retrieval solar-system", RAG, "client", "retrieval"),
    (1, "generate-answer", RAG, "internal", None),
    *called(2),
]
ASKED: list[Row] = [(2, "chat gpt-4o-mini", AGENT, "client", "chat"), *called(3)]
USED: Row = (2, "execute_tool get_current_weather", AGENT, "internal", "execute_tool")
AGENT_TRACE: list[Row] = [
    (0, "ask-for-the-weather", AGENT, "internal", None),
    (1, "invoke_agent weather-assistant", AGENT, "internal", "invoke_agent"),
    *ASKED,
    USED,
    USED,
    *ASKED,
]
CURL_TRACE: list[Row] = [(0, "ask-with-curl", CURL, "internal", None), *called(1)]


WEATHER_TOOL = "get_current_weather"
WEATHER = {"Seattle, WA": "10 degrees and rain", "San Francisco, CA": "18 degrees and sun"}
"""Which cities the model asks the tool for, recorded or not, and what it gets."""


def recorded(*, tools: bool) -> bytes | None:
    """What OpenAI's API once answered to a plain question, or to the one that the agent asks, where recordings are at
    hand."""
    parts = {"model", "messages"} | ({"tools", "tool_choice"} if tools else set())
    for exchange in recordings("openai", "/chat/completions"):
        asked = exchange["request"]
        if exchange["status"] == 200 and asked["model"] == "gpt-4o-mini" and set(asked) == parts:
            return str(exchange["body"]).encode()
    return None


RECORDED, RECORDED_TOOL_CALLS = recorded(tools=False), recorded(tools=True)


def expected_answer(unrecorded: str) -> str:
    """What the answer to a plain question says."""
    return unrecorded if RECORDED is None else str(json.loads(RECORDED)["choices"][0]["message"]["content"])


class Provider(BaseHTTPRequestHandler):
    """OpenAI's chat completions. A model that is offered tools calls one of them twice, and then answers. All it says
    was recorded, where recordings are at hand."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        assert (self.path, self.headers["authorization"]) == ("/v1/chat/completions", f"Bearer {PROVIDER_KEY}")
        offered = [tool["function"]["name"] for tool in request.get("tools", ())]
        calls = WEATHER_TOOL in offered and request["messages"][-1]["role"] != "tool"
        said = RECORDED_TOOL_CALLS if calls else RECORDED
        self.send(self.unrecorded(request, calls=calls) if said is None else said)

    def unrecorded(self, request: dict[str, Any], *, calls: bool) -> bytes:
        message: dict[str, Any] = {"role": "assistant", "content": None, "refusal": None}
        if calls:
            message["tool_calls"] = [self.tool_call(location) for location in WEATHER]
        else:
            message["content"] = answer(request["messages"])
        finish = "tool_calls" if calls else "stop"
        read, written = count_tokens(json.dumps(request["messages"])), count_tokens(json.dumps(message))
        document = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_767_225_600,
            "model": f"{request['model']}-2024-07-18",
            "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": finish}],
            "usage": {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written},
        }
        return json.dumps(document).encode()

    def send(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @staticmethod
    def tool_call(location: str) -> dict[str, Any]:
        function = {"name": WEATHER_TOOL, "arguments": json.dumps({"location": location})}
        return {"id": f"call_{location[:3]}", "type": "function", "function": function}

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Stay silent."""


@needs_recordings
def test_what_the_model_says_was_recorded() -> None:
    assert RECORDED
    assert RECORDED_TOOL_CALLS


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Provider) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, name="provider", daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[Program]:
    with Program(tmp_path_factory.mktemp("examples"), TO11_PROVIDERS__OPENAI__BASE_URL=provider) as program:
        yield program


def section(example: str) -> dict[str, str]:
    """What the page has of an example, by language: its commands in `bash`, its trace in none."""
    text = PAGE.read_text("utf-8").partition(f"\n## {example}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^```(\w*)\n(.*?)^```", text, re.MULTILINE | re.DOTALL))


def variables(program: Program) -> dict[str, str]:
    return {
        "TO11_API_KEY": program.api_key,
        "TO11_API_URL": program.api,
        "TO11_GATEWAY_URL": f"{program.gateway}/v1",
        "OTEL_EXPORTER_OTLP_ENDPOINT": program.otlp_http,
        "OPENAI_API_KEY": PROVIDER_KEY,
    }


def run_example(program: Program, example: str, path: str, **more: str) -> str:
    """What an example prints, run by the command of the page with the programs that are in `path`."""
    (command,) = (line for line in section(example)["bash"].splitlines() if not line.startswith("pip "))
    return run(["/bin/sh", "-ec", command], ROOT, program, {**variables(program), **more, "PATH": path})


def stored(program: Program, printed: str, expected: list[Row]) -> dict[str, Any]:
    """The trace that an example names, once it holds as many spans as it must."""
    (trace_id,) = re.findall(r"^trace ([0-9a-f]{32})\b", printed, re.MULTILINE)
    trace = program.trace(trace_id, at_least=len(expected))
    for secret in (program.api_key, PROVIDER_KEY):
        assert secret not in printed + json.dumps(trace)
    return trace


def walk(trace: dict[str, Any], parent: str | None = None, depth: int = 0) -> Iterator[tuple[int, Span]]:
    """Every span after its parent, and siblings as they began."""
    for span in trace["spans"]:
        if span["parentSpanId"] == parent:
            yield depth, span
            yield from walk(trace, span["spanId"], depth + 1)


def rows(trace: dict[str, Any]) -> list[Row]:
    return [
        (depth, span["name"], span["serviceName"], span["kind"], (span["genAi"] or {}).get("operation"))
        for depth, span in walk(trace)
    ]


def drawn(trace: dict[str, Any], parent: str | None = None) -> str:
    """The trace as the page draws it."""
    children = [span for span in trace["spans"] if span["parentSpanId"] == parent]
    text = ""
    for child in children:
        last = child is children[-1]
        first, *below = (f"{child['name']}  {child['serviceName']}\n" + drawn(trace, child["spanId"])).splitlines()
        if parent is None:
            text += "".join(f"{line}\n" for line in (first, *below))
        else:
            text += f"{'└' if last else '├'}── {first}\n"
            text += "".join(f"{' ' if last else '│'}   {line}\n" for line in below)
    return text


def named(trace: dict[str, Any], name: str, service: str) -> list[Span]:
    return [span for _, span in walk(trace) if (span["name"], span["serviceName"]) == (name, service)]


def tokens(spans: list[Span]) -> tuple[int, int]:
    return sum(span["genAi"]["inputTokens"] for span in spans), sum(span["genAi"]["outputTokens"] for span in spans)


def assert_it_is_whole(trace: dict[str, Any], example: str, expected: list[Row], session: str) -> None:
    """Span by span; all in the session but the gateway's attempts, which say nothing of it; and the totals are those of
    the gateway's calls."""
    assert rows(trace) == expected
    assert drawn(trace) == section(example)[""]
    assert all(span["status"]["code"] != "error" for span in trace["spans"])
    summary = trace["summary"]
    assert (summary["spanCount"], summary["sessions"]) == (len(expected), [session])
    assert {span["attributes"].get("session.id") for span in trace["spans"] if span["name"] != "POST"} == {session}
    calls = named(trace, "chat gpt-4o-mini", GATEWAY)
    assert all(span["genAi"]["inputTokens"] and span["genAi"]["outputTokens"] for span in calls)
    assert (summary["inputTokens"], summary["outputTokens"]) == tokens(calls)


def test_a_rag_pipeline(served: Program) -> None:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    printed = run_example(served, "rag_pipeline.py", path)
    assert expected_answer("Venus is the hottest planet") in printed
    trace = stored(served, printed, RAG_TRACE)
    assert_it_is_whole(trace, "rag_pipeline.py", RAG_TRACE, "rag-session")
    assert trace["summary"]["users"] == ["ada"]
    assert trace["summary"]["operations"] == ["chat", "retrieval"]
    (prepared,) = named(trace, "document-preprocessing", RAG)
    assert prepared["attributes"]["pipeline.stage"] == "preprocessing"
    assert prepared["attributes"]["document.count"] == 3
    (retrieved,) = named(trace, "retrieval solar-system", RAG)
    told = retrieved["attributes"]
    assert told["gen_ai.data_source.id"] == "solar-system"
    assert (told["gen_ai.request.top_k"], told["gen_ai.retrieval.query.text"]) == (2, "Which planet is the hottest?")
    assert [found["id"] for found in json.loads(told["gen_ai.retrieval.documents"])] == ["venus", "mercury"]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where an environment that does not have to11 finds it, as if it was installed there."""
    directory = tmp_path_factory.mktemp("installed")
    about = directory / f"to11-{to11.__version__}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: to11\nVersion: {to11.__version__}\n")
    (directory / "to11").symlink_to(ROOT / "src" / "to11")
    return str(directory)


@needs_python_client("logfire")
def test_an_agent_with_tools(served: Program, installed: str) -> None:
    path = f"{ROOT / '.clients' / 'logfire' / 'bin'}:{os.environ['PATH']}"
    printed = run_example(served, "agent_with_tools.py", path, PYTHONPATH=installed)
    assert expected_answer("10 degrees and rain") in printed
    trace = stored(served, printed, AGENT_TRACE)
    assert_it_is_whole(trace, "agent_with_tools.py", AGENT_TRACE, "weather-session")
    assert trace["summary"]["users"] == ["ada"]
    assert trace["summary"]["operations"] == ["chat", "execute_tool", "invoke_agent"]
    own, gateways = (named(trace, "chat gpt-4o-mini", service) for service in (AGENT, GATEWAY))
    assert tokens(own) == tokens(gateways), "both tell the same, and the totals have it once"
    assert [span["genAi"]["toolCalls"] for span in (*own, *gateways)] == [2, 0, 2, 0]
    assert trace["summary"]["toolCalls"] == 2
    (conversation,) = {span["genAi"]["conversationId"] for span in trace["spans"] if span["genAi"]}
    assert conversation
    used = [span["attributes"] for span in named(trace, f"execute_tool {WEATHER_TOOL}", AGENT)]
    asked = [json.loads(tool["gen_ai.tool.call.arguments"])["location"] for tool in used]
    assert dict(zip(asked, (tool["gen_ai.tool.call.result"] for tool in used), strict=True)) == WEATHER


@pytest.fixture(scope="module")
def curl_and_shell(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A directory with the programs that a shell script may count on, and curl."""
    directory = tmp_path_factory.mktemp("bin")
    for name in CURL_AND_SHELL:
        found = shutil.which(name)
        assert found, name
        (directory / name).symlink_to(found)
    return str(directory)


def test_plain_curl(served: Program, curl_and_shell: str) -> None:
    printed = run_example(served, "plain_curl.sh", curl_and_shell)
    trace = stored(served, printed, CURL_TRACE)
    assert_it_is_whole(trace, "plain_curl.sh", CURL_TRACE, "curl-session")
    completion, _, told = printed.partition("\ntrace ")
    total, *lines = told.splitlines()
    assert json.loads(completion)["object"] == "chat.completion"
    summary = trace["summary"]
    read, written = summary["inputTokens"], summary["outputTokens"]
    assert total == f"{summary['traceId']}  {read} tokens in, {written} out"
    assert sorted(lines) == sorted(f"{name}  {service}" for _, name, service, _, _ in CURL_TRACE)
    outline = served.get(f"traces/{summary['traceId']}/outline").json()["data"]["spans"]
    own, *gateways = ((span["startOffsetNano"], span["startOffsetNano"] + span["durationNano"]) for span in outline)
    assert all(own[0] <= began <= ended <= own[1] for began, ended in gateways), "our span is around the gateway's"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("TO11_API_KEY", "to11_live_unknown", "INVALID_CREDENTIAL"),
        ("TO11_API_KEY", "", "TO11_API_KEY: set it to your to11 key"),
        ("OPENAI_API_KEY", "", "OPENAI_API_KEY: set it to the key of the provider"),
    ],
)
def test_plain_curl_says_what_is_wrong(served: Program, curl_and_shell: str, name: str, value: str, told: str) -> None:
    environ = {**variables(served), "PATH": curl_and_shell, name: value}
    command = [str(EXAMPLES / "plain_curl.sh")]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode != 0, done.stdout) == (True, "")
    assert told in done.stderr


def test_the_page_names_every_example_and_its_links_lead_somewhere() -> None:
    text = PAGE.read_text("utf-8")
    examples = {path.name for path in EXAMPLES.iterdir() if path.suffix in (".py", ".sh")}
    assert set(re.findall(r"^## (.+)$", text, re.MULTILINE)) == examples
    assert {language for language, _ in FENCE.findall(text)} == {"bash"}
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        assert (EXAMPLES / target).exists(), target
