import json

import pytest

from to11.wire.json_prefix import complete


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b'{"a":[1,12', {"a": [1]}),
        (b'{"a":[1,12,', {"a": [1, 12]}),
        (b'{"a":"x', {"a": "x"}),
        (b'{"a":"x\\', {"a": "x"}),
        (b'{"a":"x\\\\', {"a": "x\\"}),
        (b'{"a":"x\\"', {"a": 'x"'}),
        (b'{"a":"x\\ud83d', {"a": "x"}),
        (b'{"a":"x\\ud83d\\ude0', {"a": "x"}),
        ('{"a":"xé'.encode()[:-1], {"a": "x"}),
        ('{"a":"x😀'.encode()[:-1], {"a": "x"}),
        (b'{"a":1,"b', {"a": 1}),
        (b'{"a":1,"b"', {"a": 1}),
        (b'{"a":1,"b":', {"a": 1}),
        (b'{"a":1,"b":tru', {"a": 1}),
        (b'{"a":{"b":{}', {"a": {"b": {}}}),
        (b'["a","b', ["a", "b"]),
        (b'{"a":1}', {"a": 1}),
        (b" {", {}),
    ],
)
def test_what_is_whole_is_kept(text: bytes, expected: object) -> None:
    whole = complete(text)
    assert whole is not None
    assert json.loads(whole) == expected


@pytest.mark.parametrize("text", [b"", b"  ", b"nonsense", b"<html>", b"}", b"[1]]", b'{"a":nonsense,"b":1'])
def test_what_is_no_beginning_of_json(text: bytes) -> None:
    assert complete(text) is None
