"""However a connection's bytes are cut: what passes, what is held and what is refused stay the same."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from support.http2 import data, headers, prefix
from to11.collector.front import h2
from to11.collector.front.allowance import Allowance
from to11.collector.front.calls import Calls
from to11.collector.front.inbound import Inbound
from to11.collector.front.outbound import Outbound
from to11.collector.front.sniff import PREFACE
from to11.model.errors import UnavailableError

LIMIT = 100


@st.composite
def client_frames(draw: st.DrawFn) -> bytes:
    """Calls that keep to the rules, and some that do not."""
    stream = draw(st.integers(1, 9))
    match draw(st.integers(0, 6)):
        case 0:
            return headers(stream, flags=h2.END_HEADERS)
        case 1:
            return h2.frame(h2.HEADERS, 0, stream, b"x") + h2.frame(h2.CONTINUATION, h2.END_HEADERS, stream, b"y")
        case 2:
            size = draw(st.integers(0, LIMIT + 50))
            body = prefix(size) + draw(st.binary(max_size=size))
            return data(stream, body, end=draw(st.booleans()), padding=draw(st.none() | st.integers(0, 255)))
        case 3:
            return data(stream, draw(st.binary(max_size=20)), padding=draw(st.none() | st.integers(0, 255)))
        case 4:
            return h2.reset(stream, draw(st.integers(0, 13)))
        case 5:
            return h2.frame(h2.PING, 0, 0, bytes(8))
        case _:
            return h2.frame(draw(st.integers(0, 12)), draw(st.integers(0, 255)), stream, draw(st.binary(max_size=12)))


def chunks(whole: bytes, cuts: list[int]) -> list[bytes]:
    edges = [0, *sorted(cut % (len(whole) + 1) for cut in cuts), len(whole)]
    return [whole[start:end] for start, end in pairwise(edges)]


def passed(parts: list[bytes], room: int) -> tuple[object, ...]:
    allowance = Allowance(200_000)
    for lane in {id(lane): lane for lane in (allowance.lane(0), allowance.lane(LIMIT))}.values():
        lane.take(66_000 - room)
    calls = Calls(allowance)
    inbound = Inbound(calls, allowance, LIMIT)
    out = []
    for part in parts:
        out += inbound.feed(part, 0.0)
        while inbound.asking:
            inbound.dismiss(inbound.asking, UnavailableError("full"))
            out += inbound.feed(b"", 0.0)
    state = sorted((call.stream, call.prefix, call.left, call.held, call.complete) for call in calls)
    return b"".join(out), bytes(inbound.answers), state, allowance.used


@given(st.lists(client_frames(), max_size=20), st.lists(st.integers(0, 5000), max_size=12), st.integers(0, 300))
def test_what_clients_send(sent: list[bytes], cuts: list[int], room: int) -> None:
    whole = PREFACE + b"".join(sent)
    once = passed([whole], room)
    assert passed(chunks(whole, cuts), room) == once
    assert passed([whole[at : at + 1] for at in range(len(whole))], room) == once


@given(st.binary(max_size=300), st.lists(st.integers(0, 300), max_size=12))
def test_bytes_of_any_kind_pass_unchanged_where_nothing_is_refused(noise: bytes, cuts: list[int]) -> None:
    allowance = Allowance(1 << 40)
    calls = Calls(allowance)
    inbound, outbound = Inbound(calls, allowance, 1 << 40), Outbound(calls)
    out, back = b"", b""
    for part in chunks(PREFACE + noise, cuts):
        out += b"".join(inbound.feed(part, 0.0))
        back += outbound.feed(part)
    if not inbound.answers:
        assert (PREFACE + noise).startswith(out)
        assert len(PREFACE + noise) - len(out) < 9 + 6, "only a frame's head may wait"
    assert (PREFACE + noise).startswith(back)


@given(st.lists(client_frames(), max_size=20), st.lists(st.integers(0, 5000), max_size=12))
def test_what_the_server_sends(sent: list[bytes], cuts: list[int]) -> None:
    whole = b"".join(sent)

    def ended(parts: list[bytes]) -> tuple[bytes, list[int]]:
        calls = Calls(Allowance(1 << 30))
        for stream in range(1, 10):
            calls.open(stream, 0.0)
        outbound = Outbound(calls)
        return b"".join(map(outbound.feed, parts)), [call.stream for call in calls]

    assert ended(chunks(whole, cuts)) == ended([whole])
    assert ended([whole])[0] == whole
