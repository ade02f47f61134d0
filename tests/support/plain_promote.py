"""The promoted values of one span, said plainly: what `to11.ingest.promote` must give for each span of a batch."""

import math
from collections.abc import Mapping

from to11.ingest.inside import inside
from to11.model import genai as names
from to11.model.inference import Usage
from to11.model.search import GenAI
from to11.record import prices

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
    names.SESSION_ID,
    names.CONVERSATION_ID,
    names.USER_ID,
    names.ENVIRONMENT,
    names.ERROR_TYPE,
    *names.OPERATIONS,
    *names.TOOL_CALLS,
)
_MEANING: dict[str, list[tuple[str, int]]] = {}
"""Every attribute that is read: the current names it stands for, and how far it stands behind each."""
for _name in _CURRENT:
    for _rank, _older in enumerate((_name, *names.OLDER.get(_name, ()))):
        _MEANING.setdefault(_older, []).append((_name, _rank))

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
    provider = names.PROVIDERS.get(provider.lower(), provider)
    request_model, response_model = text(names.REQUEST_MODEL, ""), text(names.RESPONSE_MODEL, "")
    given, output, cache_read, cache_write, reasoning = (_count(found, name) for name in _COUNTS)
    cost = _number(found, names.USAGE_COST)
    if cost is None and provider and (model := response_model or request_model):
        cost = prices.cost(provider, model, Usage(given, output, cache_read, cache_write), at_ns=start_ns)
    operation = _operation(found)
    return GenAI(
        operation=operation,
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
        tool_calls=1 if operation == "execute_tool" else _tool_calls(found, attributes),
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
    for key in attributes.keys() & names.INSIDE.keys():
        attributes = {**inside(key, attributes[key]), **attributes}
    for key in attributes.keys() & _MEANING.keys():
        for name, rank in _MEANING[key]:
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
    for name, operations in names.OPERATIONS.items():
        if operation := operations.get(found.get(name, "")):
            return operation
    return ""


def _tool_calls(found: Mapping[str, str], attributes: Mapping[str, str]) -> int:
    for name, pattern in names.TOOL_CALLS.items():
        if answer := found.get(name):
            return len(pattern.findall(answer))
    return sum(1 for key in attributes if key.endswith(".name") and names.TOOL_CALL_NAME.fullmatch(key))
