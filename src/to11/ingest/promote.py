"""The GenAI values that lists and charts need, read from a span's attributes under their current or older names."""

import math
import re
from collections.abc import Mapping

from to11.model import genai as names
from to11.model.search import GenAI
from to11.record import prices

_OPERATIONS = names.OPERATIONS
_PROVIDERS = names.PROVIDERS

_COUNTS = (
    names.USAGE_INPUT_TOKENS,
    names.USAGE_OUTPUT_TOKENS,
    names.USAGE_CACHE_READ,
    names.USAGE_CACHE_WRITE,
    names.USAGE_REASONING,
)
_CURRENT = (
    names.OPERATION,
    names.PROVIDER,
    names.REQUEST_MODEL,
    names.RESPONSE_MODEL,
    *_COUNTS,
    names.USAGE_COST,
    names.RESPONSE_TIME_TO_FIRST_CHUNK,
    names.OUTPUT_MESSAGES,
    names.SESSION_ID,
    names.CONVERSATION_ID,
    names.USER_ID,
    names.ENVIRONMENT,
    names.ERROR_TYPE,
    *_OPERATIONS,
)
_MEANING: dict[str, tuple[str, int]] = {
    **{older: (name, rank) for name in _CURRENT for rank, older in enumerate(names.OLDER.get(name, ()), start=1)},
    **{name: (name, 0) for name in _CURRENT},
}
"""Every attribute that is read: the current name it stands for, and how far it stands behind it."""

_TOOL_CALL = re.compile(r'"type":\s*"tool_call"')

_NOTHING = GenAI()


def promote(attributes: Mapping[str, str], resource: Mapping[str, str], start_ns: int) -> GenAI:
    """The promoted values of a span. Attributes are in their textual form; what cannot be read is left out.

    Cost is what the span says, else what its tokens cost at the provider's prices of that day, else None.
    """
    environment = resource.get(names.ENVIRONMENT) or resource.get("deployment.environment") or ""
    found = _found(attributes)
    if not found:
        return GenAI(environment=environment) if environment else _NOTHING
    text = found.get
    provider = text(names.PROVIDER, "")
    provider = _PROVIDERS.get(provider.lower(), provider)
    request_model, response_model = text(names.REQUEST_MODEL, ""), text(names.RESPONSE_MODEL, "")
    given, output, cache_read, cache_write, reasoning = (_count(found, name) for name in _COUNTS)
    cost = _number(found, names.USAGE_COST)
    if cost is None and provider and (model := response_model or request_model):
        cost = prices.cost(provider, model, given, output, cache_read, cache_write, at_ns=start_ns)
    return GenAI(
        operation=_operation(found),
        provider=provider,
        request_model=request_model,
        response_model=response_model,
        input_tokens=given,
        output_tokens=output,
        cache_read_tokens=cache_read,
        cache_write_tokens=cache_write,
        reasoning_tokens=reasoning,
        cost=cost,
        time_to_first_chunk=_number(found, names.RESPONSE_TIME_TO_FIRST_CHUNK),
        tool_calls=_tool_calls(found),
        session_id=text(names.SESSION_ID, ""),
        conversation_id=text(names.CONVERSATION_ID, ""),
        user_id=text(names.USER_ID, ""),
        environment=text(names.ENVIRONMENT) or environment,
        error_type=text(names.ERROR_TYPE, ""),
    )


def _found(attributes: Mapping[str, str]) -> dict[str, str]:
    """What the span says, under the current names."""
    found: dict[str, str] = {}
    ranks: dict[str, int] = {}
    for key in attributes.keys() & _MEANING.keys():
        name, rank = _MEANING[key]
        if (value := attributes[key]) and rank <= ranks.get(name, rank):
            found[name], ranks[name] = value, rank
    return found


def _count(found: Mapping[str, str], name: str) -> int | None:
    if name not in found:
        return None
    number = _number(found, name)
    return int(number) if number is not None and 0 <= number < 2**63 else None


def _number(found: Mapping[str, str], name: str) -> float | None:
    if (text := found.get(name)) is None:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _operation(found: Mapping[str, str]) -> str:
    if operation := found.get(names.OPERATION):
        return operation
    for name, operations in _OPERATIONS.items():
        if operation := operations.get(found.get(name, "")):
            return operation
    return ""


def _tool_calls(found: Mapping[str, str]) -> int:
    if found.get(names.OPERATION) == "execute_tool":
        return 1
    messages = found.get(names.OUTPUT_MESSAGES)
    return len(_TOOL_CALL.findall(messages)) if messages else 0
