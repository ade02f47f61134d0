"""docs/span-attributes.md: which attributes of a span are read, current and older."""

from collections.abc import Iterable, Mapping
from typing import Final

from to11.model import genai as names
from to11.wire.messages.reading import CONVENTIONS

_HEAD = """# Which span attributes are read

<!-- Generated from src/to11/model/genai.py and src/to11/wire/messages/reading.py by `make docs`. -->

A span keeps every attribute that it came with, and the API tells them all as they were sent. What lists, filters,
charts and a span's `genAi` show is read from these. The OpenTelemetry GenAI conventions (1.41) come first, then what
SDKs wrote before and beside them: send what you send today.
"""

_PROMOTED: Final = {
    "operation": names.OPERATION,
    "provider": names.PROVIDER,
    "requestModel": names.REQUEST_MODEL,
    "responseModel": names.RESPONSE_MODEL,
    "inputTokens": names.USAGE_INPUT_TOKENS,
    "outputTokens": names.USAGE_OUTPUT_TOKENS,
    "cacheReadTokens": names.USAGE_CACHE_READ,
    "cacheWriteTokens": names.USAGE_CACHE_WRITE,
    "reasoningTokens": names.USAGE_REASONING,
    "cost": names.USAGE_COST,
    "timeToFirstChunkSeconds": names.RESPONSE_TIME_TO_FIRST_CHUNK,
    "sessionId": names.SESSION_ID,
    "conversationId": names.CONVERSATION_ID,
    "userId": names.USER_ID,
    "environment": names.ENVIRONMENT,
    "errorType": names.ERROR_TYPE,
}
"""The value's name in `genAi`, and the current name of the attribute that says it."""

_VALUES = """## Values

The current name counts before the older ones, and these in their order. `a#b.c` is the value of `c` within `b` in the
JSON that the attribute `a` holds. Without a cost, the provider's prices of that day tell it, where the model is known.
The environment may stand on the resource instead.
"""

_OPERATIONS = """## Operations

Without `gen_ai.operation.name`, the first of these that says a known word:
"""

_PROVIDERS = """## Providers

A provider's name is told as the conventions have it; any other name stays as it was sent. Case does not matter.
"""

_CALLS = """## Calls of tools

`toolCalls` is 1 for a span whose operation is `execute_tool`. For any other it is how many calls the answer holds, by
{names}, else by attributes such as `gen_ai.completion.0.tool_calls.0.name` and
`llm.output_messages.0.message.tool_calls.0.tool_call.function.name`.
"""

_MESSAGES = """## Messages

`inputMessages`, `outputMessages`, `systemInstructions` and `toolDefinitions` have the shapes of the conventions,
whatever the span was written in: a message is `role` and `parts`, a part has a `type` (`text`, `reasoning`,
`tool_call`, `tool_call_response`, `blob`, `uri`, `file`, or the sender's own), and `finish_reason` is the conventions'
word. Each of the four comes from the first of these that says something; instructions come from where the input does,
if there are any. `N` and `M` are numbers.
"""

_TAIL = """\
Contents may be those of OpenAI, Anthropic, Bedrock, Gemini or the Vercel AI SDK; a message may be LangChain's. A value
that an SDK cut off (`OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT`) is read as far as it goes. What cannot be read is left
out, or shown as one text. For a tool, what went in and came out is a `tool_call` and a `tool_call_response`.

Messages that are sent as OpenTelemetry *logs* are not on the span and cannot be shown with it. With OpenTelemetry's own
instrumentations set `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT=SPAN_ONLY`.
"""


def render() -> str:
    """The page."""
    values = ([f"`{value}`", f"`{name}`", _listed(names.OLDER.get(name, ()))] for value, name in _PROMOTED.items())
    operations = ([f"`{name}`", _words(words)] for name, words in names.OPERATIONS.items())
    messages = ([one.title, _listed(map(_event, one.names))] for one in CONVENTIONS)
    return "\n".join(
        [
            _HEAD,
            _VALUES,
            _table(["in `genAi`", "attribute", "older names, in this order"], values),
            _OPERATIONS,
            _table(["attribute", "its words and the operation"], operations),
            _PROVIDERS,
            _table(["provider", "other names"], _providers()),
            _CALLS.format(names=_listed(names.TOOL_CALLS)),
            _MESSAGES,
            _table(["written by", "names"], messages),
            _TAIL,
        ]
    )


def _providers() -> Iterable[list[str]]:
    for provider in dict.fromkeys(sorted(names.PROVIDERS.values())):
        others = [name for name, known in names.PROVIDERS.items() if known == provider != name]
        if others:
            yield [f"`{provider}`", _listed(others)]


def _words(words: Mapping[str, str]) -> str:
    operations = dict.fromkeys(words.values())
    return "; ".join(
        f"{_listed(word for word, known in words.items() if known == operation)}: `{operation}`"
        for operation in operations
    )


def _event(name: str) -> str:
    """An event's name is told apart from an attribute's by the word before it."""
    return name.replace("event.", "event ", 1) if name.startswith("event.") else name


def _listed(found: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in found)


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
