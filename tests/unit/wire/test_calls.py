import msgspec
import pytest

from to11.model.call import Attempt, Call, Ending, Grouping
from to11.model.errors import InvalidRequestError
from to11.wire import calls

CALL = Call(
    request_id="req_1",
    trace_id="a" * 32,
    parent_span_id="",
    trace_state="",
    trace_flags=3,
    server_span_id="b" * 16,
    genai_span_id="c" * 16,
    start_ns=1,
    end_ns=2,
    method="POST",
    route="/v1/chat/completions",
    ending=Ending.UPSTREAM_BROKEN,
    status=200,
    grouping=Grouping(session_id="s"),
    request_body=b"\x00\xff",
    response_headers={"content-type": "application/json"},
    attempts=[Attempt("d" * 16, "http://x", "x", 80, 1, 2)],
)


def test_round_trip() -> None:
    assert calls.decode(calls.encode(CALL)) == CALL


def test_fields_of_a_newer_writer_are_ignored() -> None:
    newer = msgspec.msgpack.decode(calls.encode(CALL))
    newer["not yet known"] = {"x": 1}
    newer["grouping"]["nor this"] = 1
    assert calls.decode(msgspec.msgpack.encode(newer)) == CALL


def test_fields_that_an_older_writer_did_not_know_take_their_default() -> None:
    older = msgspec.msgpack.decode(calls.encode(CALL))
    for name in ("scheme", "usage_asked", "attempts", "grouping"):
        del older[name]
    decoded = calls.decode(msgspec.msgpack.encode(older))
    assert (decoded.scheme, decoded.usage_asked, decoded.attempts, decoded.grouping) == ("http", False, [], Grouping())


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x80", calls.encode(CALL)[:-1], msgspec.msgpack.encode([1])])
def test_what_is_no_call(data: bytes) -> None:
    with pytest.raises(InvalidRequestError):
        calls.decode(data)
