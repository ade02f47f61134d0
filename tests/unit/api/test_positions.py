from dataclasses import replace

import pytest

from to11.api.positions import following, resume
from to11.model.errors import InvalidRequestError
from to11.model.search import Cursor, TraceFilter

ASKED = TraceFilter(start_ns=100, end_ns=200, providers=("openai",))
LATER = replace(ASKED, start_ns=150, end_ns=250)
PLACE = Cursor(start_ns=170, id="4bf92f3577b34da6a3ce929d0e0e4736")


def test_the_first_page_is_as_asked() -> None:
    assert resume(None, ASKED, "traces", "proj_a") == (ASKED, None)


def test_the_last_page_has_no_cursor() -> None:
    assert following(None, ASKED, "traces", "proj_a") is None


def test_the_next_page_keeps_the_first_ones_window() -> None:
    text = following(PLACE, ASKED, "traces", "proj_a")
    assert resume(text, LATER, "traces", "proj_a") == (ASKED, PLACE)


@pytest.mark.parametrize(
    ("asked", "kind", "project"),
    [
        (replace(ASKED, providers=("cohere",)), "traces", "proj_a"),
        (replace(ASKED, text="x"), "traces", "proj_a"),
        (replace(ASKED, attributes=(("k", "v"),)), "traces", "proj_a"),
        (ASKED, "sessions", "proj_a"),
        (ASKED, "traces", "proj_b"),
    ],
)
def test_a_cursor_goes_with_its_list_alone(asked: TraceFilter, kind: str, project: str) -> None:
    text = following(PLACE, ASKED, "traces", "proj_a")
    with pytest.raises(InvalidRequestError):
        resume(text, asked, kind, project)
