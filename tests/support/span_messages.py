"""Attributes of spans that hold messages, or something that begins like them."""

import json
from typing import Any

from hypothesis import strategies as st

from to11.wire.messages.reading import CONVENTIONS

Attributes = dict[str, Any]

# Keys and values that mean something somewhere.
MEANT = """
role content parts type text tool_calls function arguments name id kind finish_reason messages input output choices
message system tools functions prompt candidates generations kwargs constructor toolUse toolResult functionCall
functionResponse inlineData reasoningContent source data url image_url file image audio_url args toolName toolCallId
toolSpec inputSchema input_schema parameters json response result value summary thinking thought reasoning
event.name gen_ai.choice gen_ai.user.message user assistant tool human ai tool_call tool_call_response blob uri
tool_use tool_result tool-call tool-result image-url binary reasoning refusal input_text input_image data:,x
"""
WORDS = st.sampled_from(MEANT.split())
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(WORDS | st.text(max_size=3), inner, max_size=4)
        | inner.map(lambda value: json.dumps(value, allow_nan=False) if _finite(value) else "NaN")
    ),
    max_leaves=20,
)
STEPPED = """
0 1 999999999999 role content message contents message_content tool_calls tool_call function name id arguments
finish_reason prompt text embedding tool json_schema image url
"""
PREFIXES = """
gen_ai.prompt gen_ai.completion llm.prompts llm.completions llm.request.functions llm.input_messages
llm.output_messages llm.tools llm.choices embedding.embeddings
"""
FLAT = st.builds(
    lambda head, steps: ".".join([head, *steps]),
    st.sampled_from(PREFIXES.split()),
    st.lists(st.sampled_from(STEPPED.split()), max_size=8),
)
NAMED = st.sampled_from(
    [name.removeprefix("event.") for convention in CONVENTIONS for name in convention.names if "N" not in name]
    + ["gen_ai.response.finish_reasons", "gen_ai.operation.name", "traceloop.span.kind", "openinference.span.kind"]
    + ["gen_ai.event.content", "body", "message", "content", "tool.name", "ai.values", "ai.result.object"]
)
ATTRIBUTES = st.dictionaries(FLAT | NAMED | st.text(max_size=5), JSON, max_size=8)


def _finite(value: Any) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return False
    return True
