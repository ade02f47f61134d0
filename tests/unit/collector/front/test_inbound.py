"""What a message holds, and for how long."""

import pytest

from support.http2 import data, frames, headers, message, prefix
from to11.collector.front import h2
from to11.collector.front.allowance import Allowance
from to11.collector.front.calls import Calls
from to11.collector.front.inbound import Inbound
from to11.collector.front.outbound import Outbound
from to11.collector.front.sniff import PREFACE
from to11.model.errors import UnavailableError

LIMIT = 1000


class Connection:
    """Both directions of one."""

    def __init__(self, allowance: Allowance | None = None) -> None:
        self.allowance = allowance or Allowance(1_000_000)
        self.calls = Calls(self.allowance)
        self.inbound = Inbound(self.calls, self.allowance, LIMIT)
        self.outbound = Outbound(self.calls)
        assert self.send(PREFACE) == PREFACE

    def send(self, sent: bytes, now: float = 0.0) -> bytes:
        return b"".join(self.inbound.feed(sent, now))


def test_a_message_holds_its_length_until_the_answer() -> None:
    connection = Connection()
    sent = headers(1) + data(1, prefix(500))
    assert connection.send(sent) == sent
    assert connection.allowance.used == 500
    assert [call.complete for call in connection.calls] == [False]
    rest = data(1, bytes(300)) + data(1, bytes(200), end=True)
    assert connection.send(rest) == rest
    assert [call.complete for call in connection.calls] == [True]
    assert (connection.allowance.used, connection.allowance.calls) == (500, 1)
    reply = h2.frame(h2.HEADERS, h2.END_HEADERS, 1) + h2.frame(h2.DATA, 0, 1, b"\0\0\0\0\0")
    assert connection.outbound.feed(reply) == reply
    assert connection.allowance.used == 500
    connection.outbound.feed(h2.frame(h2.HEADERS, h2.END_HEADERS | h2.END_STREAM, 1))
    assert (connection.allowance.used, connection.allowance.calls, len(connection.calls)) == (0, 0, 0)


@pytest.mark.parametrize("ends", ["client's reset", "server's reset", "connection"])
def test_other_ends_give_it_back_too(ends: str) -> None:
    connection = Connection()
    connection.send(message(1, bytes(500)))
    if ends == "client's reset":
        connection.send(h2.reset(1, h2.CANCEL))
    elif ends == "server's reset":
        connection.outbound.feed(h2.reset(1, h2.NO_ERROR))
    else:
        connection.calls.close()
    assert (connection.allowance.used, connection.allowance.calls) == (0, 0)


def test_a_message_waits_for_room_before_its_frame_passes() -> None:
    connection = Connection()
    lane = connection.allowance.lane(500)
    assert lane.take(10_000_000)
    head, body = headers(1), data(1, prefix(500) + bytes(500), end=True)
    assert connection.send(head + body[:3]) == head
    assert connection.inbound.wanted == 0
    assert connection.send(body[3:]) == b""
    assert connection.inbound.wanted == 500
    assert connection.send(b"") == b""
    lane.give(10_000_000)
    assert lane.take(500)
    connection.inbound.grant()
    assert connection.send(b"") == body
    assert connection.allowance.used == 500


def test_a_refused_call_is_answered_and_reset_and_its_frames_pass_into_nothing() -> None:
    connection = Connection()
    assert connection.allowance.lane(500).take(10_000_000)
    head, body = headers(1), data(1, prefix(500) + bytes(500), end=True)
    connection.send(head + body + headers(3))
    assert connection.inbound.asking
    connection.inbound.dismiss(connection.inbound.asking, UnavailableError("full"))
    reset = h2.reset(1, h2.CANCEL)
    assert connection.send(b"") == reset + body + headers(3)
    answered = list(frames(bytes(connection.inbound.answers)))
    assert [(frame.kind, frame.flags, frame.stream) for frame in answered] == [(1, 5, 1), (3, 0, 1)]
    for expected in (b"\x0bgrpc-status\x0214", b"\x0cgrpc-message\x04full", b"google.rpc.retryinfo-bin"):
        assert expected in answered[0].body
    assert connection.allowance.used == 10_000_000


def test_a_call_beyond_the_count_is_reset_after_its_headers() -> None:
    connection = Connection(Allowance(32 * 1024))
    first, second = headers(1), h2.frame(h2.HEADERS, 0, 3, b"x")
    assert connection.send(first + second) == first + second
    assert connection.send(h2.frame(h2.CONTINUATION, 0, 3)) == h2.frame(h2.CONTINUATION, 0, 3)
    last = h2.frame(h2.CONTINUATION, h2.END_HEADERS, 3)
    assert connection.send(last) == last + h2.reset(3, h2.CANCEL)
    assert [call.stream for call in connection.calls] == [1]


def test_what_is_too_large_passes_and_holds_nothing() -> None:
    connection = Connection()
    sent = headers(1) + data(1, prefix(LIMIT + 1) + bytes(100))
    assert connection.send(sent) == sent
    assert connection.allowance.used == 0
    assert not connection.inbound.answers


def test_a_second_message_ends_the_call() -> None:
    connection = Connection()
    first = headers(1) + data(1, prefix(10) + bytes(10))
    second = data(1, prefix(10))
    assert connection.send(first + second) == first + h2.reset(1, h2.CANCEL) + second
    assert connection.allowance.used == 0
    assert b"grpc-status\x013" in connection.inbound.answers


@pytest.mark.parametrize("body", [b"\x0a\x05hello", b"{}", b"\x1f\x8b\x08"])
def test_otlp_http_over_http2_is_no_success(body: bytes) -> None:
    connection = Connection()
    connection.send(headers(1) + data(1, body, end=True))
    head, status, reset = frames(bytes(connection.inbound.answers))
    assert b":status\x03505" in head.body
    assert b"HTTP/1.1" in status.body
    assert (status.flags, reset.kind) == (h2.END_STREAM, h2.RST_STREAM)


def test_padding_counts_for_nothing_and_a_prefix_may_be_cut() -> None:
    connection = Connection()
    whole = prefix(4) + b"abcd"
    parts = [data(1, whole[at : at + 1], padding=at * 7) for at in range(len(whole))]
    sent = headers(1) + b"".join(parts) + data(1, b"", end=True, padding=255)
    assert connection.send(sent) == sent
    assert [(call.left, call.complete) for call in connection.calls] == [(0, True)]
    assert connection.allowance.used == 4


def test_frames_of_no_call_pass() -> None:
    connection = Connection()
    sent = b"".join(
        (
            h2.frame(h2.SETTINGS, 0, 0, bytes(6)),
            h2.frame(h2.PING, 0, 0, bytes(8)),
            data(7, prefix(900)),
            h2.frame(h2.RST_STREAM, 0, 9, bytes(4)),
            h2.frame(99, 255, 1, b"unknown"),
            headers(2, flags=h2.END_HEADERS | h2.END_STREAM),
            headers(1),
        )
    )
    assert connection.send(sent) == sent
    assert [(call.stream, call.complete) for call in connection.calls] == [(2, True)], "streams only ever count up"


def test_own_frames_go_between_the_servers_and_never_before_its_first() -> None:
    connection = Connection()
    assert connection.outbound.insert(b"early") == b""
    settings = h2.frame(h2.SETTINGS, 0, 0, bytes(6))
    assert connection.outbound.feed(settings[:4]) == b""
    assert connection.outbound.feed(settings[4:12]) == settings[:12]
    assert connection.outbound.feed(settings[12:]) == settings[12:] + b"early"
    assert connection.outbound.insert(b"now") == b"now"
    block = h2.frame(h2.HEADERS, 0, 1, b"abc")
    assert connection.outbound.feed(block) == block
    assert connection.outbound.insert(b"later") == b""
    end = h2.frame(h2.CONTINUATION, h2.END_HEADERS, 1)
    assert connection.outbound.feed(end + settings) == end + b"later" + settings


def test_long_fields_are_framed() -> None:
    from to11.collector.errors import refusal

    answered = h2.answer(1, refusal(UnavailableError("é" * 2000)))
    head, reset = frames(answered)
    assert len(head.body) > 3000
    assert reset.kind == h2.RST_STREAM
    assert b"grpc-message\x7f" in head.body
