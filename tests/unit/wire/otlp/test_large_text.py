import base64
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from to11.wire.otlp.check import check_json
from to11.wire.otlp.large_text import LargeText, decode

IDS = {"traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174"}
LONG = 2 * 1024 * 1024


def written(text: str, *, ascii_only: bool) -> memoryview:
    return memoryview(json.dumps(text, ensure_ascii=ascii_only).encode())


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 3000), st.booleans())
def test_the_text_is_what_a_parser_reads(text: str, times: int, ascii_only: bool) -> None:
    assert LargeText(written(text * times, ascii_only=ascii_only)).utf8() == (text * times).encode()


@pytest.mark.parametrize("unit", ["\N{GRINNING FACE}", "é", "\\", '"', "\N{GRINNING FACE}a", "€€x", "\n"])
@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("shift", range(4))
def test_no_character_is_cut_in_two(unit: str, ascii_only: bool, shift: int) -> None:
    text = "x" * shift + unit * (500_000 // len(unit))
    assert LargeText(written(text, ascii_only=ascii_only)).utf8() == text.encode()


@pytest.mark.parametrize("bad", [rb'"\ud83d"', b'"\xff"', b'"abc\xf0\x9f"', rb'"\u12"', b'"\n"'])
def test_what_is_no_text(bad: bytes) -> None:
    with pytest.raises((ValueError, msgspec.DecodeError)):
        LargeText(memoryview(bad)).utf8()


def test_short_values_are_plain() -> None:
    assert decode(msgspec.Raw(b'{"a":["b"]}')) == {"a": ["b"]}


@pytest.mark.otlp("G7", "J6")
def test_long_strings_anywhere_in_a_span() -> None:
    text = '{"k": "\N{GRINNING FACE}"}, ' * (LONG // 13)
    octets = bytes(range(256)) * 4096
    attributes = [
        {"key": "text", "value": {"stringValue": text}},
        {"key": "bytes", "value": {"bytesValue": base64.urlsafe_b64encode(octets).decode()}},
        {"key": "list", "value": {"arrayValue": {"values": [{"stringValue": text}, {"intValue": 5}]}}},
    ]
    span = {**IDS, "name": text, "attributes": attributes, text: text}
    other = {**IDS, "name": "other", "startTimeUnixNano": text}
    document = {"resourceSpans": [{"scopeSpans": [{"spans": [span, other]}], "resource": {"attributes": attributes}}]}
    checked = check_json(json.dumps(document, ensure_ascii=False).encode())
    assert (checked.accepted, checked.rejected) == (1, 1)
    assert "startTimeUnixNano: not an integer" in checked.message
    kept = ExportTraceServiceRequest.FromString(checked.payload).resource_spans[0]
    found = kept.scope_spans[0].spans[0]
    assert found.name == text
    for attributes_found in (found.attributes, kept.resource.attributes):
        assert attributes_found[0].value.string_value == text
        assert attributes_found[1].value.bytes_value == octets
        assert [item.string_value for item in attributes_found[2].value.array_value.values] == [text, ""]
