"""The stock SDKs of OpenAI and Anthropic for JavaScript, pointed at the gateway."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from support.clients import FENCE, JS_APPS, ROOT, needs_js_clients, run, run_node
from support.model_provider import ANSWER, CLAUDE_USAGE, USAGE, ModelProvider
from support.program import Program

pytestmark = needs_js_clients()

PAGE = ROOT / "docs" / "gateway.md"
Said = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with (
        ModelProvider() as models,
        Program(
            tmp_path_factory.mktemp("js"),
            TO11_PROVIDERS__OPENAI__BASE_URL=f"{models.url}/v1",
            TO11_PROVIDERS__ANTHROPIC__BASE_URL=f"{models.url}/v1",
        ) as program,
    ):
        yield program


@pytest.fixture(scope="module")
def said(gateway: Program) -> Said:
    """What the application saw, by case."""
    printed = run_node(
        gateway,
        "gateway.mjs",
        GATEWAY=gateway.gateway,
        TO11_API_KEY=gateway.api_key,
        OPENAI_API_KEY="sk-mine",
        ANTHROPIC_API_KEY="sk-ant-mine",
    )
    return {told["case"]: told for told in map(json.loads, printed.splitlines())}


OPENAI, CLAUDE = USAGE["completion_tokens"], CLAUDE_USAGE["output_tokens"]
SEEN = {
    "openai-plain": OPENAI,
    "openai-stream": None,  # it did not ask for it
    "openai-helper": OPENAI,
    "anthropic-plain": CLAUDE,
    "anthropic-stream": CLAUDE,
}


@pytest.mark.parametrize("case", list(SEEN))
def test_the_sdk_sees_what_was_said_and_the_record_tells_it(gateway: Program, said: Said, case: str) -> None:
    seen = said[case]
    assert (seen["text"], seen["tokens"]) == (ANSWER, SEEN[case])
    trace = gateway.trace(seen["traceId"], at_least=3)
    by_openai = case.startswith("openai")
    (call,) = [span["genAi"] for span in trace["spans"] if span["genAi"]]
    assert (call["operation"], call["provider"]) == ("chat", "openai" if by_openai else "anthropic")
    assert call["requestModel"] == ("gpt-4o-mini" if by_openai else "claude-sonnet-4-5")
    assert (call["inputTokens"], call["outputTokens"]) == (120, OPENAI if by_openai else CLAUDE)
    (server,) = [span for span in trace["spans"] if span["kind"] == "server"]
    assert server["attributes"]["user_agent.original"].startswith("OpenAI/JS" if by_openai else "Anthropic/JS")
    assert trace["summary"]["outputTokens"] == call["outputTokens"]
    assert "sk-" not in json.dumps(trace)


def test_the_pages_snippets(gateway: Program) -> None:
    codes = [code for language, code in FENCE.findall(PAGE.read_text("utf-8")) if language == "js"]
    assert len(codes) == 2
    for code in codes:
        command = ["node", "--input-type=module", "--eval", code.replace("http://127.0.0.1:4000", gateway.gateway)]
        keys = {"TO11_API_KEY": gateway.api_key, "OPENAI_API_KEY": "sk-mine", "ANTHROPIC_API_KEY": "sk-ant-mine"}
        assert run(command, JS_APPS, gateway, keys) == f"{ANSWER}\n"


def run_joined(gateway: Program, app: str) -> dict[str, Any]:
    """What an application prints that begins as the page on clients says, and its trace."""
    code = (JS_APPS / app).read_text("utf-8").replace("http://127.0.0.1:4000", gateway.gateway)
    command = ["node", "--import", "./tracing.mjs", "--input-type=module", "--eval", code]
    variables = {
        "TO11_API_KEY": gateway.api_key,
        "TO11_API_URL": gateway.api,
        "OPENAI_API_KEY": "sk-mine",
        "OTEL_EXPORTER_OTLP_ENDPOINT": gateway.otlp_http,
        "OTEL_SERVICE_NAME": app,
        "OTEL_METRICS_EXPORTER": "none",
        "OTEL_LOGS_EXPORTER": "none",
    }
    lines = [line for line in run(command, JS_APPS, gateway, variables).splitlines() if line.startswith('{"case"')]
    told: dict[str, Any] = json.loads(lines[0])
    assert (told["text"], told["tokens"]) == (ANSWER, OPENAI)
    return told


def test_openai_joins_the_trace_of_the_application(gateway: Program) -> None:
    told = run_joined(gateway, "joined-openai.mjs")
    trace = gateway.trace(told["traceId"], at_least=4)
    named = {span["name"]: span for span in trace["spans"]}
    assert named["answer-question"]["parentSpanId"] is None
    assert named["POST /v1/chat/completions"]["parentSpanId"] == named["answer-question"]["spanId"]
    assert named["chat gpt-4o-mini"]["parentSpanId"] == named["POST /v1/chat/completions"]["spanId"]
    assert trace["summary"]["outputTokens"] == OPENAI


def test_the_vercel_ai_sdk_joins_and_tokens_count_once(gateway: Program) -> None:
    run_joined(gateway, "joined-vercel.mjs")
    deadline = time.monotonic() + 15
    while not (rows := gateway.get("traces", service="joined-vercel.mjs").json()["data"]["items"]):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    trace = gateway.trace(rows[0]["traceId"], at_least=5)
    spans = {span["spanId"]: span for span in trace["spans"]}
    (server,) = (span for span in trace["spans"] if span["kind"] == "server")
    inner = spans[server["parentSpanId"]]
    outer = spans[inner["parentSpanId"]]
    assert (outer["name"], inner["name"]) == ("ai.generateText", "ai.generateText.doGenerate")
    assert [span["genAi"]["outputTokens"] for span in trace["spans"] if span["genAi"]] == [OPENAI] * 3
    assert (trace["summary"]["inputTokens"], trace["summary"]["outputTokens"]) == (120, OPENAI)


def test_a_refusal_is_the_sdks_own_error(said: Said) -> None:
    refused = said["a key that is none"]
    assert (refused["text"], refused["tokens"], refused["traceId"]) == ("AuthenticationError", 401, "")
