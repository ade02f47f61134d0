"""Usage objects of messages."""

from to11.model.inference import Usage
from to11.wire.lenient import Json, count, mapping


def read(usage: Json) -> Usage:
    """The counts in a usage object; what it does not say is None.

    Anthropic's `input_tokens` are those that had nothing to do with the cache; the conventions want all of them.
    """
    found = mapping(usage)
    if not found:
        return Usage()
    fresh, cache_read = count(found.get("input_tokens")), count(found.get("cache_read_input_tokens"))
    kept = mapping(found.get("cache_creation"))
    five_minutes, hour = (count(kept.get(f"ephemeral_{name}_input_tokens")) for name in ("5m", "1h"))
    cache_write = count(found.get("cache_creation_input_tokens"))
    if cache_write is None:
        cache_write = _sum(five_minutes, hour)
    return Usage(
        input=_sum(fresh, cache_read, cache_write),
        output=count(found.get("output_tokens")),
        cache_read=cache_read,
        cache_write=cache_write,
        cache_write_1h=hour,
        reasoning=count(mapping(found.get("output_tokens_details")).get("thinking_tokens")),
        web_searches=count(mapping(found.get("server_tool_use")).get("web_search_requests")),
    )


def _sum(*counts: int | None) -> int | None:
    known = [number for number in counts if number is not None]
    return sum(known) if known else None
