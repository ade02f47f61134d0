"""One session: its figures, its turns, its calls."""

import pytest

from support.spans import START, chat, make_span, span_id, trace_id
from support.stores import DAY, Store
from to11.model import genai
from to11.model.search import Cursor, TraceFilter

SESSION = "chat/7 ü'"
IN_IT = {genai.SESSION_ID: SESSION}


@pytest.fixture
def filled(store: Store) -> Store:
    """Seven traces a day apart, of which every span, the root or only a call names the session; and two of others."""
    for number in range(7):
        start = START + number * DAY
        store.write(
            make_span("root", trace=f"t{number}", start=start, values=IN_IT if number % 3 < 2 else {}),
            chat(
                "call",
                trace=f"t{number}",
                parent="root",
                start=start + 1,
                tokens=(10, number),
                values=IN_IT if number % 3 else {},
                error="no" if number == 2 else None,
            ),
        )
    store.write(make_span("other", trace="other", values={genai.SESSION_ID: "another"}))
    store.write(make_span("none", trace="none"))
    return store


def test_a_session_is_of_all_its_traces_whenever_they_were(filled: Store) -> None:
    found = filled.reader.session(filled.project, SESSION)
    (listed,), _ = filled.reader.sessions(filled.project, TraceFilter(0, START + 30 * DAY, sessions=(SESSION,)))
    assert found == listed
    assert (found.trace_count, found.span_count, found.error_count) == (7, 14, 1)
    assert (found.start_ns, found.last_ns) == (START, START + 6 * DAY)
    assert (found.input_tokens, found.output_tokens) == (70, 21)


@pytest.mark.parametrize("session", ["", "chat", "chat/7 ü", "another'", "%"])
def test_there_is_no_such_session(filled: Store, session: str) -> None:
    assert filled.reader.session(filled.project, session) is None
    assert filled.reader.turns(filled.project, session) == ([], None)


def test_a_session_of_another_project_is_not_there(filled: Store) -> None:
    other = Store(filled.client)
    assert other.reader.session(other.project, SESSION) is None
    assert other.reader.turns(other.project, SESSION) == ([], None)


def test_a_span_that_has_left_the_session_is_no_turn_of_it(filled: Store) -> None:
    filled.write(make_span("other", trace="other", values=IN_IT), received=START + 1)
    assert filled.reader.session(filled.project, "another") is None
    assert filled.reader.turns(filled.project, "another") == ([], None)
    found = filled.reader.session(filled.project, SESSION)
    assert found is not None
    assert found.trace_count == 8


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 8])
def test_turns_come_oldest_first_page_after_page(filled: Store, limit: int) -> None:
    pages = []
    cursor: Cursor | None = None
    while True:
        page, cursor = filled.reader.turns(filled.project, SESSION, cursor, limit)
        pages.append([turn.trace_id for turn in page])
        if cursor is None:
            break
    assert [one for page in pages for one in page] == [trace_id(f"t{number}").hex() for number in range(7)]
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    assert pages[-1] != []


def test_a_turn_is_told_as_the_list_tells_the_trace(filled: Store) -> None:
    turns, _ = filled.reader.turns(filled.project, SESSION)
    assert turns == [filled.reader.summary(filled.project, turn.trace_id) for turn in turns]


def test_turns_at_one_moment_are_in_order_of_their_ids(store: Store) -> None:
    store.write(*(make_span(f"{number}", trace=f"{number}", values=IN_IT) for number in range(9)))
    first, cursor = store.reader.turns(store.project, SESSION, None, 4)
    rest, _ = store.reader.turns(store.project, SESSION, cursor, 10)
    ids = [turn.trace_id for turn in [*first, *rest]]
    assert ids == sorted(ids)
    assert len(ids) == 9


def test_the_turns_before_a_page_end_with_the_last_one(filled: Store) -> None:
    turns, cursor = filled.reader.turns(filled.project, SESSION, None, 4)
    assert cursor is not None
    assert filled.reader.turns_until(filled.project, SESSION, cursor, 3) == turns[1:]
    assert filled.reader.turns_until(filled.project, SESSION, cursor, 9) == turns


def test_calls_are_those_that_count(store: Store) -> None:
    long = {"note": "x" * 5000}
    store.write(
        make_span("root"),
        chat("wrapping", parent="root"),
        chat("inner", parent="wrapping", start=START + 2, values=long),
        chat("search", parent="root", start=START + 3, values={genai.OPERATION: "embeddings"}),
        chat("tool", parent="root", start=START + 4, values={genai.OPERATION: "execute_tool"}),
        chat("elsewhere", trace="elsewhere", start=START + 1),
        chat("not asked for", trace="third"),
    )
    trace, elsewhere = (trace_id(name).hex() for name in ("trace", "elsewhere"))
    found = store.reader.calls(store.project, [elsewhere, trace], ["embeddings"], 10)
    of_trace = [one for one in found if one.trace_id == trace]
    assert [one.place for one in of_trace] == [
        Cursor(START + 2, trace + span_id("inner").hex()),
        Cursor(START + 4, trace + span_id("tool").hex()),
    ]
    assert of_trace[0].bytes > 5000 > of_trace[1].bytes > 0
    assert [one.place.id for one in found if one not in of_trace] == [elsewhere + span_id("elsewhere").hex()]
    least = store.reader.calls(store.project, [trace, elsewhere], [], 1)
    assert sorted(one.place.id for one in least) == sorted(
        [trace + span_id("inner").hex(), elsewhere + span_id("elsewhere").hex()]
    )
    assert store.reader.calls(store.project, [], [], 10) == []

    spans = store.reader.at(store.project, [one.place for one in reversed(of_trace)])
    assert [span.name for span in spans] == ["tool", "inner"]
    assert spans[1] == store.reader.span(store.project, trace, span_id("inner").hex())
