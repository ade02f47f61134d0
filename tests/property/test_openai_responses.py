"""A response in one piece and the same response as a stream read the same; what comes of a stream that breaks off is
what its beginning says; and nothing that comes raises."""

import json
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from to11.model.inference import ReasoningPart, Response, TextPart
from to11.wire import sse
from to11.wire.openai.responses import answer, request, stream

TEXTS = st.text(min_size=1, max_size=12)
USAGE = {"input_tokens": 3, "output_tokens": 4, "output_tokens_details": {"reasoning_tokens": 1}}


def pieces(draw: st.DrawFn, text: str) -> list[str]:
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=3)))
    return [text[start:end] for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def event(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": f"response.{kind}", **fields}


def parts_of(
    draw: st.DrawFn, index: int, kind: str, key: str, number: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Parts of one kind, and the events that bring them."""
    parts: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    announced = "reasoning_summary_part" if kind == "summary_text" else "content_part"
    stem = {"summary_text": "reasoning_summary_text", "refusal": "refusal"}.get(kind, kind)
    for position, text in enumerate(draw(st.lists(TEXTS, min_size=1, max_size=2))):
        place = {"output_index": index, number: position}
        events.append(event(f"{announced}.added", **place, part={"type": kind, key: ""}))
        events += [event(f"{stem}.delta", **place, delta=piece) for piece in pieces(draw, text)]
        if draw(st.booleans()):
            events.append(event(f"{stem}.done", **place, **{key: text}))
            events.append(event(f"{announced}.done", **place, part={"type": kind, key: text}))
        parts.append({"type": kind, key: text})
    return parts, events


@st.composite
def items(draw: st.DrawFn, index: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """An item, and the events that a stream would bring it in, without the last one."""
    kind = draw(st.sampled_from(["message", "refusal", "reasoning", "thoughts", "function_call", "custom_tool_call"]))
    item: dict[str, Any]
    if kind in ("message", "refusal"):
        part, key = ("output_text", "text") if kind == "message" else ("refusal", "refusal")
        contents, events = parts_of(draw, index, part, key, "content_index")
        item = {"type": "message", "id": "i", "role": "assistant", "content": contents}
        begun = {**item, "content": []}
    elif kind == "reasoning":
        summary, events = parts_of(draw, index, "summary_text", "text", "summary_index")
        item = {"type": "reasoning", "id": "i", "summary": summary}
        begun = {**item, "summary": []}
    elif kind == "thoughts":
        contents, events = parts_of(draw, index, "reasoning_text", "text", "content_index")
        item = {"type": "reasoning", "id": "i", "summary": [], "content": contents}
        begun = {**item, "content": []}
    else:
        key = "arguments" if kind == "function_call" else "input"
        given_ = draw(st.sampled_from(["{}", '{"a": 1}', '{"a', "", "text"]))
        stem = "function_call_arguments" if kind == "function_call" else "custom_tool_call_input"
        item = {"type": kind, "id": "i", "call_id": f"c{index}", "name": draw(TEXTS), key: given_}
        begun = {**item, key: ""}
        events = [event(f"{stem}.delta", output_index=index, delta=piece) for piece in pieces(draw, given_)]
    return item, [event("output_item.added", output_index=index, item=begun), *events]


@st.composite
def answers(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    drawn = [draw(items(index)) for index in range(draw(st.integers(1, 3)))]
    top = {"id": "r1", "model": "m", "service_tier": "default"}
    events = [event("created", response={**top, "status": "in_progress", "output": [], "usage": None})]
    queues = [list(found) for _, found in drawn]
    while left := [queue for queue in queues if queue]:
        events.append(draw(st.sampled_from(left)).pop(0))
    for index, (item, _) in enumerate(drawn):
        if draw(st.booleans()):
            events.append(event("output_item.done", output_index=index, item=item))
    return {**top, "status": "completed", "output": [item for item, _ in drawn], "usage": USAGE}, events


def encoded(events: list[dict[str, Any]]) -> bytes:
    return b"".join(
        b"event: %s\ndata: %s\n\n" % (one["type"].encode(), json.dumps(one, ensure_ascii=False).encode())
        for one in events
    )


@given(case=answers(), bare=st.booleans())
def test_stream_and_whole_give_the_same(case: tuple[dict[str, Any], list[dict[str, Any]]], *, bare: bool) -> None:
    """Also where the last event leaves out the items, as some providers have it."""
    whole, events = case
    last = {**whole, "output": []} if bare else whole
    streamed = encoded([*events, event("completed", response=last)])
    assert stream.read(streamed) == answer.read(json.dumps(whole).encode())


@given(answers())
def test_what_the_events_bring_is_all_there_without_the_last_one(
    case: tuple[dict[str, Any], list[dict[str, Any]]],
) -> None:
    whole, events = case
    broken, complete = stream.read(encoded(events)), answer.read(json.dumps(whole).encode())
    assert [message.parts for message in broken.messages] == [message.parts for message in complete.messages]
    assert broken.finish_reasons == ["error"]


def told(response: Response) -> dict[str, str]:
    """What was said, by kind; a piece of text may be a part of its own only later."""
    found = {"text": "", "reasoning": "", "refusal": ""}
    for message in response.messages:
        for part in message.parts:
            if isinstance(part, TextPart):
                found["text"] += part.content
            elif isinstance(part, ReasoningPart):
                found["reasoning"] += part.content
            elif isinstance(part, dict):
                found[part["type"]] += part["content"]
    return found


@st.composite
def single(draw: st.DrawFn) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """An answer of one item, so that nothing that comes later stands before what came."""
    item, events = draw(items(0))
    top = {"id": "r1", "model": "m"}
    begun = event("created", response={**top, "status": "in_progress", "output": []})
    return {**top, "status": "completed", "output": [item], "usage": USAGE}, [begun, *events]


@given(single(), st.data())
def test_a_stream_that_is_cut_gives_a_beginning_of_the_texts(
    case: tuple[dict[str, Any], list[dict[str, Any]]], data: st.DataObject
) -> None:
    whole, events = case
    body = encoded([*events, event("completed", response=whole)])
    cut = stream.read(body[: data.draw(st.integers(0, len(body)))])
    complete = told(stream.read(body))
    assert all(complete[kind].startswith(text) for kind, text in told(cut).items())


@given(answers(), st.lists(st.integers(0, 3000), max_size=8))
def test_how_the_bytes_are_cut_makes_no_difference(
    case: tuple[dict[str, Any], list[dict[str, Any]]], cuts: list[int]
) -> None:
    whole, events = case
    body = encoded([*events, event("completed", response=whole)])
    places = sorted(min(cut, len(body)) for cut in cuts)
    parser = sse.Parser()
    found: list[bytes] = []
    for start, end in zip([0, *places], [*places, len(body)], strict=True):
        found += [one.raw for one in parser.feed(body[start:end])]
    assert stream.read(b"".join([*found, parser.flush()])) == stream.read(body)


NAMES = """
output input type role content text summary name arguments call_id id status action code results outputs result tools
usage input_tokens input_tokens_details cached_tokens error message incomplete_details reason instructions conversation
prompt variables version format reasoning effort item part delta output_index content_index summary_index response
image_url file_id file_url file_data input_audio refusal encrypted_content environment execution output_format
"""
KEYS = st.sampled_from(NAMES.split())
KINDS = """
message reasoning function_call function_call_output custom_tool_call custom_tool_call_output computer_call
computer_call_output web_search_call file_search_call code_interpreter_call image_generation_call mcp_call
mcp_list_tools local_shell_call local_shell_call_output shell_call shell_call_output apply_patch_call
apply_patch_call_output tool_search_call tool_search_output item_reference input_text output_text input_image
input_file input_audio refusal summary_text reasoning_text computer_screenshot error response.created
response.completed response.failed response.output_item.added response.output_item.done response.content_part.added
response.content_part.done response.reasoning_summary_part.added response.output_text.delta response.output_text.done
response.refusal.delta response.reasoning_summary_text.delta response.function_call_arguments.delta
response.function_call_arguments.done response.custom_tool_call_input.delta response.mcp_call_arguments.delta
completed failed in_progress incomplete container_reference client data:,x data: {
"""
WORDS = st.sampled_from(KINDS.split())
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | WORDS
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=25
)
ITEMS = st.lists(st.dictionaries(KEYS, JSON, max_size=4) | JSON, max_size=3)
TYPED = st.lists(
    st.tuples(st.dictionaries(KEYS, JSON, max_size=5), WORDS).map(lambda pair: {**pair[0], "type": pair[1]}), max_size=4
)
SHAPED = st.fixed_dictionaries(
    {"input": ITEMS | TYPED, "output": ITEMS | TYPED},
    optional=dict.fromkeys(("status", "usage", "error", "prompt", "tools", "instructions", "text"), JSON),
)


@given(
    st.binary(max_size=40) | (JSON | SHAPED).map(lambda value: json.dumps(value).encode()), TYPED, st.integers(0, 400)
)
def test_nothing_raises_and_all_encodes(body: bytes, events: list[dict[str, Any]], cut: int) -> None:
    streamed = encoded(events)
    for text in (body, body[:cut]):
        asked = request.read(text)
        request.has_images(asked)
        msgspec.json.encode(asked)
        for found in (answer.decoded(text), stream.gathered(b"data: " + text.replace(b"\n", b" ") + b"\n\n")):
            msgspec.json.encode((answer.of_object(found), request.echoed(found)))
    for text in (streamed, streamed[:cut]):
        msgspec.json.encode(stream.read(text))
