"""Each filter alone, and all of them together; their values are data, whatever they hold."""

from typing import Any

import pytest

from support.spans import SECOND, START, chat, make_span
from support.stores import Store
from to11.model import genai
from to11.model.errors import InvalidRequestError
from to11.model.search import TraceStatus

HOSTILE = [
    "it's",
    'say "x"',
    "100%",
    "under_score",
    "back\\slash",
    "trailing\\",
    "'; DROP TABLE spans; --",
    "{project:String}",
    "$spans",
    "naïve",
    "ПРИВЕТ",
    "🦙🚀",
    "nul\x00byte",
    "\\N",
    "\\x41\\t",
]


@pytest.fixture
def filled(store: Store) -> Store:
    """Three traces: an OpenAI call, an Anthropic call that failed, and one without any model."""
    store.write(
        make_span("first", trace="a", duration=2 * SECOND, values={genai.SESSION_ID: "s-1", genai.USER_ID: "u-1"}),
        chat(
            "call one",
            trace="a",
            parent="first",
            tokens=(100, 20),
            cost=0.5,
            values={
                genai.INPUT_MESSAGES: '[{"role": "user", "content": "Where is the Llama?"}]',
                genai.OUTPUT_MESSAGES: '[{"parts": [{"type": "tool_call"}]}]',
            },
        ),
        service="shop",
        resource={genai.ENVIRONMENT: "prod"},
    )
    store.write(
        make_span("second", trace="b", start=START + SECOND, duration=9 * SECOND, values={genai.USER_ID: "u-2"}),
        chat(
            "call two",
            trace="b",
            parent="second",
            tokens=(7, 0),
            cost=0.001,
            error="overloaded by Llamas",
            start=START + SECOND,
            values={
                genai.PROVIDER: "anthropic",
                genai.REQUEST_MODEL: "claude",
                genai.RESPONSE_MODEL: "claude-4",
                genai.OPERATION: "generate_content",
            },
        ),
        service="desk",
        resource={genai.ENVIRONMENT: "staging"},
    )
    store.write(make_span("third", trace="c", start=START + 2 * SECOND), service="cron")
    return store


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["first", "second", "third"]),
        ({"status": TraceStatus.ERROR}, ["second"]),
        ({"status": TraceStatus.OK}, ["first", "third"]),
        ({"providers": ("openai",)}, ["first"]),
        ({"providers": ("openai", "anthropic")}, ["first", "second"]),
        ({"providers": ("nobody",)}, []),
        ({"models": ("gpt-4o",)}, ["first"]),
        ({"models": ("claude-4",)}, ["second"]),
        ({"models": ("claude",)}, ["second"]),
        ({"operations": ("chat",)}, ["first"]),
        ({"environments": ("prod", "test")}, ["first"]),
        ({"services": ("cron", "desk")}, ["second", "third"]),
        ({"sessions": ("s-1",)}, ["first"]),
        ({"users": ("u-2",)}, ["second"]),
        ({"tool_calls": True}, ["first"]),
        ({"tool_calls": False}, ["second", "third"]),
        ({"min_tokens": 8}, ["first"]),
        ({"max_tokens": 7}, ["second"]),
        ({"min_tokens": 7, "max_tokens": 120}, ["first", "second"]),
        ({"min_duration_ns": 2 * SECOND}, ["first", "second"]),
        ({"max_duration_ns": 2 * SECOND}, ["first", "third"]),
        ({"min_cost": 0.01}, ["first"]),
        ({"max_cost": 0.01}, ["second"]),
        ({"text": "llama"}, ["first", "second"]),
        ({"text": "LLAMA where"}, ["first"]),
        ({"text": "first llama"}, ["first"]),
        ({"text": "first overloaded"}, []),
        ({"text": "  "}, ["first", "second", "third"]),
        ({"start": START + 1}, ["second", "third"]),
        ({"end": START + 2 * SECOND}, ["first", "second"]),
        ({"start": START, "end": START}, []),
    ],
)
def test_each_filter(filled: Store, asked: dict[str, Any], names: list[str]) -> None:
    assert filled.names(**asked) == names


def test_all_filters_must_hold(filled: Store) -> None:
    asked: dict[str, Any] = {
        "status": TraceStatus.OK,
        "providers": ("openai", "anthropic"),
        "models": ("gpt-4o",),
        "operations": ("chat",),
        "environments": ("prod",),
        "services": ("shop",),
        "sessions": ("s-1",),
        "users": ("u-1",),
        "tool_calls": True,
        "min_tokens": 120,
        "max_tokens": 120,
        "min_duration_ns": 2 * SECOND,
        "max_duration_ns": 2 * SECOND,
        "min_cost": 0.5,
        "max_cost": 0.5,
        "text": "llama call",
    }
    assert filled.names(**asked) == ["first"]
    for name, other in {"users": ("u-2",), "tool_calls": False, "text": "overloaded", "min_cost": 0.6}.items():
        assert filled.names(**{**asked, name: other}) == []


def test_the_row_of_a_trace(filled: Store) -> None:
    (row,) = filled.traces(sessions=("s-1",))
    assert (row.name, row.service_name, row.span_count, row.error_count) == ("first", "shop", 2, 0)
    assert (row.start_ns, row.duration_ns, row.status) == (START, 2 * SECOND, TraceStatus.OK)
    assert (row.providers, row.models, row.operations) == (("openai",), ("gpt-4o",), ("chat",))
    assert (row.services, row.environments, row.sessions, row.users) == (("shop",), ("prod",), ("s-1",), ("u-1",))
    assert (row.tool_calls, row.input_tokens, row.output_tokens, row.cost) == (1, 100, 20, 0.5)


@pytest.mark.parametrize("text", HOSTILE)
def test_values_are_data(store: Store, text: str) -> None:
    store.write(
        chat("hostile", trace="h", values={genai.REQUEST_MODEL: text, genai.SESSION_ID: text, "note": f"a {text} b"}),
        chat("harmless", trace="i", values={"note": "nothing to see"}),
        service=text,
    )
    assert store.names(models=(text,)) == ["hostile"]
    assert store.names(models=("other", text), services=(text,), sessions=(text,)) == ["hostile"]
    assert store.names(sessions=(text + "x",)) == []
    (row,) = store.traces(sessions=(text,))
    assert (row.models, row.sessions, row.services) == ((text,), (text,), (text,))
    for word in text.split():
        assert "hostile" in store.names(text=word)
    assert [span.name for span in store.spans(sessions=(text,), services=(text,), text=text)] == ["hostile"]


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", "harmless%", "harm_ess"])
def test_wildcards_mean_themselves(store: Store, text: str) -> None:
    store.write(make_span("harmless", values={"note": "plain"}))
    assert store.names(text=text) == []


def test_text_is_found_in_events_and_in_any_alphabet(store: Store) -> None:
    span = make_span("work", values={"note": "ÄRGER mit ΣΊΣΥΦΟΣ"})
    span.events.add(name="exception").attributes.add(key="exception.message").value.string_value = "Disk on FIRE"
    store.write(span)
    assert store.names(text="fire") == ["work"]
    assert store.names(text="ärger") == ["work"]
    assert store.names(text="absent") == []


def test_too_many_words_are_refused(store: Store) -> None:
    with pytest.raises(InvalidRequestError, match="16 words"):
        store.names(text=" ".join(str(number) for number in range(17)))


def test_a_text_that_is_not_unicode_is_refused(store: Store) -> None:
    store.write(make_span("root"))
    with pytest.raises(InvalidRequestError):
        store.names(text="\udc80")


def test_another_projects_spans_are_never_seen(filled: Store, store: Store) -> None:
    other = Store(filled.client)
    other.write(make_span("theirs", trace="a"), chat("their call", trace="a", tokens=(1, 1)))
    assert filled.names() == ["first", "second", "third"]
    assert other.names() == ["theirs"]
    (theirs,) = other.traces()
    assert (theirs.span_count, theirs.input_tokens) == (2, 1)
    assert {span.name for span in other.reader.trace(other.project, theirs.trace_id)} == {"theirs", "their call"}
    assert {span.name for span in other.spans()} == {"theirs", "their call"}
    nobody = Store(filled.client)
    assert nobody.reader.trace(nobody.project, theirs.trace_id) == []
    assert nobody.reader.summary(nobody.project, theirs.trace_id) is None
    assert nobody.spans() == []
