"""The OpenTelemetry SDK for JavaScript, by gRPC, protobuf and JSON."""

import json
import secrets
from typing import Any

import pytest

from support.clients import JS_APPS, exported, needs_js_clients, run_node, snippets
from support.program import Program

_COUNTS = ("droppedAttributesCount", "droppedEventsCount", "droppedLinksCount")
_NUMBERS = ("intValue", "startTimeUnixNano", "endTimeUnixNano", "timeUnixNano")


def plain(value: Any) -> Any:
    """An OTLP/JSON document without what may be written in two ways: 64-bit integers, and fields that say nothing."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    kept: dict[str, Any] = {
        name: int(item) if name in _NUMBERS else plain(item)
        for name, item in value.items()
        if not (name in _COUNTS and item == 0)
        and not (name in ("attributes", "events", "links", "values", "status") and item in ([], {}, {"code": 0}))
        and not (name in ("parentSpanId", "traceState", "message", "schemaUrl") and item in (None, ""))
    }
    if "attributes" in kept:
        kept["attributes"] = sorted(kept["attributes"], key=lambda attribute: str(attribute["key"]))
    return kept


def with_spans_in_order(document: dict[str, Any]) -> dict[str, Any]:
    for resource_spans in document["resourceSpans"]:
        for scope_spans in resource_spans["scopeSpans"]:
            scope_spans["spans"].sort(key=lambda span: str(span["spanId"]))
    return document


@needs_js_clients()
@pytest.mark.parametrize("compression", ["none", "gzip"])
@pytest.mark.parametrize("protocol", ["grpc", "http/protobuf", "http/json"])
def test_spans_are_stored_as_the_sdk_made_them(program: Program, protocol: str, compression: str) -> None:
    head = secrets.token_hex(8)
    variables = exported(program, "=grpc" if protocol == "grpc" else "=http/protobuf")
    variables |= {"OTEL_EXPORTER_OTLP_PROTOCOL": protocol, "OTEL_EXPORTER_OTLP_COMPRESSION": compression}
    printed = run_node(program, "app.mjs", TRACE_HEAD=head, **variables)

    trace_id = f"{head}8448eb211c80319c"
    stored = program.trace(trace_id, at_least=5)
    sent, found = plain(json.loads(printed)), plain(program.otlp(trace_id))
    for document in (sent, found):
        with_spans_in_order(document)
    attributes = found["resourceSpans"][0]["resource"]["attributes"]
    assert [attribute for attribute in attributes if attribute["key"] == "project.id"] == [
        {"key": "project.id", "value": {"stringValue": program.project_id}}
    ]
    attributes[:] = [attribute for attribute in attributes if attribute["key"] != "project.id"]
    assert found == sent

    spans = {span["name"]: span for span in stored["spans"]}
    assert [spans[name]["kind"] for name in ("root", "failed", "kept", "consumed", "inner")] == [
        *("server", "client", "producer", "consumer", "internal")
    ]
    root, failed, kept = spans["root"], spans["failed"], spans["kept"]
    assert (root["parentSpanId"], root["traceState"]) == ("b7ad6b7169203331", "vendor=value,other=2")
    assert root["serviceName"] == "my-rag-pipeline"
    assert root["resource"]["attributes"]["telemetry.sdk.language"] == "nodejs"
    assert root["attributes"] == {
        "text": "Straße 中文 🙂",
        "empty": "",
        "yes": True,
        "no": False,
        "zero": 0,
        "integer": 42,
        "negative": -7,
        "largest": 2**53 - 1,
        "double": 0.1,
        "tiny": 5e-324,
        "texts": ["a", "", "ß"],
        "integers": [1, -2, 3],
        "doubles": [0.5, 1.5],
        "booleans": [True, False],
        "nothing": [],
    }
    assert [event["name"] for event in root["events"]] == ["plain", "with attributes"]
    assert root["events"][1]["attributes"] == {"n": 1, "list": ["a"]}
    assert root["events"][1]["time"] == "2026-01-01T00:00:00.123456789Z"
    assert failed["status"] == {"code": "error", "message": "no such model"}
    assert failed["events"][0]["attributes"]["exception.type"] == "TypeError"
    (link,) = failed["links"]
    assert (link["spanId"], link["attributes"]) == (root["spanId"], {"why": "retry", "count": 2})
    assert (kept["status"]["code"], kept["durationNano"]) == ("ok", 1_999_999_998)


def test_applications_begin_as_the_page_says() -> None:
    apps = [file.read_text("utf-8") for file in JS_APPS.glob("*.mjs")]
    assert [code for code in snippets("js") if not any(app.startswith(code) for app in apps)] == []
