"""Logfire's and pydantic-ai's own attributes.

`request_data` and `response_data` of `instrument_openai` and `instrument_anthropic` hold the provider's request and
what Logfire makes of its answer; `pydantic_ai.all_messages` holds a whole run of an agent, in the conventions' shape.
Looked at: Logfire 5.2 in its version 1 and in its present one (which writes the conventions' names instead),
pydantic-ai 2.68. Their `events` are for `span_events`.
"""

from to11.wire.lenient import mapping
from to11.wire.messages import chat, documents
from to11.wire.messages.json_text import attribute
from to11.wire.messages.said import NOTHING, Messages, Part, Said


def read(said: Said) -> Messages:
    """Request and answer of one call."""
    asked = documents.request(attribute(said.attributes.get("request_data")))
    answered = documents.answer(attribute(said.attributes.get("response_data")))
    if said.attributes.get("gen_ai.system") == "anthropic":
        answered = [{**one, "parts": [_argued(part) for part in one["parts"]]} for one in answered]
    return Messages(input=asked.input, system=asked.system, tools=asked.tools, output=answered or None)


def read_run(said: Said) -> Messages:
    """All messages of an agent's run; the last one is its answer."""
    found = chat.messages(said.attributes.get("pydantic_ai.all_messages"), "user")
    if not found:
        return NOTHING
    if found[-1]["role"] != "assistant":
        return Messages(input=found)
    return Messages(input=found[:-1] or None, output=[chat.finished(found[-1], None)])


def _argued(part: Part) -> Part:
    """A call of a tool, whose arguments Logfire writes as `{"input": …}` for Anthropic."""
    given = mapping(part.get("arguments"))
    return {**part, "arguments": given["input"]} if part["type"] == "tool_call" and given.keys() == {"input"} else part
