import msgspec
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from support.otlp import bad_span, names, request, span
from to11.model.errors import InvalidRequestError
from to11.wire.otlp import check as module
from to11.wire.otlp import json_out
from to11.wire.otlp.check import check, check_json, check_protobuf
from to11.wire.otlp.encoding import Encoding, of_content_type
from to11.wire.otlp.faults import Checked


def nested(levels: int, *, lists: bool) -> Span:
    made = span("deep")
    value: AnyValue = made.attributes.add(key="deep").value
    for _ in range(levels):
        value = value.array_value.values.add() if lists else value.kvlist_value.values.add().value
    value.bool_value = True
    return made


def raw_span(content: bytes) -> bytes:
    """A request's bytes with a good span, then one with this content, then another good one."""
    whole = request(span("first")).SerializeToString()
    last = request(span("last")).SerializeToString()
    middle = b"\x12" + bytes([len(content)]) + content
    middle = b"\x12" + bytes([len(middle)]) + middle
    return whole + b"\x0a" + bytes([len(middle)]) + middle + last


class TestGood:
    def test_the_bytes_stay_as_they_came(self) -> None:
        data = request(span("a"), span("b", parent_span_id=b"12345678")).SerializeToString()
        checked = check_protobuf(data)
        assert checked == Checked(data, 2, 0, "", {})
        assert checked.payload is data

    def test_unknown_fields_survive(self) -> None:
        unknown = b"\xfa\x7f\x05hello"  # field 2047, length-delimited
        good = span("a").SerializeToString() + unknown
        data = b"".join(
            (b"\x0a", bytes([len(good) + 4]), b"\x12", bytes([len(good) + 2]), b"\x12", bytes([len(good)]), good)
        )
        assert check_protobuf(data + unknown).payload == data + unknown
        rewritten = check_protobuf(data + request(bad_span()).SerializeToString())
        assert (rewritten.accepted, rewritten.rejected) == (1, 1)
        assert unknown in rewritten.payload

    @pytest.mark.parametrize(
        "empty",
        [b"", b"\x0a\x00", b"\x0a\x02\x12\x00", request().SerializeToString()],
        ids=["no bytes", "no scopes", "no spans", "resource only"],
    )
    def test_an_empty_request_is_nothing_to_keep(self, empty: bytes) -> None:
        assert check_protobuf(empty) == (b"", 0, 0, "", {})

    def test_every_kind_of_attribute_value_passes(self) -> None:
        made = span()
        made.attributes.add(key="empty value").value.SetInParent()
        made.attributes.add(key="no value")
        made.attributes.add(key="bytes").value.bytes_value = b"\xff\x00"
        made.attributes.add(key="strindex", key_strindex=3).value.string_value_strindex = 7
        made.attributes.add(key="mixed").value.array_value.values.extend(
            [AnyValue(), AnyValue(bool_value=False), AnyValue(string_value="")]
        )
        made.attributes.add(key="map").value.kvlist_value.values.add(key="k").value.array_value.SetInParent()
        assert check_protobuf(request(made).SerializeToString()).accepted == 1

    def test_links_to_nowhere_cost_the_span_nothing(self) -> None:
        made = span()
        made.links.add(trace_id=b"", span_id=b"123")
        assert check_protobuf(request(made).SerializeToString()).accepted == 1


class TestBadIds:
    @pytest.mark.parametrize(
        ("fields", "why"),
        [
            ({"trace_id": b""}, "trace_id has 0 bytes, not 16"),
            ({"trace_id": bytes(16)}, "trace_id is all zero"),
            ({"trace_id": b"x" * 17}, "trace_id has 17 bytes, not 16"),
            ({"span_id": b"x" * 7}, "span_id has 7 bytes, not 8"),
            ({"span_id": bytes(8)}, "span_id is all zero"),
            ({"parent_span_id": b"x"}, "parent_span_id has 1 bytes, neither 0 nor 8"),
        ],
    )
    @pytest.mark.parametrize("encoding", Encoding)
    def test_a_bad_span_is_rejected_alone(self, fields: dict[str, object], why: str, encoding: Encoding) -> None:
        message = request(span("a"), span("b", **fields), span("c"))
        data = message.SerializeToString() if encoding is Encoding.PROTOBUF else as_json(message)
        checked = check(data, encoding)
        assert names(checked.payload) == ["a", "c"]
        assert (checked.accepted, checked.rejected) == (2, 1)
        assert checked.message == f"1 of 3 spans rejected: span 1 'b': {why}"

    def test_a_zero_parent_is_kept(self) -> None:
        assert check_protobuf(request(span(parent_span_id=bytes(8))).SerializeToString()).rejected == 0

    def test_only_the_first_offenders_are_named(self) -> None:
        checked = check_protobuf(request(*[bad_span(f"{'n' * 100}{i}") for i in range(600)]).SerializeToString())
        assert checked.payload == b""
        assert (checked.accepted, checked.rejected) == (0, 600)
        assert checked.message.startswith("600 of 600 spans rejected: span 0 'nnn")
        assert checked.message.endswith("; and 595 more")
        assert len(checked.message) < 700

    def test_spans_are_numbered_through_all_resources(self) -> None:
        message = request(span(), span())
        message.MergeFrom(request(span(), bad_span("here")))
        assert "span 3 'here'" in check_protobuf(message.SerializeToString()).message


class TestUndecodable:
    @pytest.mark.parametrize("data", [b"\x0a", b"\xff" * 10, b"\x00\x01", b"not a protobuf", b"{}"])
    def test_bytes_that_are_no_request(self, data: bytes) -> None:
        with pytest.raises(InvalidRequestError, match=r"not a valid ExportTraceServiceRequest: .*corrupt"):
            check_protobuf(data)

    def test_a_truncated_request(self) -> None:
        with pytest.raises(InvalidRequestError):
            check_protobuf(request(span()).SerializeToString()[:-3])

    def test_a_string_that_is_not_utf8_costs_its_span(self) -> None:
        checked = check_protobuf(raw_span(span("middle").SerializeToString() + b"\x1a\x02\xff\xfe"))
        assert names(checked.payload) == ["first", "last"]
        assert checked.message == "1 of 3 spans rejected: span 1: a string is not valid UTF-8"

    def test_a_resource_that_is_not_utf8_costs_its_spans(self) -> None:
        scopes = b"\x12\x04\x12\x00\x12\x00"
        data = b"\x0a" + bytes([len(scopes) + 4]) + scopes + b"\x1a\x02\xff\xfe"
        checked = check_protobuf(data + request(span("ok")).SerializeToString())
        assert names(checked.payload) == ["ok"]
        assert checked.rejected == 2
        assert "not valid UTF-8" in checked.message

    def test_a_request_of_which_nothing_can_be_read_is_refused(self) -> None:
        data = request(span("xyz")).SerializeToString().replace(b"xyz", b"\xff\xfe\xfd")
        with pytest.raises(InvalidRequestError, match="span 0: a string is not valid UTF-8"):
            check_protobuf(data)

    @pytest.mark.parametrize(("levels", "lists"), [(47, True), (31, False)])
    def test_nesting_up_to_the_limit(self, levels: int, lists: bool) -> None:
        message = request(nested(levels, lists=lists))
        assert check_protobuf(message.SerializeToString()).accepted == 1
        as_protobuf = check_json(as_json(message))
        assert ExportTraceServiceRequest.FromString(as_protobuf.payload) == message

    @pytest.mark.parametrize(("levels", "lists"), [(48, True), (32, False)])
    @pytest.mark.parametrize("encoding", Encoding)
    def test_a_span_nested_deeper_is_rejected_alone(self, levels: int, lists: bool, encoding: Encoding) -> None:
        message = request(span("a"), nested(levels, lists=lists), span("c"))
        data = message.SerializeToString() if encoding is Encoding.PROTOBUF else as_json(message)
        checked = check(data, encoding)
        assert names(checked.payload) == ["a", "c"]
        assert checked.rejected == 1
        assert "nested too deeply" in checked.message


class TestLarge:
    """Requests beyond the size that is parsed in one call."""

    @pytest.fixture(autouse=True)
    def _small_limit(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(module, "STRAIGHT_BYTES", 1000)
        monkeypatch.setattr("to11.wire.otlp.piecewise._RUN_BYTES", 1000)

    def test_the_bytes_stay_as_they_came(self) -> None:
        data = request(*[span(f"s{i}") for i in range(100)]).SerializeToString()
        checked = check_protobuf(data)
        assert checked.payload is data
        assert (checked.accepted, checked.rejected) == (100, 0)

    def test_bad_and_unreadable_spans_are_taken_out(self) -> None:
        message = request(*[span(f"s{i}") for i in range(100)])
        message.resource_spans[0].scope_spans[0].spans[7].trace_id = b"short"
        message.resource_spans[0].scope_spans[0].spans[50].name = "unreadable"
        checked = check_protobuf(message.SerializeToString().replace(b"unreadable", b"unread\xffble"))
        assert names(checked.payload) == [f"s{i}" for i in range(100) if i not in (7, 50)]
        assert checked.message == (
            "2 of 100 spans rejected: span 7 's7': trace_id has 5 bytes, not 16; span 50: a string is not valid UTF-8"
        )
        kept = ExportTraceServiceRequest.FromString(checked.payload)
        assert kept.resource_spans[0].resource == message.resource_spans[0].resource
        assert kept.resource_spans[0].scope_spans[0].scope == message.resource_spans[0].scope_spans[0].scope

    def test_undecodable(self) -> None:
        with pytest.raises(InvalidRequestError):
            check_protobuf(b"\x0a\xff\xff\xff\x7f" + bytes(2000))


@pytest.mark.parametrize(
    ("content_type", "encoding"),
    [
        ("application/x-protobuf", Encoding.PROTOBUF),
        ("Application/JSON; charset=utf-8", Encoding.JSON),
        ("application/protobuf", None),
        ("text/json", None),
        ("", None),
    ],
)
def test_content_types(content_type: str, encoding: Encoding | None) -> None:
    assert of_content_type(content_type) is encoding


def as_json(message: ExportTraceServiceRequest) -> bytes:
    return msgspec.json.encode(json_out.document(message.resource_spans))
