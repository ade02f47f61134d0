import pytest

from to11.wire import json_edit
from to11.wire.json_edit import layout, remove_member, set_member


def test_layout_gives_byte_offsets() -> None:
    text = ' { "é" : [1,{"a":"}"}] , "a":"\\"{" }\n'.encode()
    found = layout(text)
    assert found is not None
    assert [text[member.value_start : member.value_end] for member in found.members] == [b'[1,{"a":"}"}]', b'"\\"{"']
    assert text[found.close : found.close + 1] == b"}"
    member = found.last("a")
    assert member is not None
    assert text[member.start : member.value_end] == b'"a":"\\"{"'


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b" ",
        b"null",
        b"[]",
        b'"{}"',
        b"{",
        b'{"a"',
        b'{"a":',
        b'{"a":1',
        b'{"a":1,}',
        b'{,"a":1}',
        b'{"a" 1}',
        b'{"a":1 "b":2}',
        b"{}{}",
        b"{} x",
        b"{1:2}",
        b'{"a":01}',
        b'{"a":"\n"}',
        b'{"a":' + b"[" * 100_000,
    ],
)
def test_what_is_no_object_has_no_layout_and_stays(text: bytes) -> None:
    assert layout(text) is None
    assert set_member(text, "a", b"1") == text
    assert remove_member(text, "a") == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"{}", b'{"a":1}'),
        (b"{ }", b'{ "a":1}'),
        (b'{"b":2 }\n', b'{"b":2,"a":1 }\n'),
        (b'{"a" : null }', b'{"a" : 1 }'),
        (b'{"a":2,"b":{"a":3},"a":"}"}', b'{"a":2,"b":{"a":3},"a":1}'),
        (b'{"\\u0061":2}', b'{"\\u0061":1}'),
    ],
)
def test_set_member(text: bytes, expected: bytes) -> None:
    assert set_member(text, "a", b"1") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b'{"a":1}', b"{}"),
        (b'{ "a" : 1 }', b"{  }"),
        (b'{"a":1,"b":2}', b'{"b":2}'),
        (b'{"b":2 , "a":1 }', b'{"b":2 }'),
        (b'{"b":2,"a":1,"c":3}', b'{"b":2,"c":3}'),
        (b'{"a":1,"a":2,"b":{"a":3},"a":4}', b'{"b":{"a":3}}'),
        (b'{"b":2}', b'{"b":2}'),
    ],
)
def test_remove_member(text: bytes, expected: bytes) -> None:
    assert remove_member(text, "a") == expected


def test_a_long_body_is_scanned_quickly() -> None:
    body = b'{"messages":["' + b"x" * 20_000_000 + b'"],"model":"m"}'
    found = json_edit.layout(body)
    assert found is not None
    assert [member.name for member in found.members] == ["messages", "model"]
