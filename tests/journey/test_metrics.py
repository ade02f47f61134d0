"""What the operator and each project's users see of what came in, with the real program."""

import json
import os
import secrets
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

import grpc
import pytest
import requests
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HttpExporter
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from opentelemetry.trace import SpanContext
from prometheus_client.parser import text_string_to_metric_families as parse_text

from support.otlp import bad_span, request, span
from support.program import Program
from to11.collector.grpc import TRACE_SERVICE

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def scrape(program: Program) -> Samples:
    token = (program.data_dir / "metrics.token").read_text().strip()
    answer = requests.get(f"{program.api}/metrics", headers={"authorization": f"Bearer {token}"}, timeout=30)
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for metric in parse_text(answer.text)
        for sample in metric.samples
    }


def total(samples: Samples, name: str, **labels: str) -> float:
    """All samples of a name that have these labels, added up."""
    return sum(
        value
        for (found, has), value in samples.items()
        if found == f"to11_{name}" and labels.items() <= dict(has).items()
    )


def account(program: Program, *, requests_at_least: int = 0, within: float = 20.0) -> dict[str, Any]:
    """The project's account, once it holds so many answers."""
    deadline = time.monotonic() + within
    while True:
        found: dict[str, Any] = program.get("ingest", window="1h").json()["data"]
        if found["accepted"]["requests"] + found["refusedRequests"] >= requests_at_least:
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.1)


class Traffic:
    """Sends by both protocols and keeps count; each request on a connection of its own, to reach every edge."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.headers = {"authorization": f"Bearer {program.token()}"}
        self.sent: Counter[str] = Counter()

    def send(self, rounds: int) -> None:
        for number in range(rounds):
            body = request(*(span() for _ in range(number % 5 + 1)), bad_span(), span("t", trace_id=b"x"))
            data = body.SerializeToString()
            self._http(data, 200)
            self._grpc(data)
            for way in ("http", "grpc"):
                self.sent[f"{way} requests"] += 1
                self.sent[f"{way} spans"] += number % 5 + 1
                self.sent[f"{way} bytes"] += len(data)
            self._http(b"\xff", 400)
            self.sent["refused"] += 1

    def _http(self, data: bytes, status: int) -> None:
        headers = {**self.headers, "content-type": "application/x-protobuf", "connection": "close"}
        answer = requests.post(f"{self.program.otlp_http}/v1/traces", data=data, headers=headers, timeout=30)
        assert answer.status_code == status, answer.content

    def _grpc(self, data: bytes) -> None:
        # Channels of one process share connections unless they are told apart.
        options = [("grpc.use_local_subchannel_pool", 1)]
        with grpc.insecure_channel(self.program.otlp_grpc, options=options) as channel:
            metadata = tuple(self.headers.items())
            channel.unary_unary(f"/{TRACE_SERVICE}/Export")(data, metadata=metadata, timeout=30, wait_for_ready=True)

    def check(self) -> Samples:
        """Every figure is what was sent, at once and exactly."""
        samples, project = scrape(self.program), self.program.project_id
        rounds = self.sent["http requests"]
        for way in ("http", "grpc"):
            labels = {"project": project, "transport": way, "encoding": "protobuf"}
            assert total(samples, "collector_accepted_requests_total", **labels) == self.sent[f"{way} requests"]
            assert total(samples, "collector_accepted_spans_total", **labels) == self.sent[f"{way} spans"]
            assert total(samples, "collector_received_bytes_total", **labels) == self.sent[f"{way} bytes"]
            assert total(samples, "collector_acknowledge_seconds_count", transport=way) == rounds
        for reason in ("invalid_span_id", "invalid_trace_id"):
            assert total(samples, "collector_rejected_spans_total", project=project, reason=reason) == 2 * rounds
        refused = {"project": project, "code": "INVALID_REQUEST"}
        assert total(samples, "collector_refused_requests_total", **refused) == self.sent["refused"]
        return samples

    def check_account(self) -> None:
        """So is the project's own account, within a few seconds."""
        rounds = self.sent["http requests"]
        found = account(self.program, requests_at_least=3 * rounds)
        assert found["accepted"] == {
            "requests": 2 * rounds,
            "spans": self.sent["http spans"] + self.sent["grpc spans"],
            "bytes": self.sent["http bytes"] + self.sent["grpc bytes"],
        }
        assert {one["reason"]: (one["spans"], one["requests"]) for one in found["rejected"]} == {
            "invalid_span_id": (2 * rounds, 2 * rounds),
            "invalid_trace_id": (2 * rounds, 2 * rounds),
        }
        assert [(one["code"], one["requests"]) for one in found["refused"]] == [("INVALID_REQUEST", rounds)]
        assert sum(bucket["rejectedSpans"] for bucket in found["buckets"]) == found["rejectedSpans"] == 4 * rounds


def counters(samples: Samples) -> Samples:
    return {key: value for key, value in samples.items() if key[0].endswith(("_total", "_count", "_bucket", "_sum"))}


def test_figures_add_up_over_edges_and_kills(workplace: Path) -> None:
    with Program(workplace, TO11_WORKERS="2") as program:
        traffic = Traffic(program)
        traffic.send(20)
        before = traffic.check()
        traffic.check_account()
        for pid in program.edge_pids:
            os.kill(pid, signal.SIGKILL)
            program.await_children()
        os.kill(program.core_pid, signal.SIGKILL)
        program.await_children()
        traffic.send(20)
        after = traffic.check()
        traffic.check_account()
        for key, value in counters(before).items():
            assert after[key] >= value, key
        assert {dict(labels)["process"] for name, labels in after if name == "to11_process_resident_memory_bytes"} == {
            "core",
            "edge-0",
            "edge-1",
        }
        assert all(value > 10_000_000 for (name, _), value in after.items() if name.endswith("resident_memory_bytes"))
        names = {path.name for path in (program.data_dir / "metrics").iterdir()}
        assert names == {
            "projects",
            "run.json",
            *(f"{kind}_{name}.db" for kind in ("counter", "histogram") for name in ("core", "edge-0", "edge-1")),
            *(f"{name}.slots" for name in ("core", "edge-0", "edge-1")),
        }
        for edge in range(2):
            file = program.data_dir / "metrics" / f"counter_edge-{edge}.db"
            assert b"to11_collector_accepted_spans_total" in file.read_bytes(), "every edge took part"
        deadline = time.monotonic() + 20
        spans = traffic.sent["http spans"] + traffic.sent["grpc spans"]
        while total(samples := scrape(program), "drain_stored_spans_total") < spans or total(samples, "spool_bytes"):
            assert time.monotonic() < deadline, samples
            time.sleep(0.05)
        assert total(samples, "spool_oldest_entry_age_seconds") == total(samples, "drain_lag_seconds") == 0
        assert total(samples, "build_info") == 1


@pytest.mark.otlp("H21")
@pytest.mark.parametrize("transport", ["grpc", "http"])
def test_what_a_stock_exporter_keeps_to_itself(program: Program, transport: str) -> None:
    headers = {"authorization": f"Bearer {program.token()}"}
    exporter: SpanExporter
    if transport == "grpc":
        exporter = GrpcExporter(endpoint=program.otlp_grpc, headers=headers, insecure=True)
    else:
        exporter = HttpExporter(endpoint=f"{program.otlp_http}/v1/traces", headers=headers)
    labels = {"project": program.project_id, "reason": "invalid_span_id"}
    before = total(scrape(program), "collector_rejected_spans_total", **labels)
    known = {one["reason"]: one["spans"] for one in account(program)["rejected"]}
    name = f"lost {secrets.token_hex(4)}"
    nowhere = SpanContext(trace_id=secrets.randbits(128), span_id=0, is_remote=False)
    assert (
        exporter.export([ReadableSpan(name=name, context=nowhere, start_time=1, end_time=2)])
        is SpanExportResult.SUCCESS
    )
    exporter.shutdown()
    assert total(scrape(program), "collector_rejected_spans_total", **labels) == before + 1
    deadline = time.monotonic() + 20
    while True:
        told = {one["reason"]: one for one in account(program)["rejected"]}.get("invalid_span_id")
        if told and told["spans"] == known.get("invalid_span_id", 0) + 1:
            break
        assert time.monotonic() < deadline, told
        time.sleep(0.1)
    assert told["lastMessage"] == f"span 0 '{name}': span_id is all zero"


def test_calls_through_the_gateway_are_counted(program: Program) -> None:
    before = total(scrape(program), "gateway_recorded_calls_total")
    answer = requests.post(
        f"{program.gateway}/v1/chat/completions",
        headers={"x-to11-authorization": f"Bearer {program.api_key}"},
        json={"model": "stand-in::demo-small", "messages": [{"role": "user", "content": "hello"}]},
        timeout=30,
    )
    assert answer.status_code == 200, answer.text
    deadline = time.monotonic() + 20
    while total(samples := scrape(program), "gateway_recorded_calls_total") < before + 1:
        assert time.monotonic() < deadline, samples
        time.sleep(0.1)
    assert total(samples, "gateway_dropped_calls_total") == 0


def test_projects_beyond_the_bound_are_counted_together(workplace: Path) -> None:
    with Program(workplace, TO11_WORKERS="2", TO11_METRICS__MAX_PROJECTS="1") as program:
        Traffic(program).send(5)
        other = json.loads(program.run("projects", "create", "--workspace", program.workspace_id, "second", "--json"))
        key = json.loads(program.run("keys", "create", "--preset", "ingest", "--project", other["id"], "--json"))
        first, program.api_key = program.api_key, key["apiKey"]
        second = Traffic(program)
        second.send(5)
        program.api_key = first
        samples = scrape(program)
        assert {dict(has)["project"] for name, has in samples if name == "to11_collector_accepted_spans_total"} == {
            program.project_id,
            "other",
        }
        spans = second.sent["http spans"] + second.sent["grpc spans"]
        assert total(samples, "collector_accepted_spans_total", project="other") == spans


def test_a_new_run_begins_anew_and_accounts_go_on(workplace: Path) -> None:
    with Program(workplace) as program:
        token = (program.data_dir / "metrics.token").read_text()
        traffic = Traffic(program)
        traffic.send(3)
        traffic.check()
        assert program.stop() == 0, "which writes the account down at once"
        program.environ["TO11_METRICS__TOKEN"] = "chosen-by-the-operator"
        program.start()
        assert (program.data_dir / "metrics.token").read_text() == token
        traffic.check_account()
        for sent, status in (("chosen-by-the-operator", 200), (token.strip(), 401), (program.api_key, 401), ("", 401)):
            headers = {"authorization": f"Bearer {sent}"} if sent else {}
            answer = requests.get(f"{program.api}/metrics", headers=headers, timeout=30)
            assert answer.status_code == status
            if status == 200:
                assert "to11_collector_accepted_spans" not in answer.text
        assert "chosen-by-the-operator" not in program.log()
