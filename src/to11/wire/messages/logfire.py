"""Logfire's and pydantic-ai's own attributes.

`request_data` and `response_data` of `instrument_openai` and `instrument_anthropic` hold the provider's request and
what Logfire makes of its answer; `pydantic_ai.all_messages` holds a whole run of an agent, in the conventions' shape.
Looked at: the source of Logfire 4, Logfire 5.2 (which writes the conventions' names instead), pydantic-ai 2.68. Their
`events` are for `span_events`.
"""

from to11.wire.messages import chat, documents
from to11.wire.messages.json_text import attribute
from to11.wire.messages.said import NOTHING, Messages, Said


def read(said: Said) -> Messages:
    """Request and answer of one call."""
    asked = documents.request(attribute(said.attributes.get("request_data")))
    answered = documents.answer(attribute(said.attributes.get("response_data")))
    return Messages(input=asked.input, system=asked.system, tools=asked.tools, output=answered or None)


def read_run(said: Said) -> Messages:
    """All messages of an agent's run; the last one is its answer."""
    found = chat.messages(said.attributes.get("pydantic_ai.all_messages"), "user")
    if not found:
        return NOTHING
    if found[-1]["role"] != "assistant":
        return Messages(input=found)
    return Messages(input=found[:-1] or None, output=[chat.finished(found[-1], None)])
