import re

import pytest

from to11.model.ids import is_id, new_id, new_span_id, new_trace_id


def test_ids_are_prefixed_and_differ() -> None:
    made = {new_id("proj") for _ in range(100)}
    assert len(made) == 100
    assert all(is_id(one, "proj") for one in made)


@pytest.mark.parametrize("text", ["proj_", "proj", "ws_abcdefgh", "proj_abc def", "proj_abcdefgh\n", "PROJ_abcdefgh"])
def test_what_is_no_id(text: str) -> None:
    assert not is_id(text, "proj")


def test_w3c_ids() -> None:
    assert re.fullmatch("[0-9a-f]{32}", new_trace_id())
    assert re.fullmatch("[0-9a-f]{16}", new_span_id())
    assert len({new_span_id() for _ in range(100)}) == 100
