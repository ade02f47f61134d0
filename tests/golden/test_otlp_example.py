"""The example of the OTLP specification, read, checked and written again."""

import json
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from to11.wire.otlp import json_in, json_out
from to11.wire.otlp.check import check_json, check_protobuf

EXAMPLE = Path(__file__).parents[2] / ".." / "shared" / "fixtures" / "otlp" / "trace.json"


@pytest.fixture
def example() -> bytes:
    if not EXAMPLE.is_file():
        pytest.skip("the recorded traffic in ../shared/fixtures is not here")
    return EXAMPLE.read_bytes()


def test_it_is_read_as_the_specification_means_it(example: bytes) -> None:
    request, tally = json_in.decode(example)
    assert (tally.accepted, tally.rejected) == (1, 0)
    (resource_spans,) = request.resource_spans
    assert resource_spans.resource.attributes[0].value.string_value == "my.service"
    (scope_spans,) = resource_spans.scope_spans
    assert (scope_spans.scope.name, scope_spans.scope.version) == ("my.library", "1.0.0")
    assert scope_spans.scope.attributes[0].value.string_value == "some scope attribute"
    (span,) = scope_spans.spans
    assert span.trace_id == bytes.fromhex("5b8efff798038103d269b633813fc60c")
    assert span.span_id == bytes.fromhex("eee19b7ec3c1b174")
    assert span.parent_span_id == bytes.fromhex("eee19b7ec3c1b173")
    assert (span.name, span.kind) == ("I'm a server span", Span.SPAN_KIND_SERVER)
    assert (span.start_time_unix_nano, span.end_time_unix_nano) == (1544712660000000000, 1544712661000000000)


def test_written_again_it_differs_in_the_case_of_its_ids_only(example: bytes) -> None:
    checked = check_json(example)
    assert check_protobuf(checked.payload) == checked
    request, _ = json_in.decode(example)
    assert json_out.document(request.resource_spans) == lower_ids(json.loads(example))


def lower_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: v.lower() if k.endswith(("traceId", "panId")) else lower_ids(v) for k, v in value.items()}
    return [lower_ids(item) for item in value] if isinstance(value, list) else value
