"""One trace: its spans in outline, and one of them whole."""

from support.spans import SECOND, START, chat, make_span, span_id, trace_id
from support.stores import Store
from to11.model import genai
from to11.model.search import SpanOutline

TRACE = trace_id("trace").hex()


def outline(store: Store, limit: int = 100) -> list[SpanOutline]:
    return store.reader.outline(store.project, TRACE, limit)


def test_an_outline_tells_what_a_waterfall_draws(store: Store) -> None:
    call = chat(
        "call",
        parent="root",
        start=START + 5,
        tokens=(10, 0),
        cost=0.25,
        kind=3,
        error="no",
        values={
            genai.RESPONSE_MODEL: "gpt-4o-2024",
            genai.RESPONSE_TIME_TO_FIRST_CHUNK: 0.5,
            genai.OUTPUT_MESSAGES: '[{"parts": [{"type": "tool_call"}, {"type": "tool_call"}]}]',
        },
    )
    call.events.add(name="a", time_unix_nano=START)
    call.events.add(name="b", time_unix_nano=START)
    call.links.add(trace_id=trace_id("other"), span_id=span_id("other"))
    store.write(call, make_span("root", duration=3 * SECOND, values={genai.RESPONSE_MODEL: "answered"}))

    root_id, call_id = span_id("root").hex(), span_id("call").hex()
    assert outline(store) == [
        SpanOutline(
            root_id, "", "root", "Internal", "service", START, 3 * SECOND, "Unset",
            "", "", "answered", None, None, None, None, 0, 0, 0,
        ),
        SpanOutline(
            call_id, root_id, "call", "Client", "service", START + 5, SECOND, "Error",
            "chat", "openai", "gpt-4o", 10, 0, 0.25, 0.5, 2, 2, 1,
        ),
    ]  # fmt: skip


def test_an_outline_has_every_span_once_by_start_and_id(store: Store) -> None:
    store.write(*(make_span(f"{number}", start=START + number // 3) for number in range(50)))
    store.write(make_span("7", start=START + 2, error="again"), received=START + 1)
    found = outline(store)
    whole = store.reader.trace(store.project, TRACE)
    assert [(one.start_ns, one.span_id, one.status_code) for one in found] == [
        (one.start_ns, one.span_id, one.status_code) for one in whole
    ]
    assert len(found) == 50
    assert found == sorted(found, key=lambda one: (one.start_ns, one.span_id))
    assert [one.name for one in found if one.status_code == "Error"] == ["7"]
    assert outline(store, 7) == found[:7]


def test_a_span_that_moved_is_told_at_its_new_place(store: Store) -> None:
    store.write(make_span("early"), make_span("moved", start=START + SECOND))
    store.write(make_span("moved", start=START + 60 * SECOND), received=START + 1)
    assert [(one.name, one.start_ns - START) for one in outline(store)] == [("early", 0), ("moved", 60 * SECOND)]
    found = store.reader.span(store.project, TRACE, span_id("moved").hex())
    assert found is not None
    assert found.start_ns == START + 60 * SECOND


def test_one_span_is_as_the_trace_has_it(store: Store) -> None:
    store.write(make_span("root"), chat("call", parent="root", values={"note": "x" * 5000}))
    store.write(chat("call", trace="another", values={"note": "not this one"}))
    for whole in store.reader.trace(store.project, TRACE):
        assert store.reader.span(store.project, TRACE, whole.span_id) == whole
    assert store.reader.span(store.project, TRACE, span_id("nobody").hex()) is None
    assert store.reader.span(store.project, trace_id("third").hex(), span_id("root").hex()) is None


def test_what_another_project_has_is_not_there(store: Store) -> None:
    other = Store(store.client)
    other.write(make_span("root"))
    assert outline(store) == []
    assert store.reader.span(store.project, TRACE, span_id("root").hex()) is None
