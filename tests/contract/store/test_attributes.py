"""The filter on attributes: of the span or its resource, by the text that a column holds."""

import time
from typing import Any

import pytest

from support.api import sent, write
from support.spans import SECOND, START, make_span
from support.stores import DAY, Store
from to11.model.errors import InvalidRequestError
from to11.model.search import SpanFilter

Pairs = tuple[tuple[str, str], ...]


@pytest.fixture
def filled(store: Store) -> Store:
    """Written by the drain, whose texts are what is compared."""
    values: dict[str, Any] = {
        "text": "a=b, c",
        "count": 3,
        "whole": 3.0,
        "rate": 0.1,
        "small": 1e-7,
        "flag": True,
        "empty": "",
        "bytes": b"\x00\xff",
        "list": [1, "two"],
        "big": 2**63 - 1,
    }
    write(
        store.client,
        store.project,
        sent(
            make_span("root", trace="a", start=START, values={"stage": "one", "shared": "x"}),
            make_span("rich", trace="a", parent="root", start=START, values=values),
            host="h-1",
        ),
        sent(make_span("other", trace="b", start=START + 1, values={"stage": "two", "shared": "x"}), host="h-2"),
    )
    return store


@pytest.mark.parametrize(
    ("asked", "traces", "spans"),
    [
        ((("stage", "one"),), ["root"], ["root"]),
        ((("stage", "One"),), [], []),
        ((("stage", "on"),), [], []),
        ((("shared", "x"),), ["other", "root"], ["other", "root"]),
        ((("host", "h-1"),), ["root"], ["rich", "root"]),
        ((("host", "h-2"), ("stage", "two")), ["other"], ["other"]),
        ((("host", "h-2"), ("stage", "one")), [], []),
        # Each is said by some span of the trace, but no span says both.
        ((("stage", "one"), ("count", "3")), ["root"], []),
        ((("text", "a=b, c"),), ["root"], ["rich"]),
        ((("count", "3"), ("flag", "true"), ("rate", "0.1")), ["root"], ["rich"]),
        ((("count", "3.0"), ("whole", "3"), ("small", "0.0000001")), ["root"], ["rich"]),
        ((("whole", "3.0"), ("small", "1e-7"), ("big", "9223372036854775807")), ["root"], ["rich"]),
        ((("count", "4"),), [], []),
        ((("big", "9223372036854775806"),), [], []),
        ((("flag", "True"),), [], []),
        ((("bytes", "AP8="), ("list", '[1,"two"]')), ["root"], ["rich"]),
        ((("empty", ""),), ["root"], ["rich"]),
        ((("absent", ""),), [], []),
        ((("count", "nan"), ("count", "9" * 500)), [], []),
    ],
)
def test_attributes_are_compared_as_texts(filled: Store, asked: Pairs, traces: list[str], spans: list[str]) -> None:
    assert filled.names(attributes=asked) == traces
    assert sorted(span.name for span in filled.spans(attributes=asked)) == spans


def test_attributes_go_together_with_other_filters(filled: Store) -> None:
    assert filled.names(attributes=(("shared", "x"),), text="other") == ["other"]
    assert filled.names(attributes=(("shared", "x"),), services=("nobody",)) == []


def test_an_attribute_of_another_projects_span_is_never_found(filled: Store) -> None:
    other = Store(filled.client)
    other.write(make_span("theirs", trace="a"))
    assert other.names(attributes=(("stage", "one"),)) == []


def test_a_span_is_found_as_it_was_received_last(filled: Store) -> None:
    filled.write(
        make_span("root", trace="a", start=START, values={"stage": "changed"}), received=time.time_ns() + SECOND
    )
    assert filled.names(attributes=(("stage", "one"),)) == []
    assert filled.names(attributes=(("stage", "changed"),)) == ["root"]


@pytest.mark.parametrize(
    "text",
    [
        "it's",
        "'; DROP TABLE spans; --",
        "{project:String}",
        "$spans",
        "back\\slash\\",
        "nul\x00byte",
        "ПРИВЕТ 🦙",
        "\\N",
        "%_",
    ],
)
def test_keys_and_values_are_data(store: Store, text: str) -> None:
    store.write(make_span("hostile", trace="h", values={text: text}), make_span("harmless", trace="i"))
    assert store.names(attributes=((text, text),)) == ["hostile"]
    assert store.names(attributes=((text, text + "x"),)) == []
    assert store.names(attributes=((text + "x", text),)) == []


def test_too_many_attributes_are_refused(store: Store) -> None:
    asked = tuple((f"key-{number}", "x") for number in range(17))
    with pytest.raises(InvalidRequestError, match="16 attributes"):
        store.names(attributes=asked)
    with pytest.raises(InvalidRequestError, match="16 attributes"):
        store.reader.spans(store.project, SpanFilter(START - DAY, START + DAY, attributes=asked))
    assert store.names(attributes=asked[:16]) == []
