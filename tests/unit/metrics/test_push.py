"""The GenAI histograms at an OTLP receiver: a real server that decodes them."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsPartialSuccess,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.metrics.v1.metrics_pb2 import AGGREGATION_TEMPORALITY_CUMULATIVE

import to11
from support.calls import attributes
from support.measurements import counted, measured
from support.receiver import Answer, Receiver
from to11.metrics import push as push_module
from to11.metrics.genai import GenaiMeters, run_of
from to11.metrics.push import Push, _retry_after
from to11.metrics.scrape import clear
from to11.model.measurements import OPERATION_DURATION, TOKEN_USAGE
from to11.settings import MetricsSettings


@pytest.fixture
def place(tmp_path: Path) -> Path:
    directory = tmp_path / "metrics"
    clear(directory)
    return directory


@pytest.fixture
def meters(place: Path) -> Iterator[GenaiMeters]:
    made = GenaiMeters(place, "core", max_series=10)
    yield made
    made.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as one:
        yield one


@pytest.fixture
def push(place: Path, receiver: Receiver) -> Iterator[Callable[..., Push]]:
    made: list[Push] = []

    def one(**settings: Any) -> Push:
        fields = {"otlp_endpoint": receiver.url, "otlp_interval_seconds": 0.05} | settings
        made.append(Push(place, MetricsSettings(**fields)))
        made[-1].start()
        return made[-1]

    yield one
    for each in made:
        each.close()


def test_a_receiver_gets_what_was_counted(
    place: Path, meters: GenaiMeters, receiver: Receiver, push: Callable[..., Push]
) -> None:
    before = time.time_ns()
    for model in ("a", "b"):
        meters.count_call(measured((OPERATION_DURATION, "", 0.05), (TOKEN_USAGE, "input", 5), model=model))
    meters.count_call(measured((OPERATION_DURATION, "timeout", 100.0), model="a"))
    other = GenaiMeters(place, "edge-0", max_series=10)
    other.count_call(measured((OPERATION_DURATION, "", 0.01), model="a"))
    other.close()
    push(otlp_headers="Authorization=Bearer%20very-secret, X-Scope=a")
    receiver.until(lambda received: len(received) > 1)
    first, second = receiver.received[:2]
    assert (first.path, first.headers["content-type"]) == ("/v1/metrics", "application/x-protobuf")
    assert (first.headers["authorization"], first.headers["x-scope"]) == ("Bearer very-secret", "a")
    assert first.counted() == second.counted() == counted(place)
    (resource,) = first.request.resource_metrics
    run = run_of(place)
    assert attributes(resource.resource) == {
        "service.name": "to11-gateway",
        "service.version": to11.__version__,
        "service.instance.id": run.id,
    }
    assert attributes(second.request.resource_metrics[0].resource)["service.instance.id"] == run.id
    metrics = {metric.name: metric for metric in resource.scope_metrics[0].metrics}
    assert {name: metric.unit for name, metric in metrics.items()} == {
        "gen_ai.client.token.usage": "{token}",
        "gen_ai.client.operation.duration": "s",
    }
    histogram = metrics["gen_ai.client.operation.duration"].histogram
    assert histogram.aggregation_temporality == AGGREGATION_TEMPORALITY_CUMULATIVE
    points = {frozenset(attributes(point).items()): point for point in histogram.data_points}
    who = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "a",
        "gen_ai.response.model": "gpt-4o-2024",
        "server.address": "api.openai.com",
        "server.port": 443,
    }
    point = points[frozenset(who.items())]
    assert tuple(point.explicit_bounds) == OPERATION_DURATION.bounds
    assert list(point.bucket_counts) == [1, 0, 0, 1, *([0] * 11)]
    assert point.count == 2
    assert point.sum == pytest.approx(0.06)
    assert run.start_ns == point.start_time_unix_nano < before < point.time_unix_nano
    failed = points[frozenset({**who, "error.type": "timeout"}.items())]
    assert list(failed.bucket_counts) == [*([0] * 14), 1]
    again = second.request.resource_metrics[0].scope_metrics[0].metrics[0].histogram.data_points[0]
    assert again.time_unix_nano > point.time_unix_nano
    assert again.start_time_unix_nano == point.start_time_unix_nano


def test_the_last_numbers_are_sent_when_it_ends(
    place: Path, meters: GenaiMeters, receiver: Receiver, push: Callable[..., Push]
) -> None:
    one = push(otlp_interval_seconds=1000)
    meters.count_call(measured((OPERATION_DURATION, "", 1.0)))
    one.close()
    assert [received.counted() for received in receiver.received] == [counted(place)]
    assert not any(thread.name == "otlp-metrics" for thread in threading.enumerate())


def test_where_nothing_was_counted_nothing_is_sent(receiver: Receiver, push: Callable[..., Push]) -> None:
    one = push()
    time.sleep(0.2)
    one.close()
    assert receiver.received == []


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_may_pass_is_tried_again_with_the_newest_numbers(
    place: Path,
    meters: GenaiMeters,
    receiver: Receiver,
    push: Callable[..., Push],
    monkeypatch: pytest.MonkeyPatch,
    status: int,
) -> None:
    monkeypatch.setattr(push_module, "_BACK_OFF_SECONDS", 0.02)
    receiver.answers = [Answer(status), Answer(status)]
    meters.count_call(measured((OPERATION_DURATION, "", 1.0)))
    push(otlp_interval_seconds=0.3)
    receiver.until(lambda received: len(received) >= 3)
    first, second, third = receiver.received[:3]
    assert second.at - first.at < 0.3, "sooner than the next time"
    assert third.counted() == counted(place)


def test_a_receiver_that_asks_for_time_gets_it(
    meters: GenaiMeters, receiver: Receiver, push: Callable[..., Push], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push_module, "_BACK_OFF_SECONDS", 0.01)
    receiver.answers = [Answer(503, {"retry-after": "1"})]
    meters.count_call(measured((OPERATION_DURATION, "", 1.0)))
    push()
    receiver.until(lambda received: len(received) >= 2)
    assert receiver.received[1].at - receiver.received[0].at >= 1.0


@pytest.mark.parametrize("status", [301, 307, 400, 401, 404, 413, 500])
def test_what_will_not_pass_waits_for_the_next_time(
    meters: GenaiMeters, receiver: Receiver, push: Callable[..., Push], monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr(push_module, "_BACK_OFF_SECONDS", 0.01)
    receiver.answers = [Answer(status, {"location": f"{receiver.url}/elsewhere"} if status < 400 else {})]
    meters.count_call(measured((OPERATION_DURATION, "", 1.0)))
    push(otlp_interval_seconds=0.4)
    receiver.until(lambda received: len(received) >= 2)
    assert receiver.received[1].at - receiver.received[0].at >= 0.35
    assert {received.path for received in receiver.received} == {"/v1/metrics"}


def test_a_broken_receiver_is_told_once_and_its_return_too(
    meters: GenaiMeters,
    receiver: Receiver,
    push: Callable[..., Push],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(push_module, "_BACK_OFF_SECONDS", 0.01)
    receiver.answers = [Answer(400)] * 3 + [Answer(503)] * 2
    meters.count_call(measured((OPERATION_DURATION, "", 1.0)))
    push(otlp_headers="authorization=very-secret")
    receiver.until(lambda received: len(received) >= 7)
    told = "".join(capsys.readouterr())
    assert told.count("metrics not pushed") == 1
    assert told.count("metrics are taken again") == 1
    assert "answered 400" in told
    assert "very-secret" not in told


def test_a_silent_receiver_and_one_that_is_not_there_hold_nobody_up(
    meters: GenaiMeters, receiver: Receiver, push: Callable[..., Push], capsys: pytest.CaptureFixture[str]
) -> None:
    receiver.answers = [Answer(after=1.0)] * 3
    meters.count_call(measured((OPERATION_DURATION, "", 1.0)))
    silent = push(otlp_timeout_seconds=0.1)
    absent = push(otlp_endpoint="http://127.0.0.1:9", otlp_timeout_seconds=0.1)
    receiver.until(lambda received: received)
    time.sleep(0.3)
    started = time.monotonic()
    silent.close()
    absent.close()
    assert time.monotonic() - started < 0.5
    assert "".join(capsys.readouterr()).count("metrics not pushed") == 2


def test_what_it_rejects_is_told(
    meters: GenaiMeters, receiver: Receiver, push: Callable[..., Push], capsys: pytest.CaptureFixture[str]
) -> None:
    partial = ExportMetricsPartialSuccess(rejected_data_points=2, error_message="too many")
    receiver.answers = [Answer(body=ExportMetricsServiceResponse(partial_success=partial).SerializeToString())]
    receiver.answers += [Answer(body=b"{}"), Answer(body=b"\xff" * 1000)]
    meters.count_call(measured((OPERATION_DURATION, "", 1.0)))
    push()
    receiver.until(lambda received: len(received) >= 4)
    told = "".join(capsys.readouterr())
    assert "2 histograms rejected: too many" in told
    assert "metrics are taken again" in told


def test_without_an_endpoint_there_is_no_thread(place: Path) -> None:
    one = Push(place, MetricsSettings())
    one.start()
    assert not any(thread.name == "otlp-metrics" for thread in threading.enumerate())
    one.close()


@pytest.mark.parametrize(
    ("endpoint", "url"),
    [
        ("http://h:4318", "http://h:4318/v1/metrics"),
        ("http://h:4318/", "http://h:4318/v1/metrics"),
        ("https://h/otlp", "https://h/otlp/v1/metrics"),
        ("https://h/otlp/v1/metrics", "https://h/otlp/v1/metrics"),
    ],
)
def test_where_it_is_sent(endpoint: str, url: str) -> None:
    assert MetricsSettings(otlp_endpoint=endpoint).otlp_url == url


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("", 0), ("7", 7), ("999999", 3600), ("soon", 0), ("-3", 0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0), ("1.5", 0)],
)
def test_retry_after(value: str, seconds: float) -> None:
    assert _retry_after(value) == seconds


def test_retry_after_a_moment() -> None:
    moment = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 100))
    assert 95 < _retry_after(moment) <= 100
