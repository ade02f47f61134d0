"""The promoted values of one span, said plainly: what `to11.ingest.promote` must give for each span of a batch."""

import math
import re
from collections.abc import Mapping

from to11.ingest import promote as promoting
from to11.model import genai as names
from to11.model.search import GenAI
from to11.record import prices

_PROVIDERS, _OPERATIONS = promoting._PROVIDERS, promoting._OPERATIONS


def promote(attributes: Mapping[str, str], resource: Mapping[str, str], start_ns: int) -> GenAI:
    """The promoted values of a span whose attributes have these texts."""

    def text(name: str) -> str:
        said = (attributes.get(key) for key in (name, *names.OLDER.get(name, ())))
        return next((value for value in said if value), "")

    def number(name: str) -> float | None:
        try:
            value = float(text(name))
        except ValueError:
            return None
        return value if math.isfinite(value) else None

    def count(name: str) -> int | None:
        value = number(name)
        return int(value) if value is not None and 0 <= value < 2**63 else None

    provider = _PROVIDERS.get(text(names.PROVIDER).lower(), text(names.PROVIDER))
    model = text(names.RESPONSE_MODEL) or text(names.REQUEST_MODEL)
    tokens = [count(name) for name in promoting._COUNTS]
    cost = number(names.USAGE_COST)
    if cost is None and provider and model:
        cost = prices.cost(provider, model, *tokens[:4], at_ns=start_ns)
    operations = (meanings.get(text(name), "") for name, meanings in _OPERATIONS.items())
    calls = len(re.findall(r'"type":\s*"tool_call"', text(names.OUTPUT_MESSAGES)))
    return GenAI(
        operation=text(names.OPERATION) or next((found for found in operations if found), ""),
        provider=provider,
        request_model=text(names.REQUEST_MODEL),
        response_model=text(names.RESPONSE_MODEL),
        input_tokens=tokens[0],
        output_tokens=tokens[1],
        cache_read_tokens=tokens[2],
        cache_write_tokens=tokens[3],
        reasoning_tokens=tokens[4],
        cost=cost,
        time_to_first_chunk=number(names.RESPONSE_TIME_TO_FIRST_CHUNK),
        tool_calls=1 if text(names.OPERATION) == "execute_tool" else calls,
        session_id=text(names.SESSION_ID),
        conversation_id=text(names.CONVERSATION_ID),
        user_id=text(names.USER_ID),
        environment=text(names.ENVIRONMENT)
        or resource.get(names.ENVIRONMENT)
        or resource.get("deployment.environment")
        or "",
        error_type=text(names.ERROR_TYPE),
    )
