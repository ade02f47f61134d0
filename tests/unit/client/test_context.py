import asyncio
import uuid
from collections.abc import Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from to11.client import context
from to11.client.context import conversation, ids, put_ids_on_spans, session, turn


class Spans:
    """A provider that the module takes for the global one, and what it has ended."""

    def __init__(self) -> None:
        self.provider = TracerProvider()
        self.tracer = self.provider.get_tracer("test")
        self._memory = InMemorySpanExporter()
        self.provider.add_span_processor(SimpleSpanProcessor(self._memory))

    def ended(self) -> dict[str, ReadableSpan]:
        return {span.name: span for span in self._memory.get_finished_spans()}

    def said(self, name: str) -> dict[str, object]:
        return dict(self.ended()[name].attributes or {})


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[Spans]:
    made = Spans()
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: made.provider)
    monkeypatch.setattr(trace, "get_tracer", made.provider.get_tracer)
    yield made
    made.provider.shutdown()


def test_spans_that_begin_within_carry_the_ids(spans: Spans) -> None:
    with spans.tracer.start_as_current_span("before"), session("s1", user_id="u1") as found:
        with conversation("c1"), spans.tracer.start_as_current_span("inner"):
            spans.tracer.start_span("below").end()
        spans.tracer.start_span("after the conversation").end()
    spans.tracer.start_span("outside").end()
    assert found == "s1"
    all_of_them = {"session.id": "s1", "user.id": "u1", "gen_ai.conversation.id": "c1"}
    assert spans.said("inner") == spans.said("below") == all_of_them
    assert spans.said("after the conversation") == {"session.id": "s1", "user.id": "u1"}
    assert spans.said("before") == spans.said("outside") == {}


def test_what_a_span_says_itself_stays(spans: Spans) -> None:
    with session("s1"):
        spans.tracer.start_span("own", attributes={"session.id": "mine"}).end()
    assert spans.said("own") == {"session.id": "mine"}


def test_ids_are_made_where_none_are_given(spans: Spans) -> None:
    with session() as first, session() as second, conversation() as third:
        assert len({str(uuid.UUID(one)) for one in (first, second, third)}) == 3
        assert ids() == {"session.id": second, "gen_ai.conversation.id": third}
    assert ids() == {}


def test_a_turn_is_a_trace_of_its_own(spans: Spans) -> None:
    with spans.tracer.start_as_current_span("request"), session("s1"):
        with turn("answer", {"question": 1}) as root:
            spans.tracer.start_span("call").end()
        with turn():
            pass
        spans.tracer.start_span("again in the request").end()
    found = spans.ended()
    assert found["answer"].parent is None
    assert found["call"].parent == root.get_span_context()
    assert spans.said("answer") == {"question": 1, "session.id": "s1"}
    assert len({span.context.trace_id for span in found.values() if span.context}) == 3
    assert found["again in the request"].parent == found["request"].context


def test_an_error_goes_on_and_is_on_the_turn(spans: Spans) -> None:
    with pytest.raises(ValueError, match="odd"), session("s1"), turn("answer"):
        raise ValueError("odd")
    assert spans.ended()["answer"].status.status_code is trace.StatusCode.ERROR
    assert ids() == {}


async def test_tasks_keep_their_ids_apart(spans: Spans) -> None:
    async def work(name: str) -> None:
        with session(name):
            await asyncio.sleep(0)
            with turn(f"turn of {name}"):
                await asyncio.sleep(0)

    await asyncio.gather(*(work(f"s{number}") for number in range(5)))
    for number in range(5):
        assert spans.said(f"turn of s{number}") == {"session.id": f"s{number}"}


@pytest.mark.parametrize("bad", [" ", "a ", "é", "a\nb"])
def test_an_id_has_to_fit_into_a_header(bad: str) -> None:
    for block in (session(bad), session("s", user_id=bad), conversation(bad)):
        with pytest.raises(ValueError, match="printable ASCII"), block:
            pass
    assert ids() == {}


def test_a_provider_is_asked_once_and_another_kind_is_left_alone() -> None:
    class Counting(TracerProvider):
        added = 0

        def add_span_processor(self, span_processor: object) -> None:
            self.added += 1

    provider = Counting()
    for _ in range(3):
        put_ids_on_spans(provider)
    assert provider.added == 1
    put_ids_on_spans(trace.NoOpTracerProvider())


def test_the_names_are_those_of_the_conventions() -> None:
    from to11.model import genai

    assert (context.SESSION_ID, context.CONVERSATION_ID, context.USER_ID) == (
        genai.SESSION_ID,
        genai.CONVERSATION_ID,
        genai.USER_ID,
    )
