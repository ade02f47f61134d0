"""Usage objects of the Responses API."""

from to11.model.inference import Usage
from to11.wire.lenient import Json, count, mapping


def read(usage: Json) -> Usage:
    """The counts in a usage object; what it does not say is None."""
    found = mapping(usage)
    given = mapping(found.get("input_tokens_details"))
    made = mapping(found.get("output_tokens_details"))
    return Usage(
        input=count(found.get("input_tokens")),
        output=count(found.get("output_tokens")),
        cache_read=count(given.get("cached_tokens")),
        cache_write=_first(given, "cache_write_tokens", "cache_creation_tokens", "cache_creation_input_tokens"),
        reasoning=count(made.get("reasoning_tokens")),
        audio_input=count(given.get("audio_tokens")),
        audio_output=count(made.get("audio_tokens")),
        image_input=count(given.get("image_tokens")),
        image_output=count(made.get("image_tokens")),
        text_input=count(given.get("text_tokens")),
        text_output=count(made.get("text_tokens")),
    )


def _first(found: dict[str, Json], *names: str) -> int | None:
    return next((value for name in names if (value := count(found.get(name))) is not None), None)
