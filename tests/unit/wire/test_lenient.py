import pytest

from to11.wire import lenient


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b'{"a":1}', {"a": 1}),
        (b'{"a":[1,2', {"a": [1]}),
        (b'{"a":"\xff"}', {"a": "\ufffd"}),
        (b'{"a":"\\ud83d"}', {"a": "?"}),
        (b"<html>Bad Gateway</html>", None),
        (b"", None),
        (b"[" * 100_000, None),
        (b'{"a":1e999}', None),
    ],
)
def test_decode(text: bytes, expected: object) -> None:
    assert lenient.decode(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(3, 3), (3.0, 3), (0, 0), (3.5, None), (True, None), ("3", None), (None, None), (2**63, None), (-1, -1)],
)
def test_integer(value: object, expected: int | None) -> None:
    assert lenient.integer(value) == expected


def test_a_count_is_not_negative() -> None:
    assert lenient.count(-1) is None
    assert lenient.count(7) == 7


@pytest.mark.parametrize(("value", "expected"), [(1, 1.0), (0.5, 0.5), (False, None), ("1", None), (10**400, None)])
def test_number(value: object, expected: float | None) -> None:
    assert lenient.number(value) == expected


def test_text_is_never_empty() -> None:
    assert [lenient.text(value) for value in ("a", "", 1, None)] == ["a", None, None, None]


def test_wrong_kinds_count_as_absent() -> None:
    assert lenient.mapping([1]) == {}
    assert lenient.items({"a": 1}) == []
    assert lenient.objects([1, {"a": 1}, None, [{}]]) == [{"a": 1}]
    assert lenient.objects("x") == []
