import json

from google.protobuf import json_format
from google.rpc.error_details_pb2 import BadRequest, RetryInfo
from google.rpc.status_pb2 import Status

from to11.wire import status


def test_details_survive_protobuf() -> None:
    built = status.build(14, "busy", [status.retry_info(1.25), status.bad_request("wrong", field="spans[0]")])
    read = Status.FromString(status.to_protobuf(built))
    assert (read.code, read.message) == (14, "busy")
    retry, bad = RetryInfo(), BadRequest()
    assert read.details[0].Unpack(retry)
    assert read.details[1].Unpack(bad)
    assert retry.retry_delay.ToTimedelta().total_seconds() == 1.25
    assert (bad.field_violations[0].field, bad.field_violations[0].description) == ("spans[0]", "wrong")


def test_json_names_the_type_of_details() -> None:
    built = status.build(3, "no", [status.bad_request("wrong"), status.retry_info(2)])
    written = status.to_json(built)
    assert json.loads(written) == {
        "code": 3,
        "message": "no",
        "details": [
            {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [{"description": "wrong"}],
            },
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "2s"},
        ],
    }
    assert json_format.Parse(written, Status()) == built


def test_no_delay_and_fractions_of_a_nanosecond() -> None:
    assert status.retry_info(0).retry_delay.nanos == 0
    assert status.retry_info(0.9999999999).retry_delay.seconds == 1
