import pytest

from to11.api import cursors
from to11.model.errors import InvalidRequestError

VALUES: cursors.Values = [1_774_459_800_000_000_000, "4bf92f3577b34da6a3ce929d0e0e4736"]
SHAPE = (int, str)


def test_a_cursor_comes_back_as_it_was() -> None:
    assert cursors.decode(cursors.encode(VALUES, listing="traces"), listing="traces", shape=SHAPE) == VALUES


def test_any_changed_character_is_refused() -> None:
    cursor = cursors.encode(VALUES, listing="traces")
    for place in range(len(cursor)):
        for other in "Aa0-_":
            changed = cursor[:place] + other + cursor[place + 1 :]
            if changed == cursor:
                continue
            with pytest.raises(InvalidRequestError):
                cursors.decode(changed, listing="traces", shape=SHAPE)


@pytest.mark.parametrize("change", [lambda c: c[:-1], lambda c: c + "A", lambda c: c + "=", lambda c: c[1:]])
def test_a_cut_or_lengthened_cursor_is_refused(change) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidRequestError):
        cursors.decode(change(cursors.encode(VALUES, listing="traces")), listing="traces", shape=SHAPE)


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(InvalidRequestError):
        cursors.decode(cursors.encode(VALUES, listing="traces"), listing="spans", shape=SHAPE)


@pytest.mark.parametrize("values", [[1], [1, "a", 2], ["a", 1], [True, "a"], []])
def test_a_cursor_of_another_shape_is_refused(values: cursors.Values) -> None:
    with pytest.raises(InvalidRequestError):
        cursors.decode(cursors.encode(values, listing="traces"), listing="traces", shape=SHAPE)


@pytest.mark.parametrize("text", ["", "!", "é", "null", "A" * 40_000, "\n"])
def test_what_never_was_a_cursor_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        cursors.decode(text, listing="traces", shape=SHAPE)
    assert refused.value.details["fields"] == [
        {"field": "cursor", "message": refused.value.message.removeprefix("cursor: ")}
    ]


@pytest.mark.parametrize("identifier", ["s" * 20_000, "ü" * 3000])
def test_a_session_with_a_long_id_may_end_a_page(identifier: str) -> None:
    values: cursors.Values = [1, identifier]
    assert cursors.decode(cursors.encode(values, listing="sessions"), listing="sessions", shape=SHAPE) == values
