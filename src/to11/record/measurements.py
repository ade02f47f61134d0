"""What a call gives to the GenAI histograms: the times and tokens of its inference, as seen from the gateway.

`gen_ai.client.*` is what a client beside the gateway would see. `gen_ai.server.*` is the provider as it looks from
here: of its last attempt alone, with the network between us in it, and no generation time where nothing streams.
"""

import re
from bisect import bisect_left
from itertools import pairwise
from typing import Final

from to11.model.call import Call
from to11.model.inference import Usage
from to11.model.measurements import (
    INPUT,
    OPERATION_DURATION,
    OUTPUT,
    REQUEST_DURATION,
    TIME_PER_OUTPUT_CHUNK,
    TIME_PER_OUTPUT_TOKEN,
    TIME_TO_FIRST_CHUNK,
    TIME_TO_FIRST_TOKEN,
    TOKEN_USAGE,
    Measured,
    Measurements,
    Who,
)
from to11.record import outcome
from to11.record.policy import DEFAULT
from to11.record.readers.base import Reading, is_stream
from to11.record.reading import inference_ns
from to11.wire import sse

_NS: Final = 1e9
_CLIENT_ERROR: Final = 400
_MOST_TOKENS: Final = 2**53
_FETCH: Final = "fetch_response"
_DONE: Final = (b"data: [DONE]", b"data:[DONE]")
_TOKEN: Final = re.compile(
    rb'"(?:content|text|reasoning_content|reasoning|thinking|refusal|arguments|partial_json|delta)"\s*:\s*"[^"]'
)
"""Where a model's words begin, whichever format: a text that is not empty under one of the names it may have."""


def measurements(call: Call, reading: Reading) -> Measurements:
    """What an inference gives, `reading` being what its bodies say. Raises nothing on what strangers wrote."""
    response = reading.response
    failure = outcome.of_inference(call, response, DEFAULT)
    error = failure.type if failure else ""
    start_ns, end_ns = inference_ns(call)
    found = [Measured(OPERATION_DURATION, error, (_seconds(end_ns - start_ns),))]
    if call.attempts:
        last = call.attempts[-1]
        found.append(Measured(REQUEST_DURATION, error, (_seconds(last.end_ns - last.start_ns),)))
    if reading.operation != _FETCH:  # whose tokens were used by the call that made the response
        _tokens(found, response.usage)
    if call.stream and call.first_chunk_ns and call.status < _CLIENT_ERROR and is_stream(call, call.response_body):
        _stream(found, call, start_ns, None if error else response.usage)
    return Measurements(_who(call, reading), found)


def _who(call: Call, reading: Reading) -> Who:
    model = call.model or reading.request.model or ""
    answered = reading.response.model or ""
    if not call.attempts:
        return reading.operation, call.provider, model, answered, "", 0
    last = call.attempts[-1]
    return reading.operation, call.provider, model, answered, last.address, last.port


def _tokens(found: list[Measured], usage: Usage) -> None:
    for kind, count in ((INPUT, usage.input), (OUTPUT, usage.output)):
        if count is not None and 0 <= count < _MOST_TOKENS:
            found.append(Measured(TOKEN_USAGE, kind, (count,)))


def _stream(found: list[Measured], call: Call, start_ns: int, usage: Usage | None) -> None:
    """Times of a stream's chunks; of its tokens too where it succeeded and `usage` is given."""
    found.append(Measured(TIME_TO_FIRST_CHUNK, "", (_seconds(call.first_chunk_ns - start_ns),)))
    coded = call.response_headers.get("content-encoding", "").strip().lower() not in ("", "identity")
    body = b"" if coded else call.response_body
    times = call.piece_ns if coded else _times(call, _chunk_ends(body))
    if len(times) > 1:
        gaps = [(after - before) / _NS for before, after in pairwise(times)]
        found.append(Measured(TIME_PER_OUTPUT_CHUNK, "", gaps))
    if usage is None or not call.attempts:
        return
    first = _first_token(call, body, times)
    since_ns = call.first_chunk_ns - call.attempts[-1].start_ns
    found.append(Measured(TIME_TO_FIRST_TOKEN, "", (_seconds(since_ns + first),)))
    # What came all at once tells nothing of the pace.
    if usage.output is not None and 1 < usage.output < _MOST_TOKENS and times and times[-1] > first:
        found.append(Measured(TIME_PER_OUTPUT_TOKEN, "", (_seconds(times[-1] - first) / (usage.output - 1),)))


def _chunk_ends(body: bytes) -> list[int]:
    """Where each chunk ends: every event with data but the one that only says that there are no more."""
    ends = sse.data_ends(body)
    if ends and body[: ends[-1]].rstrip().endswith(_DONE):
        ends.pop()
    return ends


def _times(call: Call, ends: list[int]) -> list[int]:
    """When each chunk was there whole: nanoseconds since the first piece; of those whose piece is known."""
    pieces = min(len(call.piece_ends), len(call.piece_ns))
    if len(ends) <= pieces and call.piece_ends[: len(ends)] == ends:  # a piece an event, as most providers send
        return call.piece_ns[: len(ends)]
    times: list[int] = []
    piece = 0
    for end in ends:
        piece = bisect_left(call.piece_ends, end, piece, pieces)
        if piece == pieces:
            break
        times.append(call.piece_ns[piece])
    return times


def _first_token(call: Call, body: bytes, times: list[int]) -> int:
    """When the first token came, in nanoseconds since the first piece: with the chunk that has the first text,
    thinking or argument; the first chunk where none is found."""
    found = _TOKEN.search(body)
    if found is not None:
        piece = bisect_left(call.piece_ends, found.end())
        if piece < min(len(call.piece_ends), len(call.piece_ns)):
            return call.piece_ns[piece]
    return times[0] if times else 0


def _seconds(ns: int) -> float:
    return max(0, ns) / _NS
