"""What a caller may say that a call is part of, in `x-to11-context-` headers: the operations and their details.

One table for the door, which refuses what does not belong, and for the record, which makes a span of it.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from to11.model import genai as names


class Detail(NamedTuple):
    """One header: `x-to11-context-` and its key in the table."""

    attribute: str
    is_content: bool = False
    """Told only where content is kept."""
    is_count: bool = False
    """A whole number, of at most nine digits."""


class Operation(NamedTuple):
    """What a span of this operation may say."""

    details: Mapping[str, Detail]
    naming: str
    """The detail that stands in the span's name, where it is given."""
    required: frozenset[str] = frozenset()
    internal: bool = False
    """Done by the caller itself (INTERNAL), not asked of somebody else (CLIENT)."""
    has_provider: bool = False
    """Whether the conventions have it tell the provider and the model of the call."""


_AGENT: Final = {
    "agent-name": Detail(names.AGENT_NAME),
    "agent-id": Detail(names.AGENT_ID),
    "agent-version": Detail(names.AGENT_VERSION),
    "agent-description": Detail(names.AGENT_DESCRIPTION),
}

OPERATIONS: Final[Mapping[str, Operation]] = {
    "execute_tool": Operation(
        {
            "tool-name": Detail(names.TOOL_NAME),
            "tool-call-id": Detail(names.TOOL_CALL_ID),
            "tool-type": Detail(names.TOOL_TYPE),
            "tool-description": Detail(names.TOOL_DESCRIPTION),
            "tool-arguments": Detail(names.TOOL_CALL_ARGUMENTS, is_content=True),
            "tool-result": Detail(names.TOOL_CALL_RESULT, is_content=True),
        },
        naming="tool-name",
        required=frozenset({"tool-name"}),
        internal=True,
    ),
    "retrieval": Operation(
        {
            "data-source-id": Detail(names.DATA_SOURCE_ID),
            "top-k": Detail(names.REQUEST_TOP_K, is_count=True),
            "query": Detail(names.RETRIEVAL_QUERY_TEXT, is_content=True),
            "documents": Detail(names.RETRIEVAL_DOCUMENTS, is_content=True),
        },
        naming="data-source-id",
    ),
    "invoke_agent": Operation(
        {**_AGENT, "data-source-id": Detail(names.DATA_SOURCE_ID)},
        naming="agent-name",
        internal=True,
        has_provider=True,
    ),
    "create_agent": Operation(_AGENT, naming="agent-name", has_provider=True),
}
