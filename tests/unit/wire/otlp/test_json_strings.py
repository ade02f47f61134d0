import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from to11.wire.otlp import json_strings
from to11.wire.otlp.json_strings import strings

TEXTS = st.text(st.sampled_from('ab"\\ \N{GRINNING FACE}{,'))
VALUES = st.recursive(TEXTS | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner))


def texts_of(value: Any) -> list[str]:
    match value:
        case str():
            return [value]
        case list():
            return [text for item in value for text in texts_of(item)]
        case dict():
            return [text for key, item in value.items() for text in (key, *texts_of(item))]
        case _:
            return []


@given(VALUES, st.integers(2, 8), st.booleans())
def test_every_string_is_found_whatever_the_window(value: Any, window: int, ascii_only: bool) -> None:
    data = json.dumps(value, ensure_ascii=ascii_only).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_strings, "_WINDOW", window)
        found = [json.loads(data[start:end]) for start, end in strings(memoryview(data))]
    assert found == texts_of(value)


@pytest.mark.parametrize("text", [b'"abc', b'"abc\\', b'"', b"", b'"\\"'])
def test_a_string_without_an_end_goes_to_the_end(text: bytes) -> None:
    assert [end for _, end in strings(memoryview(text))] == [len(text)] * bool(text)
