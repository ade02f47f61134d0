from time import perf_counter_ns, time_ns

import pytest

from to11.gateway.draft import MAX_PIECES, Draft, Pieces, Tee
from to11.gateway.endpoints import ENDPOINTS
from to11.gateway.incoming import read_headers
from to11.gateway.memory import FREE_BYTES, Hold, Memory
from to11.settings import MIB

PARENT = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def draft(*headers: tuple[bytes, bytes], **scope: object) -> Draft:
    given = {
        "method": "POST",
        "path": "/v1/chat/completions",
        "scheme": "http",
        "client": ("1.2.3.4", 5),
        "server": ("9.9.9.9", 4000),
        **scope,
    }
    return Draft(ENDPOINTS["/v1/chat/completions"], given, read_headers(list(headers)), 100, Memory(0))


def test_tee_keeps_the_beginning() -> None:
    tee = Tee(5, Hold(Memory(0)))
    for piece in (b"abc", b"", b"def", b"ghi"):
        tee.add(piece)
    assert (tee.bytes(), tee.truncated) == (b"abcde", True)


def test_tee_that_is_just_full_is_whole() -> None:
    tee = Tee(3, Hold(Memory(0)))
    tee.add(b"abc")
    assert (tee.bytes(), tee.truncated) == (b"abc", False)


def test_tee_without_room_goes_on_counting() -> None:
    room = Memory(2 * MIB)
    tee = Tee(16 * MIB, Hold(room))
    for _ in range(10):
        tee.add(bytes(MIB // 2))
    assert (tee.size, tee.truncated) == (5 * MIB, True)
    assert len(tee.bytes()) == tee.kept <= MIB + FREE_BYTES
    assert room.used <= MIB


def test_pieces_of_a_long_stream() -> None:
    pieces = Pieces()
    for number in range(MAX_PIECES + 10):
        pieces.add(number + 1, 1000 + number)
    assert len(pieces.ends) == len(pieces.times_ns) == MAX_PIECES
    assert (pieces.ends[0], pieces.times_ns[0]) == (1, 0)
    assert (pieces.ends[-2], pieces.times_ns[-2]) == (MAX_PIECES - 1, MAX_PIECES - 2)
    assert (pieces.ends[-1], pieces.times_ns[-1]) == (MAX_PIECES + 10, MAX_PIECES + 9)


@pytest.mark.parametrize(
    ("asked", "content_type", "timed"),
    [
        (True, b"text/event-stream", True),
        (True, b"application/json", True),
        (False, b"text/event-stream; charset=utf-8", True),
        (False, b"application/json", False),
    ],
)
def test_pieces_of_streams_only(asked: bool, content_type: bytes, timed: bool) -> None:
    begun = draft()
    begun.stream = asked
    begun.note_head(200, [(b"content-type", content_type)])
    begun.note_piece(b"ab", 1, 1)
    begun.note_piece(b"c", 1, 5)
    begun.note_piece(b"", 1, 5)
    call = begun.finish()
    assert (call.piece_ends, call.piece_ns) == (([2, 3], [0, 4]) if timed else ([], []))
    assert (call.response_size, call.response_body) == (3, b"abc")


def test_what_was_asked_for() -> None:
    call = draft((b"content-type", b"application/json"), path="/v1/chat/completions").finish()
    assert (call.path, call.request_headers) == ("", {"content-type": "application/json"})
    assert (draft(path="/v1/files/a").finish().path, draft().finish().request_headers) == ("/v1/files/a", {})


def test_a_new_trace() -> None:
    call = draft().finish()
    assert len(call.trace_id) == 32
    assert (call.parent_span_id, call.trace_state) == ("", "")
    assert len({call.server_span_id, call.genai_span_id, draft().finish().server_span_id}) == 3


def test_a_trace_continued() -> None:
    begun = draft((b"traceparent", PARENT), (b"tracestate", b"a=1"), (b"tracestate", b"b=2"))
    call = begun.finish()
    assert (call.trace_id, call.parent_span_id) == ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331")
    assert (call.trace_state, call.trace_flags) == ("a=1,b=2", 1)
    assert begun.trace_headers("1" * 16) == [
        (b"traceparent", b"00-0af7651916cd43dd8448eb211c80319c-1111111111111111-01"),
        (b"tracestate", b"a=1,b=2"),
    ]
    assert begun.own_headers()[1] == (
        b"traceparent",
        f"00-{call.trace_id}-{call.server_span_id}-01".encode(),
    )


def test_a_bad_traceparent_begins_anew() -> None:
    call = draft((b"traceparent", b"00-zz-1-01"), (b"tracestate", b"a=1")).finish()
    assert (call.parent_span_id, call.trace_state) == ("", "")


@pytest.mark.parametrize(
    ("host", "scheme", "expected"),
    [
        (b"gateway.example:4000", "http", ("gateway.example", 4000)),
        (b"gateway.example", "https", ("gateway.example", 443)),
        (b"[::1]:4000", "http", ("::1", 4000)),
        (b"a:b:c", "http", ("9.9.9.9", 4000)),
        (b"", "http", ("9.9.9.9", 4000)),
    ],
)
def test_host(host: bytes, scheme: str, expected: tuple[str, int]) -> None:
    call = draft((b"host", host), scheme=scheme).finish()
    assert (call.host, call.port) == expected


def test_no_address_is_known() -> None:
    call = draft(client=None, server=None).finish()
    assert (call.host, call.port, call.client_address) == ("", 0, "")


def test_times_are_on_the_wall_clock_and_never_run_backwards() -> None:
    before = time_ns()
    begun = draft()
    started = perf_counter_ns()
    begun.note_attempt("1" * 16, "http://x/v1", ("x", 80), started, status=200, error_type="")
    begun.first_chunk_ns = perf_counter_ns()
    call = begun.finish()
    (attempt,) = call.attempts
    assert before <= call.start_ns <= attempt.start_ns <= attempt.end_ns <= call.first_chunk_ns <= call.end_ns
    assert call.end_ns - before < 5_000_000_000


def test_only_chosen_headers_are_kept() -> None:
    begun = draft()
    begun.note_head(
        200, [(b"content-type", b"a"), (b"content-type", b"b"), (b"set-cookie", b"secret"), (b"x-request-id", b"r")]
    )
    assert begun.finish().response_headers == {"content-type": "a", "x-request-id": "r"}
