from dataclasses import replace

import pyarrow as pa
import pytest

from support.spans import START, chat, columns, make_span, span_id, trace_id
from to11.ingest.decode import decode
from to11.store import arrow, sql
from to11.store.schema import statements


def test_an_empty_set_of_columns_makes_an_empty_table() -> None:
    table = decode([]).to_arrow()
    assert table.num_rows == 0
    assert table.column_names == columns(make_span("span")).to_arrow().column_names


def test_every_column_is_one_of_the_table() -> None:
    ddl = sql.migrations()[3]
    for name in columns(make_span("span")).to_arrow().column_names:
        assert f"\n    {name} " in ddl or f"\n    `{name}` " in ddl


def test_rows_keep_their_own_values() -> None:
    first, second = make_span("first", values={"a": "1"}), chat("second", parent="first", tokens=(3, 4))
    first.events.add(time_unix_nano=START, name="event").attributes.add(key="k").value.string_value = "v"
    second.links.add(trace_id=trace_id("x"), span_id=span_id("x"))
    filled = columns(first, service="one")
    columns(second, service="two", into=filled)
    rows = filled.to_arrow().to_pylist()
    assert len(filled) == len(rows) == 2
    assert [row["ServiceName"] for row in rows] == ["one", "two"]
    assert [row["SpanName"] for row in rows] == ["first", "second"]
    assert rows[0]["SpanAttributes"] == [("a", "1")]
    assert [row["InputTokens"] for row in rows] == [None, 3]
    assert [row["ParentSpanId"] for row in rows] == ["", span_id("first").hex()]
    assert [len(row["Events.Name"]) for row in rows] == [1, 0]
    assert rows[0]["Events.Attributes"] == [[("k", "v")]]
    assert [row["Links.TraceId"] for row in rows] == [[], [trace_id("x").hex()]]


def test_columns_of_different_length_make_no_table() -> None:
    with pytest.raises((pa.ArrowInvalid, ValueError)):
        replace(decode([]), name=pa.array(["one too many"])).to_arrow()


def test_a_dictionary_holds_each_value_once() -> None:
    picked = arrow.pick(pa.array([2, 0, 1], type=pa.int32()), pa.array(["a", "a", "b"]))
    assert picked.to_pylist() == ["b", "a", "a"]
    assert len(picked.dictionary) == 2


def test_counts_that_are_none_are_dropped() -> None:
    given = pa.array([1, None, arrow.MAX_COUNT, arrow.MAX_COUNT + 1, 2**63], type=pa.uint64())
    assert arrow.counts(given).to_pylist() == [1, None, arrow.MAX_COUNT, None, None]


def test_ids_of_any_length() -> None:
    assert arrow.hexadecimal(pa.array([b"\x00\xab", b"", b"\xff"])).to_pylist() == ["00ab", "", "ff"]
    assert arrow.hexadecimal(pa.array([b"\x00\xab", b"\x01", b"\xff"])[1:]).to_pylist() == ["01", "ff"]
    assert arrow.hexadecimal(pa.array([b"", b""])).to_pylist() == ["", ""]
    assert arrow.hexadecimal(pa.array([], type=pa.binary())).to_pylist() == []


def test_times_are_clamped() -> None:
    assert arrow.clamp(ns(0, arrow.MAX_NS, 2**64 - 1)).to_pylist() == [0, arrow.MAX_NS, arrow.MAX_NS]
    found = arrow.durations(ns(5, 2**64 - 1, 0), ns(3, 2**64 - 1, 2**64 - 1))
    assert found.to_pylist() == [0, 0, arrow.MAX_NS]


def ns(*times: int) -> pa.UInt64Array:
    return pa.array(times, type=pa.uint64())


def test_statements_end_at_the_end_of_a_line() -> None:
    assert statements("-- one\nSELECT ';' ;\nSELECT 2;\n") == ["-- one\nSELECT ';'", "SELECT 2"]


def test_migrations_are_numbered_without_gaps() -> None:
    assert list(sql.migrations()) == list(range(1, len(sql.migrations()) + 1))


def test_every_piece_of_a_statement_must_be_given() -> None:
    with pytest.raises(KeyError):
        sql.compose("traces", spans="SELECT 1")
