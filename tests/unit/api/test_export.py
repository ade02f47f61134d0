"""What a file of traces holds."""

import csv
import io
import json
from dataclasses import replace

import pytest

from to11.api.present import export
from to11.model.search import TraceStatus, TraceSummary

PLAIN = TraceSummary("4b" * 16, 1_790_000_000_000_000_001, 5, TraceStatus.ERROR, "rag", "shop", 3, 1)


def read(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode(), newline="")))


def test_csv_has_the_names_of_the_api_and_a_row_for_each() -> None:
    full = replace(PLAIN, models=("gpt-4o", "claude"), tool_calls=2, input_tokens=7, output_tokens=0, cost=0.25)
    written = export.csv_head() + export.csv_rows([PLAIN, full])
    head, plain, told = read(written)
    assert dict(zip(head, plain, strict=True)) == {
        "traceId": "4b" * 16,
        "name": "rag",
        "status": "error",
        "startTime": "2026-09-21T14:13:20.000000001Z",
        "durationNano": "5",
        "serviceName": "shop",
        "spanCount": "3",
        "errorCount": "1",
        **dict.fromkeys(("services", "providers", "models", "operations", "environments", "sessions", "users"), ""),
        "toolCalls": "0",
        "inputTokens": "",
        "outputTokens": "",
        "cost": "",
    }
    assert {key: value for key, value in zip(head, told, strict=True) if value not in plain} == {
        "models": "gpt-4o; claude",
        "toolCalls": "2",
        "inputTokens": "7",
        "cost": "0.25",
    }
    assert written.count(b"\r\n") == 3
    assert written.endswith(b"\r\n")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://evil.test")'])
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    (row,) = read(export.csv_rows([replace(PLAIN, name=text, users=(text, "ada"))]))
    assert row[1] == f"'{text}"
    assert row[14] == f"'{text}; ada"


@pytest.mark.parametrize("text", ["a=b", "1-1", 'say "x", please', "two\r\nlines", "ü🦙", "", " =1", "nul\x00"])
def test_any_other_text_is_as_it_is(text: str) -> None:
    (row,) = read(export.csv_rows([replace(PLAIN, name=text)]))
    assert row[1] == text


def test_json_rows_make_an_array() -> None:
    rows = json.loads(b"[" + export.json_rows([PLAIN, replace(PLAIN, name="=1", cost=1e-7)]) + b"]")
    assert [(row["name"], row["cost"], row["startTime"]) for row in rows] == [
        ("rag", None, "2026-09-21T14:13:20.000000001Z"),
        ("=1", 1e-7, "2026-09-21T14:13:20.000000001Z"),
    ]
