"""What counts as an error on which span. The table at the top of `record.outcome`, row by row."""

from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from support.calls import BARE, attempt, attributes, call, spans_of, stream
from to11.model.call import Call, Ending
from to11.record import spans
from to11.record.policy import DEFAULT

OK, FAILED = Status.STATUS_CODE_UNSET, Status.STATUS_CODE_ERROR


def outcome(span: Span) -> tuple[int, str | None]:
    return span.status.code, attributes(span).get("error.type")


def outcomes(recorded: Call) -> list[tuple[int, str | None]]:
    """Of the SERVER span, the inference, and the attempts."""
    return [outcome(span) for span in spans_of(spans(recorded))]


def refused(status: int, body: Any) -> Call:
    return call(status=status, response_body=body, attempts=[attempt(status=status)])


def test_all_went_well() -> None:
    assert outcomes(call()) == [(OK, None)] * 3


def test_the_provider_refused() -> None:
    error = {"error": {"message": "no such model", "type": "invalid_request_error", "code": "model_not_found"}}
    recorded = refused(404, error)
    # For a server a 4xx is the caller's fault and leaves the status unset.
    assert outcomes(recorded) == [(OK, None), (FAILED, "model_not_found"), (FAILED, "404")]
    assert spans_of(spans(recorded))[1].status.message == "no such model"


@pytest.mark.parametrize("body", [b"", b"<html>Bad Gateway</html>", {"error": {"message": "m"}}])
def test_the_provider_failed_and_does_not_say_how(body: Any) -> None:
    assert outcomes(refused(503, body)) == [(FAILED, "503"), (FAILED, "503"), (FAILED, "503")]


def test_no_answer_was_had() -> None:
    recorded = call(
        ending=Ending.UPSTREAM_FAILED,
        status=504,
        error_type="timeout",
        error_message="no answer within 600 s",
        response_body=b"",
        attempts=[attempt(status=0, error_type="connection_refused"), attempt(status=0, error_type="timeout")],
    )
    assert outcomes(recorded) == [
        (FAILED, "timeout"),
        (FAILED, "timeout"),
        (FAILED, "connection_refused"),
        (FAILED, "timeout"),
    ]
    for policy in (DEFAULT, BARE):
        inference = spans_of(spans(recorded, policy))[1]
        assert inference.status.message == "no answer within 600 s"
        assert "http.response.status_code" not in attributes(spans_of(spans(recorded))[2])


def test_no_answer_was_had_and_nothing_is_known_of_why() -> None:
    recorded = call(ending=Ending.UPSTREAM_FAILED, status=502, response_body=b"", attempts=[])
    assert outcomes(recorded) == [(FAILED, "502"), (FAILED, "_OTHER")]


CUT = stream({"id": "c", "choices": [{"index": 0, "delta": {"content": "hal"}}]}, done=False)
STREAM = {"stream": True, "response_headers": {"content-type": "text/event-stream"}, "response_body": CUT}


@pytest.mark.parametrize("named", ["", "connection_reset"])
def test_the_provider_broke_off(named: str) -> None:
    recorded = call(ending=Ending.UPSTREAM_BROKEN, error_type=named, **STREAM)
    assert outcomes(recorded) == [(FAILED, named or "upstream_broken")] * 3
    assert attributes(spans_of(spans(recorded))[1])["gen_ai.response.finish_reasons"] == ["error"]


def test_the_caller_hung_up() -> None:
    recorded = call(ending=Ending.CLIENT_CLOSED, **STREAM)
    assert outcomes(recorded) == [(OK, None), (FAILED, "client_closed"), (FAILED, "client_closed")]
    server, inference, _ = spans_of(spans(recorded))
    assert attributes(server)["to11.call.ending"] == "client_closed"
    assert '"hal"' in attributes(inference)["gen_ai.output.messages"]
    assert attributes(inference)["gen_ai.response.finish_reasons"] == ["error"]


def test_the_caller_hung_up_before_an_answer_began() -> None:
    recorded = call(
        ending=Ending.CLIENT_CLOSED, status=0, response_body=b"", response_headers={}, attempts=[attempt(status=0)]
    )
    assert outcomes(recorded) == [(OK, None), (FAILED, "client_closed"), (FAILED, "client_closed")]
    server, inference, _ = spans_of(spans(recorded))
    assert "http.response.status_code" not in attributes(server)
    assert "gen_ai.response.finish_reasons" not in attributes(inference)


def test_an_earlier_attempt_is_not_blamed_for_how_the_call_ended() -> None:
    recorded = call(ending=Ending.CLIENT_CLOSED, attempts=[attempt(status=200), attempt("f" * 16)], **STREAM)
    assert outcomes(recorded)[2:] == [(OK, None), (FAILED, "client_closed")]


@pytest.mark.parametrize(("error", "kind"), [({"type": "overloaded"}, "overloaded"), ({}, "_OTHER")])
def test_an_error_within_a_stream(error: dict[str, str], kind: str) -> None:
    body = CUT + stream({"error": error})
    recorded = call(**{**STREAM, "response_body": body})
    assert outcomes(recorded) == [(OK, None), (FAILED, kind), (OK, None)]


def test_choices_that_were_asked_for_and_never_began_are_errors_in_their_place() -> None:
    asked = {"model": "gpt-4o-mini", "n": 3, "stream": True, "messages": []}
    recorded = call(ending=Ending.UPSTREAM_BROKEN, request_body=asked, **STREAM)
    found = attributes(spans_of(spans(recorded))[1])
    assert found["gen_ai.response.finish_reasons"] == ["error"] * 3
    assert found["gen_ai.output.messages"].count('"finish_reason":"error"') == 3


def test_the_gateways_own_refusal() -> None:
    recorded = call(ending=Ending.REFUSED, status=400, attempts=[], error_message="what was wrong")
    assert outcomes(recorded) == [(OK, None)]
