"""Tokens and cost are counted once, however many spans tell of the same call."""

from itertools import pairwise

import pytest

from support.spans import chat, make_span, span_id, trace_id
from support.stores import Store
from to11.model import genai


def totals(store: Store) -> tuple[int | None, int | None, float | None]:
    """What list and detail both say of the one trace."""
    (listed,) = store.traces()
    detail = store.reader.summary(store.project, trace_id("trace").hex())
    assert detail == listed
    return listed.input_tokens, listed.output_tokens, listed.cost


def test_one_call_counts(store: Store) -> None:
    store.write(make_span("root"), chat("call", parent="root", tokens=(10, 5), cost=0.25))
    assert totals(store) == (10, 5, 0.25)


def test_a_trace_without_genai_spans_says_nothing(store: Store) -> None:
    store.write(make_span("root"), make_span("work", parent="root", values={genai.USAGE_INPUT_TOKENS: 7}))
    assert totals(store) == (None, None, None)


def test_siblings_add_up(store: Store) -> None:
    store.write(
        make_span("root"),
        chat("one", parent="root", tokens=(1, 2), cost=0.5),
        chat("two", parent="root", tokens=(3, 4), cost=0.25),
    )
    assert totals(store) == (4, 6, 0.75)


@pytest.mark.parametrize("between", [0, 1, 2, 3, 30])
def test_a_call_told_by_client_and_gateway_counts_once(store: Store, between: int) -> None:
    """The SDK's span lies above the gateway's, with any number of spans between the two."""
    chain = ["client", *(f"hop {number}" for number in range(between)), "gateway"]
    store.write(chat("client", tokens=(10, 5), cost=1.0))
    store.write(*(make_span(name, parent=above) for above, name in pairwise(chain[:-1])))
    store.write(chat("gateway", parent=chain[-2], tokens=(11, 6), cost=2.0))
    assert totals(store) == (11, 6, 2.0)


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_of_nested_spans_of_one_operation_only_the_innermost_count(store: Store, depth: int) -> None:
    names = [f"level {number}" for number in range(depth)]
    store.write(
        *(
            chat(name, parent=above, tokens=(10**number, 0))
            for number, (name, above) in enumerate(zip(names, ["", *names], strict=False))
        ),
        chat("leaf one", parent=names[-1], tokens=(50_000, 1)),
        chat("leaf two", parent=names[-1], tokens=(60_000, 2)),
    )
    assert totals(store)[:2] == (110_000, 3)


def test_a_different_operation_below_does_not_replace_the_one_above(store: Store) -> None:
    store.write(
        chat("agent", tokens=(100, 10), values={genai.OPERATION: "invoke_agent"}),
        chat("call", parent="agent", tokens=(40, 4)),
        chat("vector", parent="call", tokens=(2, 0), values={genai.OPERATION: "embeddings"}),
    )
    assert totals(store)[:2] == (142, 14)


def test_the_same_operation_is_seen_through_a_different_one(store: Store) -> None:
    store.write(
        chat("outer", tokens=(100, 10)),
        chat("agent", parent="outer", tokens=(7, 1), values={genai.OPERATION: "invoke_agent"}),
        chat("inner", parent="agent", tokens=(40, 4)),
    )
    assert totals(store)[:2] == (47, 5)


def test_an_attempt_below_without_an_operation_changes_nothing(store: Store) -> None:
    store.write(chat("call", tokens=(9, 9)), make_span("attempt", parent="call"))
    assert totals(store)[:2] == (9, 9)


def test_a_span_that_is_its_own_parent_counts(store: Store) -> None:
    looped = chat("loop", tokens=(3, 3))
    looped.parent_span_id = span_id("loop")
    store.write(looped)
    assert totals(store)[:2] == (3, 3)


def test_a_loop_of_parents_ends(store: Store) -> None:
    first, second = make_span("first", parent="second"), make_span("second", parent="first")
    store.write(first, second, chat("call", parent="first", tokens=(4, 4)))
    assert totals(store)[:2] == (4, 4)


def test_filters_on_tokens_and_cost_use_the_same_totals(store: Store) -> None:
    store.write(chat("client", tokens=(10, 5), cost=1.0), chat("gateway", parent="client", tokens=(11, 6), cost=2.0))
    assert store.names(min_tokens=17, max_tokens=17) == ["client"]
    assert store.names(min_tokens=18) == []
    assert store.names(max_tokens=16) == []
    assert store.names(min_cost=2.0, max_cost=2.0) == ["client"]
    assert store.names(min_cost=2.1) == []
    assert store.names(max_cost=1.9) == []


def test_absurd_counts_are_dropped_and_leave_the_others_alone(store: Store) -> None:
    spans = [chat(f"call {count}", id=str(count), tokens=(count, 1)) for count in (-1, 2**62, 5)]
    store.write(*spans, chat("odd cost", tokens=(0, 0), cost=float("inf")))
    assert totals(store) == (5, 3, None)


ASKED = {genai.OUTPUT_MESSAGES: '[{"role": "assistant", "parts": [%s]}]'}
CALL = '{"type": "tool_call", "id": "1", "name": "weather", "arguments": {}}'


@pytest.mark.parametrize(("asked", "made", "told"), [(2, 2, 2), (2, 0, 2), (0, 2, 2), (1, 3, 3), (0, 0, 0)])
def test_a_call_of_a_tool_that_is_asked_for_and_made_counts_once(
    store: Store, asked: int, made: int, told: int
) -> None:
    messages = {name: text % ", ".join([CALL] * asked) for name, text in ASKED.items()}
    tool = {genai.OPERATION: "execute_tool", genai.TOOL_NAME: "weather"}
    store.write(
        make_span("root"),
        chat("call", parent="root", values=messages),
        *(make_span(f"tool {number}", parent="root", values=tool) for number in range(made)),
    )
    (listed,) = store.traces()
    assert listed.tool_calls == told
