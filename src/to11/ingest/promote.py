"""The GenAI values that lists and charts need, read from a span's attributes under their current or older names."""

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from to11.model import genai as names
from to11.model.search import GenAI
from to11.record import prices

_TRIGGERS = frozenset(
    {
        names.OPERATION,
        names.PROVIDER,
        names.REQUEST_MODEL,
        names.SESSION_ID,
        names.CONVERSATION_ID,
        names.USER_ID,
        names.ERROR_TYPE,
        names.ENVIRONMENT,
        "llm.request.type",
        "openinference.span.kind",
        "traceloop.span.kind",
        *(older for older_names in names.OLDER.values() for older in older_names),
    }
)

_OPERATIONS: dict[str, dict[str, str]] = {
    "llm.request.type": {
        "chat": "chat",
        "completion": "text_completion",
        "embedding": "embeddings",
        "rerank": "rerank",
    },
    "openinference.span.kind": {
        "LLM": "chat",
        "EMBEDDING": "embeddings",
        "RETRIEVER": "retrieval",
        "RERANKER": "rerank",
        "TOOL": "execute_tool",
        "AGENT": "invoke_agent",
    },
    "traceloop.span.kind": {"workflow": "invoke_workflow", "agent": "invoke_agent", "tool": "execute_tool"},
}

_PROVIDERS = {
    "az.ai.openai": "azure.ai.openai",
    "az.ai.inference": "azure.ai.inference",
    "azure_openai": "azure.ai.openai",
    "xai": "x_ai",
    "vertex_ai": "gcp.vertex_ai",
    "gemini": "gcp.gemini",
    "mistralai": "mistral_ai",
    "mistral": "mistral_ai",
    "bedrock": "aws.bedrock",
}

_TOOL_CALL = re.compile(r'"type":\s*"tool_call"')

_NOTHING = GenAI()


def promote(attributes: Mapping[str, str], resource: Mapping[str, str], start_ns: int) -> GenAI:
    """The promoted values of a span. Attributes are in their textual form; what cannot be read is left out.

    Cost is what the span says, else what its tokens cost at the provider's prices of that day, else None.
    """
    environment = resource.get(names.ENVIRONMENT) or resource.get("deployment.environment") or ""
    if _TRIGGERS.isdisjoint(attributes):
        return GenAI(environment=environment) if environment else _NOTHING
    provider = _first(attributes, names.PROVIDER)
    input_tokens = _count(attributes, names.USAGE_INPUT_TOKENS)
    output_tokens = _count(attributes, names.USAGE_OUTPUT_TOKENS)
    promoted = GenAI(
        operation=_operation(attributes),
        provider=_PROVIDERS.get(provider.lower(), provider),
        request_model=_first(attributes, names.REQUEST_MODEL),
        response_model=_first(attributes, names.RESPONSE_MODEL),
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cache_read_tokens=_count(attributes, names.USAGE_CACHE_READ),
        cache_write_tokens=_count(attributes, names.USAGE_CACHE_WRITE),
        reasoning_tokens=_count(attributes, names.USAGE_REASONING),
        cost=_number(attributes, names.USAGE_COST),
        time_to_first_chunk=_number(attributes, names.RESPONSE_TIME_TO_FIRST_CHUNK),
        tool_calls=_tool_calls(attributes),
        session_id=_first(attributes, names.SESSION_ID),
        conversation_id=_first(attributes, names.CONVERSATION_ID),
        user_id=_first(attributes, names.USER_ID),
        environment=_first(attributes, names.ENVIRONMENT) or environment,
        error_type=attributes.get(names.ERROR_TYPE, ""),
    )
    return promoted if promoted.cost is not None else _priced(promoted, start_ns)


def _first(attributes: Mapping[str, str], name: str) -> str:
    if found := attributes.get(name):
        return found
    for older in names.OLDER.get(name, ()):
        if found := attributes.get(older):
            return found
    return ""


def _count(attributes: Mapping[str, str], name: str) -> int | None:
    number = _number(attributes, name)
    return int(number) if number is not None and 0 <= number < 2**63 else None


def _number(attributes: Mapping[str, str], name: str) -> float | None:
    text = _first(attributes, name)
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _operation(attributes: Mapping[str, str]) -> str:
    if operation := attributes.get(names.OPERATION):
        return operation
    for name, operations in _OPERATIONS.items():
        if (older := attributes.get(name)) and (operation := operations.get(older)):
            return operation
    return ""


def _tool_calls(attributes: Mapping[str, str]) -> int:
    if attributes.get(names.OPERATION) == "execute_tool":
        return 1
    return len(_TOOL_CALL.findall(attributes.get(names.OUTPUT_MESSAGES, "")))


def _priced(promoted: GenAI, start_ns: int) -> GenAI:
    model = promoted.response_model or promoted.request_model
    if not promoted.provider or not model or (promoted.input_tokens is None and promoted.output_tokens is None):
        return promoted
    cost = prices.cost(
        promoted.provider,
        model,
        input_tokens=promoted.input_tokens,
        output_tokens=promoted.output_tokens,
        cache_read_tokens=promoted.cache_read_tokens,
        cache_write_tokens=promoted.cache_write_tokens,
        at=datetime.fromtimestamp(min(start_ns, 2**62) / 1e9, UTC),
    )
    if cost is None:
        return promoted
    return replace(promoted, cost=cost)
