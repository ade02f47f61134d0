"""The GenAI histograms of the real program: exact over several edges, at `/metrics` and at an OTLP receiver."""

import os
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import requests
from prometheus_client.parser import text_string_to_metric_families as parse_text

from support.program import Program
from support.receiver import Receiver
from to11.demo.provider import StandInProvider

Found = dict[tuple[str, frozenset[tuple[str, str]]], tuple[int, float]]
"""Count and sum by Prometheus' name and labels."""
Due = dict[tuple[str, frozenset[tuple[str, str]]], int]

QUESTION = [{"role": "user", "content": "how are you ?"}]
"""Four tokens to the stand-in, whose answer has eight."""
ANSWERED = 8
INPUT, OUTPUT = ("gen_ai_token_type", "input"), ("gen_ai_token_type", "output")
DURATION = "gen_ai_client_operation_duration_seconds"
FIRST_CHUNK = "gen_ai_client_operation_time_to_first_chunk_seconds"
REQUEST = "gen_ai_server_request_duration_seconds"
PER_CHUNK = "gen_ai_client_operation_time_per_output_chunk_seconds"
PER_TOKEN = "gen_ai_server_time_per_output_token_seconds"
BY_PIECES = (PER_CHUNK, PER_TOKEN)
"""They need to know when each piece came."""
EVENTS = 10
"""Of a streamed answer: the role, seven words, the end, and the usage that the gateway asks for."""


def scrape(program: Program) -> Found:
    token = (program.data_dir / "metrics.token").read_text().strip()
    answer = requests.get(f"{program.api}/metrics", headers={"authorization": f"Bearer {token}"}, timeout=30)
    assert answer.status_code == 200, answer.text
    counts, sums = {}, {}
    for metric in parse_text(answer.text):
        for sample in metric.samples if metric.name.startswith("gen_ai_") else []:
            labels = frozenset(sample.labels.items())
            if sample.name.endswith("_count"):
                counts[metric.name, labels] = int(sample.value)
            elif sample.name.endswith("_sum"):
                sums[metric.name, labels] = sample.value
    return {key: (count, sums[key]) for key, count in counts.items()}


def pushed(receiver: Receiver) -> Found:
    """What was received last, in Prometheus' spelling."""
    found: Found = {}
    for (name, attributes), (count, amount) in receiver.received[-1].counted().items():
        suffix = "" if name.endswith("token.usage") else "_seconds"
        labels = frozenset((key.replace(".", "_"), str(value)) for key, value in attributes)
        found[name.replace(".", "_") + suffix, labels] = (count, amount)
    return found


class Traffic:
    """Calls through the gateway, each on a connection of its own to reach every edge, and what is due for them."""

    def __init__(self, program: Program, provider: StandInProvider) -> None:
        self.program = program
        self.provider = provider
        self.sent: Counter[str] = Counter()

    def send(self, rounds: int) -> None:
        for number in range(rounds):
            self._call("plain", f"model-{number % 2}", 200)
            self._call("stream", f"model-{number % 2}", 200, stream=True)
        self._call("error", "model-0", 400, messages=None)

    def _call(self, kind: str, model: str, status: int, **body: Any) -> None:
        answer = requests.post(
            f"{self.program.gateway}/v1/chat/completions",
            headers={"x-to11-authorization": f"Bearer {self.program.api_key}", "connection": "close"},
            json={"model": f"stand-in::{model}", "messages": QUESTION, **body},
            timeout=30,
        )
        assert answer.status_code == status, answer.text
        self.sent[f"{kind} {model}"] += 1

    def due(self) -> Due:
        """How many values each histogram has been given."""
        due: Counter[tuple[str, frozenset[tuple[str, str]]]] = Counter()
        for sent, calls in self.sent.items():
            kind, model = sent.split()
            who = {
                ("gen_ai_operation_name", "chat"),
                ("gen_ai_provider_name", "stand-in"),
                ("gen_ai_request_model", model),
                ("server_address", "127.0.0.1"),
                ("server_port", str(self.provider.port)),
            }
            if kind == "error":
                failed = frozenset({*who, ("error_type", "invalid_request")})
                due[DURATION, failed] += calls
                due[REQUEST, failed] += calls
                continue
            who.add(("gen_ai_response_model", model))
            names = [DURATION, REQUEST]
            if kind == "stream":
                names += [FIRST_CHUNK, "gen_ai_server_time_to_first_token_seconds"]
            for name in names:
                due[name, frozenset(who)] += calls
            for of in (INPUT, OUTPUT):
                due["gen_ai_client_token_usage", frozenset({*who, of})] += calls
        return dict(due)

    def due_chunks(self) -> Due:
        """How many chunks came after the first, by the labels of their histogram."""
        return {
            (PER_CHUNK, labels): calls * (EVENTS - 1)
            for (name, labels), calls in self.due().items()
            if name == FIRST_CHUNK
        }

    def check(self, found: Found) -> None:
        """Every count and every sum of tokens is exactly what was sent; times are what can be."""
        counts = {key: count for key, (count, _) in found.items() if key[0] not in BY_PIECES}
        assert counts == self.due()
        chunks = {key: count for key, (count, _) in found.items() if key[0] == PER_CHUNK}
        assert chunks == self.due_chunks()
        for (name, labels), (count, _) in found.items():
            if name == PER_TOKEN:  # what came all at once, to an edge short of time, tells no pace
                assert count <= counts[FIRST_CHUNK, labels]
        for (name, labels), (count, amount) in found.items():
            if name == "gen_ai_client_token_usage":
                assert amount == count * (ANSWERED if OUTPUT in labels else 4)
            elif name == DURATION and not any(key == "error_type" for key, _ in labels):
                assert 0.12 * count <= amount < 5 * count, "the stand-in thinks for so long"
        for (name, labels), (count, amount) in found.items():
            if name == REQUEST:
                calls, seconds = found[DURATION, labels]
                assert calls == count
                assert seconds == pytest.approx(amount), "one attempt each"

    def until(self, within: float = 30.0) -> Found:
        """What is counted once all that was sent is."""
        deadline = time.monotonic() + within
        wanted = sum(self.sent.values())
        while _operations(found := scrape(self.program)) < wanted:
            assert time.monotonic() < deadline, (wanted, found, self.program.log()[-2000:])
            time.sleep(0.05)
        return found


def _operations(found: Found) -> int:
    return sum(count for (name, _), (count, _) in found.items() if name == DURATION)


@pytest.mark.parametrize("capture", ["true", "false"])
def test_exact_over_edges_kills_and_both_ways_out(workplace: Path, stand_in: StandInProvider, capture: str) -> None:
    with (
        Receiver() as receiver,
        Program(
            workplace,
            TO11_WORKERS="2",
            TO11_GATEWAY__CAPTURE_CONTENT=capture,
            TO11_PROVIDERS__STAND_IN__BASE_URL=f"http://127.0.0.1:{stand_in.port}/v1",
            TO11_METRICS__OTLP_ENDPOINT=receiver.url,
            TO11_METRICS__OTLP_HEADERS="authorization=Bearer%20a-secret-of-the-receiver",
            TO11_METRICS__OTLP_INTERVAL_SECONDS="0.2",
        ) as program,
    ):
        traffic = Traffic(program, stand_in)
        traffic.send(8)
        first = traffic.until()
        traffic.check(first)
        if capture == "false":
            for edge in range(2):
                file = program.data_dir / "metrics" / f"edge-{edge}.slots"
                assert b"gen_ai.client.operation.duration" in file.read_bytes(), "every edge took part"
        for pid in program.edge_pids:
            os.kill(pid, signal.SIGKILL)
            program.await_children()
        traffic.check(scrape(program))
        assert scrape(program) == first
        traffic.send(4)
        traffic.until()
        os.kill(program.core_pid, signal.SIGKILL)
        program.await_children()
        program.await_api()
        traffic.send(2)
        last = traffic.until()
        traffic.check(last)
        receiver.until(lambda received: received and pushed(receiver) == last)
        assert receiver.received[-1].headers["authorization"] == "Bearer a-secret-of-the-receiver"
        instances = {
            pair.value.string_value
            for one in receiver.received
            for pair in one.request.resource_metrics[0].resource.attributes
            if pair.key == "service.instance.id"
        }
        assert len(instances) == 1, "one run, though the core was killed"
        assert program.stop() == 0
        assert pushed(receiver) == last
        assert "a-secret-of-the-receiver" not in program.log()


def test_models_beyond_the_bound_are_counted_together(workplace: Path, stand_in: StandInProvider) -> None:
    with Program(
        workplace,
        TO11_WORKERS="2",
        TO11_METRICS__MAX_GENAI_SERIES="1",
        TO11_PROVIDERS__STAND_IN__BASE_URL=f"http://127.0.0.1:{stand_in.port}/v1",
    ) as program:
        traffic = Traffic(program, stand_in)
        traffic.send(3)
        found = traffic.until()
        models = {dict(labels)["gen_ai_request_model"] for _, labels in found}
        assert "other" in models
        assert len(models) == 2
        tokens = [pair for (name, _), pair in found.items() if name == "gen_ai_client_token_usage"]
        assert sum(count for count, _ in tokens) == 12
        assert sum(amount for _, amount in tokens) == 6 * (4 + ANSWERED)
