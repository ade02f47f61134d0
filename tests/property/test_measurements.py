"""Whatever a provider wrote and however it came, what is measured is sane, and nothing is raised."""

import math
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from support.calls import MS, START_NS, call
from to11.model.call import Call, Ending
from to11.model.measurements import TIME_PER_OUTPUT_CHUNK, TIME_PER_OUTPUT_TOKEN
from to11.record import measurements, read_inference
from to11.wire import sse

PIECES = st.one_of(
    st.sampled_from([
        b'data: {"choices":[{"index":0,"delta":{"content":"x"}}]}\n\n',
        b'data: {"usage":{"prompt_tokens":3,"completion_tokens":9}}\n\n',
        b'data: {"usage":{"prompt_tokens":-3,"completion_tokens":1e400}}\r\n\r\n',
        b"data: [DONE]\n\n",
        b": quiet\n\n",
    ]),
    st.binary(min_size=1, max_size=30),
)  # fmt: skip


@st.composite
def streams(draw: st.DrawFn) -> Call:
    body = b"".join(draw(st.lists(PIECES, max_size=12)))
    cuts = sorted(draw(st.sets(st.integers(1, max(1, len(body))), max_size=8)))
    gaps = draw(st.lists(st.integers(0, 500 * MS), min_size=len(cuts), max_size=len(cuts) + 1))
    headers = {"content-type": "text/event-stream", "content-encoding": draw(st.sampled_from(["", "gzip", "br"]))}
    return call(
        stream=True,
        response_body=body,
        response_headers=headers,
        first_chunk_ns=START_NS + draw(st.integers(0, 100)) * MS,
        piece_ends=cuts,
        piece_ns=list(accumulate(gaps)),
        ending=draw(st.sampled_from([Ending.COMPLETE, Ending.UPSTREAM_BROKEN, Ending.CLIENT_CLOSED])),
    )


@given(streams())
def test_it_is_sane(one: Call) -> None:
    reading = read_inference(one)
    assert reading is not None
    found = measurements(one, reading)
    assert len({(taken.instrument, taken.own) for taken in found.measured}) == len(found.measured)
    for instrument, _, values in found.measured:
        assert values
        assert all(math.isfinite(value) and value >= 0 for value in values)
        if instrument is TIME_PER_OUTPUT_CHUNK:
            most = max(len(sse.events(one.response_body)), len(one.piece_ns))
            assert len(values) < most
            assert sum(values) <= one.piece_ns[-1] / 1e9 + 1e-6
        if instrument is TIME_PER_OUTPUT_TOKEN:
            assert one.ending is Ending.COMPLETE
