"""Cursors: what went in comes out, and nothing else does harm."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from to11.control.paging import decode_cursor, encode_cursor
from to11.model.errors import InvalidRequestError

parts = st.lists(st.text(st.characters(codec="utf-8").filter(str.isprintable)), min_size=1, max_size=3)


@given(parts)
def test_a_cursor_comes_back(given_parts: list[str]) -> None:
    assert decode_cursor(encode_cursor(*given_parts), len(given_parts)) == given_parts


@given(parts)
def test_a_cursor_of_another_list_is_refused(given_parts: list[str]) -> None:
    with pytest.raises(InvalidRequestError):
        decode_cursor(encode_cursor(*given_parts), len(given_parts) + 1)


@given(st.text(st.characters(codec=None)))
def test_any_text_is_decoded_or_refused(text: str) -> None:
    with contextlib.suppress(InvalidRequestError):
        assert len(decode_cursor(text, 2)) == 2
