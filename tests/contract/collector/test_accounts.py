"""What both doors answer is counted once, in the operator's figures and in the project's own account."""

import gzip

import grpc
import httpx
import pytest

from support.collector_fakes import PROJECT, Collector
from support.doors import JSON, PROTOBUF, WAYS, as_json, export, over_grpc, over_http
from support.otlp import bad_span, request, span
from to11.control.ingest_tally import Answer
from to11.metrics import definitions as figures
from to11.metrics.definitions import Definition
from to11.model.errors import UnavailableError

LABELS = {"grpc": ("grpc", "protobuf"), PROTOBUF: ("http", "protobuf"), JSON: ("http", "json")}


def counted(collector: Collector, definition: Definition, *labels: str) -> float:
    return collector.export.accounts.meters.counter(definition, *labels).value


def account(collector: Collector) -> dict[tuple[Answer, str], tuple[int, int, int, str]]:
    """By answer and reason: requests, spans, bytes, message."""
    found: dict[tuple[Answer, str], tuple[int, int, int, str]] = {}
    for slot, count in collector.ledger.take().items():
        assert slot.project_id == PROJECT
        found[slot.answer, slot.reason] = (count.requests, count.spans, count.bytes, count.message)
    return found


@pytest.mark.parametrize("way", WAYS)
async def test_accepted_and_rejected(collector: Collector, way: str) -> None:
    message = request(span("a"), span("b"), bad_span("bad"), span("t", trace_id=b"x"))
    await export(collector, way, message)
    size = len(as_json(message) if way == JSON else message.SerializeToString())
    labels = (PROJECT, *LABELS[way])
    assert counted(collector, figures.ACCEPTED_REQUESTS, *labels) == 1
    assert counted(collector, figures.ACCEPTED_SPANS, *labels) == 2
    assert counted(collector, figures.RECEIVED_BYTES, *labels) == size
    assert counted(collector, figures.REJECTED_SPANS, PROJECT, "invalid_span_id") == 1
    assert counted(collector, figures.REJECTED_SPANS, PROJECT, "invalid_trace_id") == 1
    took = collector.export.accounts.meters.histogram(figures.ACKNOWLEDGE_SECONDS, labels[1])
    assert took.count == 1
    assert 0 < took.sum.value < 10
    assert account(collector) == {
        (Answer.ACCEPTED, ""): (1, 2, size, ""),
        (Answer.REJECTED, "invalid_span_id"): (1, 1, 0, "span 2 'bad': span_id is all zero"),
        (Answer.REJECTED, "invalid_trace_id"): (1, 1, 0, "span 3 't': trace_id has 1 bytes, not 16"),
    }


async def test_compressed_bytes_count_as_they_came(collector: Collector) -> None:
    body = gzip.compress(request(*(span() for _ in range(50))).SerializeToString())
    answer = await over_http(collector, PROTOBUF, body, **{"content-encoding": "gzip"})
    assert answer.status_code == 200
    assert counted(collector, figures.RECEIVED_BYTES, PROJECT, "http", "protobuf") == len(body)


@pytest.mark.parametrize("way", ["grpc", PROTOBUF])
async def test_refused(collector: Collector, way: str) -> None:
    async def refused(body: bytes) -> None:
        if way == "grpc":
            with pytest.raises(grpc.aio.AioRpcError):
                await over_grpc(collector, body)
        else:
            assert (await over_http(collector, way, body)).status_code >= 400

    await refused(b"\xff")
    collector.spool.error = UnavailableError("the spool is full")
    await refused(request(span()).SerializeToString())
    collector.spool.error = RuntimeError("a secret of ours")
    await refused(request(span()).SerializeToString())
    for code in ("INVALID_REQUEST", "UNAVAILABLE", "INTERNAL_ERROR"):
        assert counted(collector, figures.REFUSED_REQUESTS, code, PROJECT) == 1, code
    found = account(collector)
    assert {key: counts[0] for key, counts in found.items()} == {
        (Answer.REFUSED, code): 1 for code in ("INVALID_REQUEST", "UNAVAILABLE", "INTERNAL_ERROR")
    }
    assert found[Answer.REFUSED, "UNAVAILABLE"][3] == "the spool is full"
    assert found[Answer.REFUSED, "INTERNAL_ERROR"][3] == "internal error"


async def test_who_has_no_token_is_in_no_projects_account(collector: Collector) -> None:
    assert (await over_http(collector, PROTOBUF, b"", authorization="Bearer wrong")).status_code == 401
    assert counted(collector, figures.REFUSED_REQUESTS, "INVALID_CREDENTIAL", "") == 1
    assert account(collector) == {}


async def test_a_probe_that_finds_us_not_ready_is_no_refused_request(collector: Collector) -> None:
    collector.ready[0] = False
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{collector.http_port}/ready")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert counted(collector, figures.REFUSED_REQUESTS, "UNAVAILABLE", "") == 0
