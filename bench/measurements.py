"""What the GenAI histograms cost: of a call in the core, beside its spans, and of a scrape when all are full."""

import json
import tempfile
import time
import timeit
from collections.abc import Callable
from pathlib import Path

from bench.report import Row, section
from to11 import record
from to11.metrics.genai import GenaiMeters
from to11.metrics.scrape import Scrape, clear
from to11.metrics.tally import Tally
from to11.model.call import Attempt, Call, Ending
from to11.model.measurements import INSTRUMENTS, OUTPUT, TOKEN_TYPE, TOKEN_USAGE, Measured, Measurements

_MS = 1_000_000
_START = 1_790_000_000_000_000_000
_EVENTS = 64
_BATCH = 100
_TRIES = 60
_SERIES = 500
_PROCESSES = ("core", "edge-0", "edge-1")


def run() -> list[Row]:
    """Microseconds of this thread's time for each call, the best of many short tries; seconds for the scrape."""
    rows = section("measurements")
    for name, call in (("answer", _call()), (f"stream of {_EVENTS} events", _stream())):
        spans, counted = _costs(call)
        rows.append(Row(f"one {name}, measured and counted", f"{counted:.1f} µs", f"its spans {spans:.1f} µs"))
    seconds, lines = _scrape()
    beside = f"{_SERIES} combinations in {len(_PROCESSES)} processes"
    return [*rows, Row(f"a scrape of {lines} lines", f"{seconds:.2f} s", beside)]


def _costs(call: Call) -> tuple[float, float]:
    """Of making the spans, and of all that the histograms add to that."""
    reading = record.read_inference(call)
    assert reading is not None
    with tempfile.TemporaryDirectory() as directory:
        meters = GenaiMeters(Path(directory), "core", max_series=_SERIES)

        def count() -> None:
            tally = Tally()
            for _ in range(_BATCH):
                tally.take(record.measurements(call, reading))
            meters.count(tally)

        def spans() -> None:
            for _ in range(_BATCH):
                record.spans(call)

        found = _best(spans), _best(count)
        meters.close()
    return found


def _best(batch: Callable[[], None]) -> float:
    return min(timeit.repeat(batch, timer=time.thread_time, number=1, repeat=_TRIES)) / _BATCH * 1e6


def _scrape() -> tuple[float, int]:
    with tempfile.TemporaryDirectory() as path:
        directory = Path(path) / "metrics"
        clear(directory)
        for process in _PROCESSES:
            meters = GenaiMeters(directory, process, max_series=_SERIES)
            for number in range(_SERIES):
                who = ("chat", "openai", f"model-{number}", f"model-{number}-2024-07-18", "api.openai.com", 443)
                values = [Measured(one, "input" if one.own == TOKEN_TYPE else "", (1.0,)) for one in INSTRUMENTS]
                meters.count_call(Measurements(who, [*values, Measured(TOKEN_USAGE, OUTPUT, (1.0,))]))
            meters.close()
        started = time.perf_counter()
        body, _ = Scrape(directory, lambda: iter(()))("")
        return time.perf_counter() - started, body.count(b"\n")


def _stream() -> Call:
    events = [_event({"choices": [{"index": 0, "delta": {"content": f"word {number} "}}]}) for number in range(_EVENTS)]
    events += [_event({"choices": [], "usage": {"prompt_tokens": 9, "completion_tokens": 64}}), b"data: [DONE]\n\n"]
    ends = [sum(map(len, events[: number + 1])) for number in range(len(events))]
    return _call(
        stream=True,
        first_chunk_ns=_START + 20 * _MS,
        response_headers={"content-type": "text/event-stream"},
        response_body=b"".join(events),
        piece_ends=ends,
        piece_ns=[number * 20 * _MS for number in range(len(events))],
    )


def _event(chunk: dict[str, object]) -> bytes:
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "gpt-4o-mini-2024-07-18"}
    return b"data: " + json.dumps({**head, **chunk}).encode() + b"\n\n"


def _call(**more: object) -> Call:
    answer = {
        "id": "chatcmpl-1",
        "model": "gpt-4o-mini-2024-07-18",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "hello"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 1, "total_tokens": 10},
    }
    url = "https://api.openai.com/v1/chat/completions"
    fields: dict[str, object] = {
        "request_id": "req_1",
        "trace_id": "a" * 32,
        "parent_span_id": "",
        "trace_state": "",
        "trace_flags": 1,
        "server_span_id": "b" * 16,
        "genai_span_id": "c" * 16,
        "start_ns": _START,
        "end_ns": _START + 2_000 * _MS,
        "method": "POST",
        "route": "/v1/chat/completions",
        "ending": Ending.COMPLETE,
        "status": 200,
        "provider": "openai",
        "model": "gpt-4o-mini",
        "request_body": b'{"model":"gpt-4o-mini","messages":[{"role":"user","content":"hello"}]}',
        "response_headers": {"content-type": "application/json"},
        "response_body": json.dumps(answer).encode(),
        "attempts": [Attempt("d" * 16, url, "api.openai.com", 443, _START, _START + 1_900 * _MS, 200)],
    }
    return Call(**(fields | more))  # type: ignore[arg-type]
