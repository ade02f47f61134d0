"""Edits of JSON text against Python's own decoder."""

import json
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from to11.wire import json_large
from to11.wire.json_edit import layout, remove_member, set_member
from to11.wire.json_prefix import complete
from to11.wire.openai.usage import ask_for_usage, replace_model

NAMES = st.sampled_from(["model", "stream_options", "include_usage", "usage", "a", "é", '"{', "\\"])
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | NAMES
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)
MEMBERS = st.lists(st.tuples(NAMES, VALUES), max_size=6)


@st.composite
def objects(draw: st.DrawFn) -> tuple[bytes, list[tuple[str, Any]]]:
    """The text of an object, duplicate keys and white space included, and its members."""
    members = draw(MEMBERS)
    gap = draw(st.sampled_from(["", " ", "\n\t"]))
    ascii_only = draw(st.booleans())
    written = [
        gap.join([json.dumps(name, ensure_ascii=ascii_only), ":", json.dumps(value, ensure_ascii=ascii_only)])
        for name, value in members
    ]
    return f"{gap}{{{gap}{(gap + ',' + gap).join(written)}{gap}}}{gap}".encode(), members


@given(objects())
def test_the_layout_is_that_of_the_decoder(case: tuple[bytes, list[tuple[str, Any]]]) -> None:
    text, members = case
    found = layout(text)
    assert found is not None
    assert [json.loads(text[member.value_start : member.value_end]) for member in found.members] == [
        value for _, value in members
    ]
    assert [
        json.loads(text[member.start :].partition(b":")[0]) if ":" not in name else name
        for member, (name, _) in zip(found.members, members, strict=True)
    ] == [name for name, _ in members]


@given(objects(), NAMES.filter(str.isascii), VALUES)
def test_set_member_sets_that_and_nothing_else(
    case: tuple[bytes, list[tuple[str, Any]]], name: str, value: Any
) -> None:
    text, members = case
    edited = set_member(text, name, json.dumps(value).encode())
    assert json.loads(edited) == {**dict(members), name: value}
    found = layout(text)
    assert found is not None
    member = found.last(name)
    if member is not None:
        assert edited.startswith(text[: member.value_start])
        assert edited.endswith(text[member.value_end :])


@given(objects(), NAMES.filter(str.isidentifier).filter(str.isascii), VALUES)
def test_a_member_appended_to_a_large_text_is_the_one_set(
    case: tuple[bytes, list[tuple[str, Any]]], name: str, value: Any
) -> None:
    text, members = case
    written = json.dumps(value).encode()
    assume(b"Infinity" not in text + written)  # which is Python's, not JSON's
    appended = json_large.append(text, name, written)
    if name in dict(members):
        assert appended is None
    else:
        assert appended == set_member(text, name, written)


@given(objects(), st.text(max_size=8))
def test_a_text_replaced_in_a_large_text_is_the_one_set(case: tuple[bytes, list[tuple[str, Any]]], value: str) -> None:
    text, members = case
    assume(b"Infinity" not in text)
    replaced = json_large.replace_text(text, "model", value)
    given_values = [each for name, each in members if name == "model"]
    if replaced is not None:
        assert json.loads(replaced) == {**dict(members), "model": value}
    else:  # not where the guess is sure to be right
        assert not (len(given_values) == 1 and isinstance(given_values[0], str) and text.count(b'"model"') == 1)


@given(objects(), NAMES.filter(str.isascii))
def test_remove_member_removes_that_and_nothing_else(case: tuple[bytes, list[tuple[str, Any]]], name: str) -> None:
    text, _ = case
    assert json.loads(remove_member(text, name), object_pairs_hook=list) == [
        pair for pair in json.loads(text, object_pairs_hook=list) if pair[0] != name
    ]


@given(objects())
def test_ask_for_usage_asks_and_changes_nothing_else(case: tuple[bytes, list[tuple[str, Any]]]) -> None:
    text, _ = case
    before = json.loads(text)
    options = before.get("stream_options")
    after = json.loads(ask_for_usage(text))
    if options is not None and not isinstance(options, dict):
        assert ask_for_usage(text) == text
    else:
        assert after == {**before, "stream_options": {**(options or {}), "include_usage": True}}
    assert ask_for_usage(ask_for_usage(text)) == ask_for_usage(text)


@given(objects(), st.text(max_size=20))
def test_replace_model(case: tuple[bytes, list[tuple[str, Any]]], model: str) -> None:
    text, members = case
    assert json.loads(replace_model(text, model)) == {**dict(members), "model": model}


@given(st.binary(max_size=60) | st.text('{}[]":,\\ 1a', max_size=40).map(str.encode))
def test_whatever_comes_nothing_raises(text: bytes) -> None:
    if layout(text) is None:
        assert ask_for_usage(text) == replace_model(text, "m") == text
    complete(text)


@given(objects(), st.data())
def test_a_prefix_completes_to_a_part_of_the_whole(
    case: tuple[bytes, list[tuple[str, Any]]], data: st.DataObject
) -> None:
    text, _ = case
    cut = data.draw(st.integers(0, len(text)))
    whole = complete(text[:cut])
    assume(whole is not None)
    assert whole is not None
    assert is_part(json.loads(whole, object_pairs_hook=Pairs), json.loads(text, object_pairs_hook=Pairs))
    if text[:cut].rstrip() == text.rstrip():
        assert json.loads(whole) == json.loads(text)


class Pairs(list[tuple[str, Any]]):
    """An object with its duplicates."""


def is_part(part: Any, whole: Any) -> bool:
    if isinstance(part, Pairs) and isinstance(whole, Pairs):
        return len(part) <= len(whole) and all(
            one[0] == other[0] and is_part(one[1], other[1]) for one, other in zip(part, whole, strict=False)
        )
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) <= len(whole) and all(map(is_part, part, whole))
    if isinstance(part, str) and isinstance(whole, str):
        return whole.startswith(part)
    return bool(part == whole)
