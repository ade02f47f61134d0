"""Requests that are small on the wire and would be large in memory."""

import json
from collections.abc import Callable

import msgspec
import pytest

from support.otlp import names, request, span
from to11.model.errors import InvalidRequestError
from to11.wire.otlp import crowd
from to11.wire.otlp.check import check_json, check_protobuf
from to11.wire.otlp.framing import delimited

MIB = 1024 * 1024
IDS = b'"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174"'


def around(spans: bytes) -> bytes:
    return b'{"resourceSpans":[{"scopeSpans":[{"spans":[' + spans + b"]}]}]}"


@pytest.mark.parametrize(
    "body",
    [
        b"\x0a\x00" * (3 * MIB),
        delimited(1, delimited(2, b"\x12\x00" * (3 * MIB))),
        delimited(1, b"\x12\x00" * (3 * MIB)),
    ],
    ids=["resources", "spans", "scopes"],
)
def test_protobuf_of_too_many_envelopes(body: bytes) -> None:
    with pytest.raises(InvalidRequestError, match="more than 2097152 spans and envelopes"):
        check_protobuf(body)


@pytest.mark.parametrize("item", [b"{}", b"0", b"null"])
def test_json_of_too_many_spans(item: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "MAX_ITEMS", 10_000)
    with pytest.raises(InvalidRequestError, match="more than 5000 spans and envelopes"):
        check_json(around(b",".join([item] * MIB)))


def good_then(crowded: bytes) -> bytes:
    return request(span("good")).SerializeToString() + crowded


@pytest.mark.parametrize(
    "many",
    [
        lambda: b"\x4a\x00" * (2 * MIB),  # attributes
        lambda: delimited(9, b"\x0a\x01k", delimited(2, delimited(5, b"\x0a\x00" * (2 * MIB)))),  # items of one
        lambda: b"\x50\x00" * (2 * MIB),  # one number, again and again
    ],
)
def test_a_protobuf_span_of_too_many_values_is_rejected_alone(many: Callable[[], bytes]) -> None:
    crowded = request(span("crowded")).resource_spans[0].scope_spans[0].spans[0].SerializeToString() + many()
    checked = check_protobuf(good_then(delimited(1, delimited(2, delimited(2, crowded)))))
    assert names(checked.payload) == ["good"]
    assert f"more than {crowd.MAX_VALUES} values" in checked.message


def test_a_protobuf_resource_of_too_many_values_costs_its_spans() -> None:
    resource = delimited(1, b"\x0a\x00" * (2 * MIB))
    spans = request(span("lost")).resource_spans[0].scope_spans[0].SerializeToString()
    checked = check_protobuf(good_then(delimited(1, resource, delimited(2, spans))))
    assert names(checked.payload) == ["good"]
    assert checked.rejected == 1


@pytest.mark.parametrize("item", [b"{}", b"0", b'{"a":[]}'])
def test_a_json_span_of_too_many_values_is_rejected_alone(item: bytes) -> None:
    crowded = b"{" + IDS + b',"attributes":[' + b",".join([item] * (MIB + 1)) + b"]}"
    checked = check_json(around(crowded + b',{"name":"good",' + IDS + b"}"))
    assert names(checked.payload) == ["good"]
    assert f"more than {crowd.MAX_VALUES} values" in checked.message


def test_marks_within_strings_are_no_values() -> None:
    text = json.dumps('{[,\\"' * MIB)
    assert not crowd.crowded_json(msgspec.Raw(f'{{"a":{text},"b":[1,2]}}'.encode()))


def test_what_is_large_and_plain_passes() -> None:
    made = request(*[span(f"s{number}") for number in range(30_000)], span("x" * 2 * MIB))
    assert check_protobuf(made.SerializeToString()).accepted == 30_001


def test_a_long_object_of_unknown_members_is_read_past() -> None:
    unknown = b",".join(b'"%x":0' % number for number in range(300_000))
    spans = around(b'{"name":"good",' + IDS + b"}")
    checked = check_json(b"{" + unknown + b"," + spans[1:])
    assert names(checked.payload) == ["good"]


@pytest.mark.parametrize("space", [b"", b" ", b"\n\t "])
def test_a_long_array_is_taken_item_by_item(space: bytes) -> None:
    spans = [b'{"name":"s%d",' % number + IDS + b"}" for number in range(20_000)]
    body = around(space + (space + b"," + space).join(spans) + space)
    assert len(body) > MIB
    assert names(check_json(body).payload) == [f"s{number}" for number in range(20_000)]
    assert check_json(around(b" " * 2 * MIB)).accepted == 0
