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
        (b"[1, 2 ,3\n,  4", [1, 2, 3]),
        (b"[1, 2 ,3\n,  ", [1, 2, 3]),
        (b'[1,2,"a', [1, 2, "a"]),
        (b'[true,null,{"a":1,"b":2.5,"c', [True, None, {"a": 1, "b": 2.5}]),
        (b'{"a":[1,2],"b":[3,[4,5,6', {"a": [1, 2], "b": [3, [4, 5]]}),
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


def test_of_very_many_values_the_first_are_kept() -> None:
    whole = complete(b'{"a":[' + b"{}," * 1_000_000)
    assert whole is not None
    kept = json.loads(whole)["a"]
    assert len(kept) > 100_000
    assert kept[-1] == {}
    # Numbers are read many at a time.
    whole = complete(b'{"a":[' + b"1.5," * 1_000_000)
    assert whole is not None
    assert len(json.loads(whole)["a"]) == 1_000_000
