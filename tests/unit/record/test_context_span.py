"""The span of what a call is part of: names and kinds as the conventions' tables have them."""

from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from support.calls import ANSWER, BARE, START_NS, attributes, call, spans_of
from to11.model.call import Call, Context, Ending, Grouping
from to11.model.context import OPERATIONS
from to11.record import spans
from to11.record.policy import DEFAULT, Policy
from to11.wire import calls

GROUPING = Grouping(user_id="u", session_id="s", conversation_id="c")


def part_of(operation: str, **details: str) -> Context:
    return Context("f" * 16, operation, {name.replace("_", "-"): value for name, value in details.items()})


def context_span(recorded: Call, policy: Policy = DEFAULT) -> Span:
    (found,) = [span for span in spans_of(spans(recorded, policy)) if span.span_id == b"\xff" * 8]
    return found


@pytest.mark.parametrize(
    ("context", "name", "kind"),
    [
        (part_of("execute_tool", tool_name="search"), "execute_tool search", Span.SPAN_KIND_INTERNAL),
        (part_of("retrieval", data_source_id="docs"), "retrieval docs", Span.SPAN_KIND_CLIENT),
        (part_of("retrieval", query="where?"), "retrieval", Span.SPAN_KIND_CLIENT),
        (part_of("invoke_agent", agent_name="Ada"), "invoke_agent Ada", Span.SPAN_KIND_INTERNAL),
        (part_of("invoke_agent"), "invoke_agent", Span.SPAN_KIND_INTERNAL),
        (part_of("create_agent", agent_name="Ada"), "create_agent Ada", Span.SPAN_KIND_CLIENT),
    ],
)
def test_name_kind_and_place(context: Context, name: str, kind: int) -> None:
    recorded = call(context=context)
    span = context_span(recorded)
    assert (span.name, span.kind) == (name, kind)
    server, inference, _, _ = spans_of(spans(recorded))
    assert span.parent_span_id == inference.parent_span_id == server.span_id
    assert (span.trace_id, span.flags, span.trace_state) == (inference.trace_id, inference.flags, inference.trace_state)
    assert (span.start_time_unix_nano, span.end_time_unix_nano) == (START_NS, recorded.end_ns)
    assert span.status.code == Status.STATUS_CODE_UNSET


def test_the_tree_is_the_same_beside_it() -> None:
    without = spans_of(spans(call()))
    beside = [span for span in spans_of(spans(call(context=part_of("invoke_agent")))) if span.span_id != b"\xff" * 8]
    assert beside == without


@pytest.mark.parametrize("policy", [DEFAULT, BARE])
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_detail_is_told_content_only_where_it_is_kept(name: str, policy: Policy) -> None:
    details = OPERATIONS[name].details
    said = {key: "7" if detail.is_count else f"the {key}" for key, detail in details.items()}
    recorded = call(context=Context("f" * 16, name, said), grouping=GROUPING)
    expected: dict[str, Any] = {
        detail.attribute: 7 if detail.is_count else f"the {key}"
        for key, detail in details.items()
        if policy is DEFAULT or not detail.is_content
    }
    expected |= {"gen_ai.operation.name": name, "session.id": "s", "user.id": "u"}
    if name.endswith("_agent"):
        expected |= {"gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o-mini"}
    if name == "invoke_agent":
        expected["gen_ai.conversation.id"] = "c"
    assert attributes(context_span(recorded, policy)) == expected


def test_of_what_only_a_newer_gateway_knows_there_is_no_span() -> None:
    assert len(spans_of(spans(call(context=part_of("execute_dream", dream="d"))))) == 3
    newer = context_span(call(context=part_of("execute_tool", tool_name="t", tool_colour="red")))
    assert set(attributes(newer)) == {"gen_ai.operation.name", "gen_ai.tool.name"}


def test_a_refused_call_is_part_of_nothing() -> None:
    refused = call(context=part_of("invoke_agent"), ending=Ending.REFUSED, status=400, attempts=[])
    assert len(spans_of(spans(refused))) == 1


def test_a_call_that_is_no_inference_is_part_of_something_too() -> None:
    models = call(route="/v1/models", method="GET", operation="", context=part_of("create_agent", agent_id="a"))
    server, context, upstream = spans_of(spans(models))
    assert context.parent_span_id == upstream.parent_span_id == server.span_id


def test_the_same_entry_gives_the_same_span_again() -> None:
    payload = calls.encode(call(context=part_of("retrieval", query="q"), response_body=ANSWER))
    assert context_span(calls.decode(payload)) == context_span(calls.decode(payload))
