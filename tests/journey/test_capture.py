"""How much of a call is kept, on the real program: what must not be kept is nowhere below the data directory, not even
before the core has seen it."""

import json
import os
import secrets
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from support.program import Program
from to11.demo.provider import StandInProvider

PRICES = {"openai": {"model-of-*": {"requests_kcount": 1500}}}


class Tenants:
    """A program with one project for each level, and a key that reaches them all."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.projects = {"full": program.project_id}
        for level in ("metadata", "none"):
            self.projects[level] = json.loads(program.run("projects", "create", level, "--json"))["id"]
            program.run("projects", "update", self.projects[level], "--capture", level)
        scopes = [part for name in ("gateway:invoke", "traces:read", "projects:write") for part in ("--scope", name)]
        made = program.run("keys", "create", "--organization", program.organization_id, *scopes, "--json")
        self.key: str = json.loads(made)["apiKey"]

    def call(self, level: str, **headers: str) -> tuple[str, str]:
        """A call in this level's project; the phrase that it was about, and its trace."""
        phrase = secrets.token_hex(16)
        answer = requests.post(
            f"{self.program.gateway}/v1/chat/completions",
            json={
                "model": f"model-of-{level}",
                "messages": [
                    {"role": "system", "content": f"The word is {phrase}."},
                    {"role": "user", "content": "What is the word?"},
                ],
            },
            headers={
                "x-to11-authorization": f"Bearer {self.key}",
                "x-to11-project-id": self.projects[level],
                **{f"x-to11-{name.replace('_', '-')}": value for name, value in headers.items()},
            },
            timeout=30,
        )
        assert answer.status_code == 200, answer.text
        assert phrase in answer.text, "the provider was asked, and its answer came"
        return phrase, answer.headers["traceparent"].split("-")[1]

    def get(self, level: str, path: str) -> requests.Response:
        url = f"{self.program.api}/v1/projects/{self.projects[level]}{path}"
        return requests.get(url, headers={"authorization": f"Bearer {self.key}"}, timeout=30)

    def spans(self, level: str, trace: str) -> list[dict[str, Any]]:
        answer = self.get(level, f"/traces/{trace}")
        found: list[dict[str, Any]] = answer.json()["data"]["spans"] if answer.status_code == 200 else []
        return found


@pytest.fixture(scope="module")
def tenants(tmp_path_factory: pytest.TempPathFactory, stand_in: StandInProvider) -> Iterator[Tenants]:
    with Program(
        tmp_path_factory.mktemp("capture"),
        TO11_PROVIDERS__OPENAI__BASE_URL=f"http://127.0.0.1:{stand_in.port}/v1",
        TO11_PRICES=json.dumps(PRICES),
    ) as program:
        yield Tenants(program)


def until(condition: Callable[[], Any], seconds: float = 20.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
    return found


def holding(directory: Path, phrase: str | bytes) -> list[str]:
    """The files that hold a phrase."""
    sought = phrase if isinstance(phrase, bytes) else phrase.encode()
    found = []
    for path in directory.rglob("*"):
        try:
            if path.is_file() and sought in path.read_bytes():
                found.append(str(path.relative_to(directory)))
        except FileNotFoundError:
            continue  # merged or drained meanwhile
    return found


def counted(program: Program) -> float:
    """How many calls left nothing behind, by the operator's figures."""
    token = (program.data_dir / "metrics.token").read_text().strip()
    answer = requests.get(f"{program.api}/metrics", headers={"authorization": f"Bearer {token}"}, timeout=30)
    samples = [line for line in answer.text.splitlines() if line.startswith("to11_gateway_unrecorded_calls_total")]
    return sum(float(line.split()[-1]) for line in samples)


def test_what_must_not_be_kept_is_nowhere(tenants: Tenants) -> None:
    data, before = tenants.program.data_dir, counted(tenants.program)
    os.kill(tenants.program.core_pid, signal.SIGSTOP)
    try:
        kept, kept_trace = tenants.call("full")
        bare, bare_trace = tenants.call("metadata")
        gone, gone_trace = tenants.call("none")
        less, less_trace = tenants.call("full", capture="metadata")
        never, never_trace = tenants.call("full", capture="none")
        same, same_trace = tenants.call("metadata", capture="full")
        secret = (bare, gone, less, never, same)
        spooled = data / "spool"
        until(lambda: holding(spooled, kept))
        for trace in (bare_trace, less_trace, same_trace):
            until(lambda: holding(spooled, bytes.fromhex(trace)))  # noqa: B023
        assert {phrase: holding(data, phrase) for phrase in secret} == {phrase: [] for phrase in secret}
    finally:
        os.kill(tenants.program.core_pid, signal.SIGCONT)

    (kept_chat,) = [
        span for span in until(lambda: tenants.spans("full", kept_trace)) if span["name"].startswith("chat ")
    ]
    assert kept in kept_chat["attributes"]["gen_ai.input.messages"]
    assert kept in kept_chat["attributes"]["gen_ai.output.messages"]
    for level, trace in (("metadata", bare_trace), ("full", less_trace), ("metadata", same_trace)):
        (chat,) = [span for span in until(lambda: tenants.spans(level, trace)) if span["name"].startswith("chat ")]  # noqa: B023
        assert chat["attributes"]["gen_ai.usage.output_tokens"] > 0
        assert chat["attributes"]["gen_ai.usage.cost"] == 1.5, "the price of our own"
        assert not [name for name in chat["attributes"] if "messages" in name]
    assert tenants.spans("none", gone_trace) == tenants.spans("full", never_trace) == []
    assert holding(data, kept), "what is kept is found, so what is not found is not kept"
    assert {phrase: holding(data, phrase) for phrase in secret} == {phrase: [] for phrase in secret}
    assert not [phrase for phrase in secret if phrase in tenants.program.log()]
    assert until(lambda: counted(tenants.program) == before + 2), "both are counted, by whichever edge served them"


def test_a_changed_wish_holds_without_a_restart(tenants: Tenants) -> None:
    _, trace = tenants.call("full")
    until(lambda: tenants.spans("full", trace))
    url = f"{tenants.program.api}/v1/projects/{tenants.projects['full']}"
    headers = {"authorization": f"Bearer {tenants.key}"}
    changed = requests.patch(url, json={"capture": "none"}, headers=headers, timeout=30)
    assert changed.json()["data"]["capture"] == "none"
    try:
        time.sleep(1)  # four times `control.poll_seconds`
        quiet, quiet_trace = tenants.call("full", capture="full")
        _, loud_trace = tenants.call("metadata")
        until(lambda: tenants.spans("metadata", loud_trace))
        assert tenants.spans("full", quiet_trace) == []
        assert holding(tenants.program.data_dir, quiet) == []
    finally:
        requests.patch(url, json={"capture": None}, headers=headers, timeout=30).raise_for_status()
    time.sleep(1)
    _, again = tenants.call("full")
    until(lambda: tenants.spans("full", again))


def test_what_a_call_is_part_of_is_in_its_trace(tenants: Tenants) -> None:
    context = {
        "context_operation": "retrieval",
        "context_data_source_id": "handbook",
        "context_query": "UTF-8''wo%20ist%20das%20Caf%C3%A9%3F",
    }
    _, trace = tenants.call("full", **context)
    spans = {span["name"]: span for span in until(lambda: tenants.spans("full", trace))}
    assert set(spans) == {"POST /v1/chat/completions", "chat model-of-full", "POST", "retrieval handbook"}
    retrieval = spans["retrieval handbook"]
    assert retrieval["attributes"]["gen_ai.retrieval.query.text"] == "wo ist das Café?"
    assert retrieval["parentSpanId"] == spans["chat model-of-full"]["parentSpanId"]
    assert retrieval["parentSpanId"] == spans["POST /v1/chat/completions"]["spanId"]
    _, bare = tenants.call("metadata", **context)
    (retrieval,) = [span for span in until(lambda: tenants.spans("metadata", bare)) if "retrieval" in span["name"]]
    assert retrieval["attributes"]["gen_ai.data_source.id"] == "handbook"
    assert "gen_ai.retrieval.query.text" not in retrieval["attributes"]
