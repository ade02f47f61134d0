"""What a call gives to the GenAI histograms."""

import gzip
from typing import Any

import pytest

from support.calls import ANSWER, BARE, MS, START_NS, attempt, attributes, call, spans_of, stream
from to11.model import genai as names
from to11.model import measurements as instruments
from to11.model.call import Call, Ending
from to11.model.measurements import INSTRUMENTS, Instrument, Measurements
from to11.record import measurements, read_inference, spans

WHO = ("chat", "openai", "gpt-4o-mini", "gpt-4o-mini-2024-07-18", "api.openai.com", 443)
USAGE = {"prompt_tokens": 9, "completion_tokens": 5, "total_tokens": 14}


def chunk(content: str | None = None, **more: Any) -> dict[str, Any]:
    choices = [] if content is None else [{"index": 0, "delta": {"content": content}}]
    return {"id": "c", "model": "gpt-4o-mini-2024-07-18", "choices": choices, **more}


STREAM = stream(chunk(""), chunk("one"), chunk(" two"), chunk(" three"), chunk(usage=USAGE))


def of(one: Call) -> Measurements:
    reading = read_inference(one)
    assert reading is not None
    return measurements(one, reading)


def values(found: Measurements, instrument: Instrument, own: str = "") -> list[float]:
    """All values of an instrument, which it has once at most."""
    taken = [list(one.values) for one in found.measured if (one.instrument, one.own) == (instrument, own)]
    assert len(taken) <= 1
    return taken[0] if taken else []


def given(found: Measurements) -> set[Instrument]:
    return {one.instrument for one in found.measured}


def streamed(*pieces: tuple[int, int], **changes: Any) -> Call:
    """A stream that begins 50 ms after the start, in pieces: how many events each holds, and when it came (ms)."""
    ends, times, events = [], [], STREAM.split(b"\n\n")
    taken = 0
    for count, ms in pieces:
        taken += count
        ends.append(len(b"\n\n".join(events[:taken]) + b"\n\n"))
        times.append(ms * MS)
    fields = {
        "stream": True,
        "response_body": STREAM,
        "response_headers": {"content-type": "text/event-stream"},
        "first_chunk_ns": START_NS + 50 * MS,
        "piece_ends": ends,
        "piece_ns": times,
    }
    return call(**fields | changes)


def test_an_answer_in_one_piece() -> None:
    found = of(call(attempts=[attempt("1" * 16, error_type="connection_refused", start_ms=1), attempt(start_ms=10)]))
    assert found.who == WHO
    assert values(found, instruments.OPERATION_DURATION) == [0.089]  # from the first attempt to the last one's end
    assert values(found, instruments.REQUEST_DURATION) == [0.08]  # the last one alone
    assert values(found, instruments.TOKEN_USAGE, "input") == [9]
    assert values(found, instruments.TOKEN_USAGE, "output") == [1]
    assert given(found) == {instruments.OPERATION_DURATION, instruments.REQUEST_DURATION, instruments.TOKEN_USAGE}


def test_a_stream_in_a_piece_an_event() -> None:
    found = of(streamed((1, 0), (1, 5), (1, 7), (1, 20), (1, 21), (1, 22)))
    assert values(found, instruments.TIME_TO_FIRST_CHUNK) == [0.04]
    assert values(found, instruments.TIME_PER_OUTPUT_CHUNK) == [0.005, 0.002, 0.013, 0.001]  # `[DONE]` is no chunk
    assert values(found, instruments.TIME_TO_FIRST_TOKEN) == [0.045]  # the first chunk held no words
    assert values(found, instruments.TIME_PER_OUTPUT_TOKEN) == [pytest.approx(0.016 / 4)]
    assert values(found, instruments.TOKEN_USAGE, "output") == [5]
    assert given(found) == set(INSTRUMENTS)


def test_events_that_came_together_and_events_that_came_in_parts() -> None:
    together = of(streamed((3, 0), (3, 9)))
    assert values(together, instruments.TIME_PER_OUTPUT_CHUNK) == [0, 0, 0.009, 0]
    assert values(together, instruments.TIME_TO_FIRST_TOKEN) == [0.04]
    cut = len(STREAM.split(b"\n\n")[0]) + 10  # within the second event
    parts = of(streamed(piece_ends=[cut, len(STREAM)], piece_ns=[0, 3 * MS]))
    assert values(parts, instruments.TIME_PER_OUTPUT_CHUNK) == [0.003, 0, 0, 0]
    assert values(parts, instruments.TIME_TO_FIRST_CHUNK) == [0.04]  # its first byte, as on the span
    assert values(parts, instruments.TIME_TO_FIRST_TOKEN) == [0.043]


def test_all_at_once_tells_nothing_of_the_pace() -> None:
    found = of(streamed((6, 0)))
    assert values(found, instruments.TIME_PER_OUTPUT_CHUNK) == [0, 0, 0, 0]
    assert instruments.TIME_PER_OUTPUT_TOKEN not in given(found)


def test_a_stream_whose_pieces_are_not_known_or_not_all() -> None:
    found = of(streamed())
    assert instruments.TIME_PER_OUTPUT_CHUNK not in given(found)
    assert values(found, instruments.TIME_TO_FIRST_TOKEN) == [0.04]
    assert values(of(streamed((1, 0), (1, 5))), instruments.TIME_PER_OUTPUT_CHUNK) == [0.005]


def test_a_compressed_stream_by_its_pieces() -> None:
    headers = {"content-type": "text/event-stream", "content-encoding": "gzip"}
    body = gzip.compress(STREAM)
    found = of(
        streamed(response_headers=headers, response_body=body, piece_ends=[9, 40, len(body)], piece_ns=[0, MS, 3 * MS])
    )
    assert values(found, instruments.TIME_PER_OUTPUT_CHUNK) == [0.001, 0.002]
    assert values(found, instruments.TIME_TO_FIRST_TOKEN) == [0.04]
    assert values(found, instruments.TIME_PER_OUTPUT_TOKEN) == [pytest.approx(0.003 / 4)]
    assert values(found, instruments.TOKEN_USAGE, "output") == [5]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"status": 429, "response_body": {"error": {"type": "rate_limit"}}}, "rate_limit"),
        ({"status": 503, "response_body": b""}, "503"),
        ({"ending": Ending.CLIENT_CLOSED, "error_type": "client_closed"}, "client_closed"),
        (
            {"ending": Ending.UPSTREAM_FAILED, "status": 502, "attempts": [attempt(status=0, error_type="timeout")]},
            "timeout",
        ),
    ],
)
def test_a_failure_has_the_error_of_its_span(changes: dict[str, Any], error: str) -> None:
    one = call(**changes)
    found = of(one)
    assert values(found, instruments.OPERATION_DURATION, error) == [0.08]
    assert values(found, instruments.REQUEST_DURATION, error) == [0.08]
    assert attributes(spans_of(spans(one, BARE))[1])[names.ERROR_TYPE] == error


def test_a_stream_that_broke_has_chunks_and_no_tokens_times() -> None:
    body = STREAM[: STREAM.index(b" three")]
    found = of(streamed((1, 0), (1, 5), (1, 7), ending=Ending.UPSTREAM_BROKEN, error_type="reset", response_body=body))
    assert values(found, instruments.TIME_PER_OUTPUT_CHUNK) == [0.005, 0.002]
    assert not given(found) & {instruments.TIME_TO_FIRST_TOKEN, instruments.TIME_PER_OUTPUT_TOKEN}
    assert values(found, instruments.OPERATION_DURATION, "reset") == [0.08]


def test_a_stream_that_was_answered_with_an_error_is_none() -> None:
    headers = {"content-type": "application/json"}
    found = of(streamed(status=400, response_headers=headers, response_body={"error": {"code": "bad"}}))
    assert given(found) == {instruments.OPERATION_DURATION, instruments.REQUEST_DURATION}


def test_tokens_that_are_not_known_or_absurd_are_not_counted() -> None:
    for usage in (None, {}, {"prompt_tokens": -1}, {"prompt_tokens": 10**30, "completion_tokens": 2**60}):
        found = of(call(response_body={**ANSWER, "usage": usage}))
        assert instruments.TOKEN_USAGE not in given(found), usage


def test_without_an_attempt_there_was_no_server() -> None:
    found = of(call(attempts=[], ending=Ending.UPSTREAM_FAILED, status=502, response_body=b""))
    assert found.who == ("chat", "openai", "gpt-4o-mini", "", "", 0)
    assert values(found, instruments.OPERATION_DURATION, "_OTHER") == [0.1]
    assert instruments.REQUEST_DURATION not in given(found)


def test_what_is_no_inference_gives_nothing() -> None:
    assert read_inference(call(operation="")) is None
    assert read_inference(call(ending=Ending.REFUSED)) is None


@pytest.mark.parametrize("one", [call(), streamed((1, 0), (5, 9)), streamed(attempts=[]), call(attempts=[attempt()])])
def test_times_are_those_of_the_span(one: Call) -> None:
    logical = spans_of(spans(one, BARE, read_inference(one)))[1]
    found = of(one)
    (duration,) = values(found, instruments.OPERATION_DURATION)
    assert duration == (logical.end_time_unix_nano - logical.start_time_unix_nano) / 1e9
    first = attributes(logical).get(names.RESPONSE_TIME_TO_FIRST_CHUNK)
    assert values(found, instruments.TIME_TO_FIRST_CHUNK) == ([] if first is None else [first])


@pytest.mark.parametrize(
    "event",
    [
        b'event: content_block_delta\ndata: {"delta":{"type":"text_delta","text":"Hi"}}\n\n',
        b'event: content_block_delta\ndata: {"delta":{"type":"thinking_delta","thinking":"Hm"}}\n\n',
        b'event: content_block_delta\ndata: {"delta":{"partial_json":"{"}}\n\n',
        b'event: response.output_text.delta\ndata: {"delta": "Hi"}\n\n',
        b'data: {"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{"}}]}}]}\n\n',
        b'data: {"choices":[{"delta":{"reasoning_content":"Hm"}}]}\n\n',
        b'data: {"choices":[{"text":"Hi"}]}\n\n',
    ],
)
def test_the_first_token_in_any_format(event: bytes) -> None:
    head = b'event: message_start\ndata: {"message":{"role":"assistant","content":[],"text":""}}\n\n: quiet\n\n'
    body = head + event
    found = of(streamed(response_body=body, piece_ends=[len(head), len(body)], piece_ns=[0, 6 * MS]))
    assert values(found, instruments.TIME_TO_FIRST_TOKEN) == [0.046]
    assert values(found, instruments.TIME_PER_OUTPUT_CHUNK) == [0.006]
