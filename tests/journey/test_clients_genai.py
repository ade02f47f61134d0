"""The GenAI instrumentations that users already have, pointed at the program.

They are OpenInference, OpenLLMetry, Logfire and the official ones, each in the modes it has, with the present and the
older names that it writes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from support.clients import cases, exported, needs_python_client, run_python
from support.genai_clients import CLIENTS, TOOLS, Client, told
from support.model_provider import ANSWER, TOOL_ANSWER, ModelProvider
from support.program import Program

pytestmark = needs_python_client("genai", "logfire", "openai-v2", "openinference", "openllmetry", "openllmetry-older")


@pytest.fixture(scope="module")
def models() -> Iterator[ModelProvider]:
    with ModelProvider() as running:
        yield running


@dataclass(frozen=True)
class Sent:
    """What one run of a client's application has sent."""

    program: Program
    client: Client
    traces: dict[str, str]

    def trace(self, case: str, *, at_least: int = 2) -> dict[str, Any]:
        return self.program.trace(self.traces[case], at_least=at_least)

    def calls(self, case: str) -> list[dict[str, Any]]:
        """The client's own spans of calls of a model. For a stream Logfire sends two, of which the second has the
        answer."""
        count = len(self.client.expected(case))
        spans = [
            span
            for span in self.trace(case, at_least=1 + count)["spans"]
            if span["scope"]["name"].startswith(self.client.scopes)
            and (span["genAi"] or {}).get("operation") in ("chat", "embeddings")
        ]
        return spans[-count:] if case.endswith("stream") else spans


def send(program: Program, models: ModelProvider, client: Client) -> Sent:
    """Run the client's application once, to its end."""
    variables = exported(program, "=http/protobuf")
    for name in client.documented:
        variables |= exported(program, name)
    printed = run_python(
        program,
        client.environment,
        client.app,
        *client.arguments,
        zero_code=client.zero_code,
        **variables,
        **client.variables,
        OPENAI_BASE_URL=f"{models.url}/v1",
        OPENAI_API_KEY="sk-mine",
        ANTHROPIC_BASE_URL=models.url,
        ANTHROPIC_API_KEY="sk-ant-mine",
    )
    return Sent(program, client, cases(printed))


@pytest.fixture(scope="module")
def runs() -> dict[str, Sent]:
    """What was sent, by client: each application runs once."""
    return {}


@pytest.fixture
def sent(request: pytest.FixtureRequest, runs: dict[str, Sent], program: Program, models: ModelProvider) -> Sent:
    if request.param not in runs:
        runs[request.param] = send(program, models, CLIENTS[request.param])
    return runs[request.param]


EVERY_CASE = [(name, case) for name, client in CLIENTS.items() for case in client.cases]
WITH_SESSIONS = ("openinference", "openinference-genai", "openllmetry", "openllmetry-older")
WITH_ANTHROPIC = [name for name, client in CLIENTS.items() if "messages" in client.cases]
WITH_ERRORS = [name for name, client in CLIENTS.items() if "error" in client.cases]


@pytest.mark.parametrize(("sent", "case"), EVERY_CASE, indirect=["sent"])
def test_a_call_is_told_whole(sent: Sent, case: str) -> None:
    calls = sent.calls(case)
    assert [told(span) for span in calls] == sent.client.expected(case)
    for span in calls:
        assert (span["genAi"]["systemInstructions"] is not None) == (case in sent.client.system_apart)


@pytest.mark.parametrize("sent", WITH_ERRORS, indirect=True)
def test_a_failed_call_is_found_as_an_error(sent: Sent) -> None:
    trace = sent.trace("error")
    assert (trace["summary"]["status"], trace["summary"]["errorCount"]) == ("error", 1)
    (call,) = sent.calls("error")
    assert "gpt-unknown" in call["status"]["message"]


@pytest.mark.parametrize("sent", WITH_ANTHROPIC, indirect=True)
def test_totals_count_a_call_once_that_two_have_recorded(sent: Sent) -> None:
    """Anthropic's SDK makes spans by itself, below the instrumentation's."""
    trace = sent.trace("messages")
    recorded = [span["genAi"]["inputTokens"] for span in trace["spans"] if span["genAi"]]
    assert recorded == [120] * len(recorded)
    summary = trace["summary"]
    assert (summary["inputTokens"], summary["outputTokens"]) == (120, 33)
    assert (summary["providers"], summary["operations"]) == (["anthropic"], ["chat"])


@pytest.mark.parametrize("sent", WITH_SESSIONS, indirect=True)
def test_sessions_and_users_are_shown(sent: Sent) -> None:
    summary = sent.trace("chat")["summary"]
    assert (summary["sessions"], summary["users"]) == (["session-1"], ["ada"])


@pytest.mark.parametrize("sent", ["openllmetry", "openllmetry-older"], indirect=True)
def test_a_workflow_of_openllmetry(sent: Sent) -> None:
    spans = {span["name"]: span for span in sent.trace("answer_question", at_least=5)["spans"]}
    workflow, agent, tool = (spans["answer_question.workflow"], spans["researcher.agent"], spans["search.tool"])
    assert [span["genAi"]["operation"] for span in (workflow, agent, tool)] == [
        *("invoke_workflow", "invoke_agent", "execute_tool")
    ]
    assert agent["parentSpanId"] == workflow["spanId"]
    assert tool["parentSpanId"] == spans["openai.chat"]["parentSpanId"] == agent["spanId"]
    assert tool["genAi"]["toolCalls"] == 1


@pytest.mark.parametrize("sent", ["openinference-langchain"], indirect=True)
def test_a_chain_of_langchain(sent: Sent) -> None:
    spans = sent.trace("chat", at_least=4)["spans"]
    chain, model = (next(span for span in spans if span["name"] == name) for name in ("RunnableSequence", "ChatOpenAI"))
    assert chain["genAi"]["operation"] == "invoke_workflow"
    assert model["parentSpanId"] == chain["spanId"]
    (tool,) = (span for span in sent.trace("tools", at_least=4)["spans"] if span["name"] == "get_weather")
    assert tool["genAi"]["operation"] == "execute_tool"


def test_an_agent_of_pydantic_ai(program: Program, models: ModelProvider) -> None:
    sent = send(program, models, Client("logfire", "pydantic_ai_app.py", ("pydantic-ai",)))
    trace = sent.trace("agent", at_least=5)
    spans = [span for span in trace["spans"] if span["scope"]["name"] == "pydantic-ai"]
    agent, asks, tool, has = sorted(spans, key=lambda span: str(span["startTime"]))
    assert [span["genAi"]["operation"] for span in (agent, asks, tool, has)] == [
        *("invoke_agent", "chat", "execute_tool", "chat")
    ]
    conversation = agent["genAi"]["conversationId"]
    assert conversation
    for span in (asks, has):
        assert span["genAi"]["conversationId"] == conversation
        assert span["genAi"]["requestModel"] == "gpt-4o-mini"
        assert (span["genAi"]["cacheReadTokens"], span["genAi"]["reasoningTokens"]) == (64, 16)
        assert told(span)["tools"][0][:2] == TOOLS[0][:2]
    assert told(asks)["output"] == [("assistant", [("tool_call", "call_paris", "get_weather", {"city": "Paris"})])]
    assert told(has)["output"] == told(agent)["output"] == [("assistant", [("text", TOOL_ANSWER)])]
    summary = trace["summary"]
    assert (summary["inputTokens"], summary["outputTokens"]) == (240, 90)


def test_what_openinference_hides_is_not_shown(program: Program, models: ModelProvider) -> None:
    hidden = {"OPENINFERENCE_HIDE_INPUTS": "true", "OPENINFERENCE_HIDE_OUTPUTS": "true"}
    client = Client("openinference", "openinference_app.py", ("openinference.",), variables=hidden)
    sent = send(program, models, client)
    (call,) = sent.calls("chat")
    assert call["genAi"]["inputTokens"] == 120
    assert ANSWER not in str(call)
