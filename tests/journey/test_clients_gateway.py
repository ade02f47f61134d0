"""Calls through the gateway by applications that record them too: one trace, and tokens counted once."""

from collections.abc import Iterator
from typing import Any

import pytest

from support.clients import cases, exported, needs_python_client, run_python
from support.model_provider import EMBEDDING_TOKENS, ModelProvider
from support.program import Program

pytestmark = needs_python_client("openinference")

Traces = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def models() -> Iterator[ModelProvider]:
    with ModelProvider() as running:
        yield running


def program_with(models: ModelProvider, directory: Any) -> Program:
    return Program(
        directory,
        TO11_PROVIDERS__OPENAI__BASE_URL=f"{models.url}/v1",
        TO11_PROVIDERS__ANTHROPIC__BASE_URL=f"{models.url}/v1",
    )


def traces_of(program: Program, instrumented: str) -> Traces:
    """The application's traces, by case: its own span, its instrumentation's and our three."""
    keys = {"TO11_API_KEY": program.api_key, "OPENAI_API_KEY": "sk-mine", "ANTHROPIC_API_KEY": "sk-ant-mine"}
    variables = {**exported(program, "=http/protobuf"), "GATEWAY": program.gateway, **keys}
    printed = run_python(program, "openinference", "gateway_app.py", instrumented, zero_code=False, **variables)
    return {
        case: program.trace(trace_id, at_least=6 if case.startswith("messages") else 5)  # Anthropic's SDK makes one too
        for case, trace_id in cases(printed).items()
    }


@pytest.fixture(scope="module")
def sdks(tmp_path_factory: pytest.TempPathFactory, models: ModelProvider) -> Iterator[tuple[Program, Traces]]:
    with program_with(models, tmp_path_factory.mktemp("sdks")) as program:
        yield program, traces_of(program, "sdks")


@pytest.fixture(scope="module")
def langchain(tmp_path_factory: pytest.TempPathFactory, models: ModelProvider) -> Iterator[tuple[Program, Traces]]:
    with program_with(models, tmp_path_factory.mktemp("langchain")) as program:
        yield program, traces_of(program, "langchain")


OF_OPENAI = (120, 45)
OF_CLAUDE = (120, 33)
TOLD: dict[str, tuple[str, int | None, int | None]] = {
    **dict.fromkeys(("chat", "stream", "responses", "chain", "chain_stream"), ("chat", *OF_OPENAI)),
    **dict.fromkeys(("messages", "messages_stream"), ("chat", *OF_CLAUDE)),
    "embeddings": ("embeddings", EMBEDDING_TOKENS, None),
}


def line(trace: dict[str, Any]) -> list[dict[str, Any]]:
    """From the root down to the gateway's attempt."""
    spans = {span["spanId"]: span for span in trace["spans"]}
    (span,) = [each for each in trace["spans"] if each["name"] == "POST"]
    found = [span]
    while parent := spans.get(found[0]["parentSpanId"]):
        found.insert(0, parent)
    return found


@pytest.mark.parametrize("case", list(TOLD))
def test_one_trace_in_which_a_call_counts_once(sdks: tuple[Program, Traces], case: str) -> None:
    trace = sdks[1][case]
    spans = line(trace)
    assert len(spans) == len(trace["spans"]), "one line, and nothing beside it"
    root, *clients, server, call, _ = spans
    assert (root["name"], root["parentSpanId"]) == (case, None)
    assert clients
    assert server["kind"] == "server"
    assert server["genAi"] is None
    for span in (*clients, call):
        told = span["genAi"]
        assert (told["operation"], told["inputTokens"], told["outputTokens"]) == TOLD[case]
    summary = trace["summary"]
    assert (summary["inputTokens"], summary["outputTokens"]) == TOLD[case][1:]


def test_sums_count_a_call_once(sdks: tuple[Program, Traces]) -> None:
    program, traces = sdks
    listed = program.get("traces", limit="50").json()["data"]["items"]
    stats = program.get("stats").json()["data"]
    given = [TOLD[case][1:] for case in traces]
    for at, name in enumerate(("inputTokens", "outputTokens")):
        total = sum(tokens[at] or 0 for tokens in given)
        assert sum(trace[name] or 0 for trace in listed) == total
        assert stats["traces"][name] == total
        assert sum(model["calls"][name] for model in stats["models"]) == total
    assert sum(model["calls"]["count"] for model in stats["models"]) == len(traces)


@pytest.mark.parametrize("case", ["chain", "chain_stream"])
def test_langchains_spans_stand_beside_ours(langchain: tuple[Program, Traces], case: str) -> None:
    """It makes none of its spans current; docs/clients.md says what to do. Both are in one trace, and agree."""
    trace = langchain[1][case]
    ours, theirs = [
        next(span for span in trace["spans"] if span["name"] == name) for name in ("chat gpt-4o-mini", "ChatOpenAI")
    ]
    root, server, *_ = line(trace)
    assert (root["name"], server["kind"]) == (case, "server")
    for span in (ours, theirs):
        told = span["genAi"]
        assert (told["operation"], told["inputTokens"], told["outputTokens"]) == TOLD[case]
