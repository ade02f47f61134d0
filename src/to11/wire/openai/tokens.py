"""Usage objects of chat completions, OpenAI's and those of providers that speak its format."""

from typing import Final

from to11.model.inference import Usage
from to11.wire.lenient import Json, count, mapping, number

_Path = tuple[str, ...]

_CACHE_READ: Final[tuple[_Path, ...]] = (
    ("prompt_tokens_details", "cached_tokens"),
    ("prompt_token_details", "cached_tokens"),  # Mistral
    ("prompt_cache_hit_tokens",),  # DeepSeek
    ("cached_tokens",),  # Moonshot
    ("cache_read_input_tokens",),  # proxies to Anthropic
)
_CACHE_WRITE: Final[tuple[_Path, ...]] = (
    ("prompt_tokens_details", "cache_write_tokens"),  # OpenRouter
    ("prompt_tokens_details", "cache_creation_tokens"),
    ("cache_creation_input_tokens",),
)

_LONGEST_SECONDS: Final = 1e9


def read(usage: Json) -> Usage:
    """The counts in a usage object; what it does not say is None."""
    found = mapping(usage)
    if not found:
        return Usage()
    prompt = mapping(found.get("prompt_tokens_details")) or mapping(found.get("prompt_token_details"))  # Mistral
    completion = mapping(found.get("completion_tokens_details"))
    return Usage(
        input=count(found.get("prompt_tokens")),
        output=_output(found, completion),
        cache_read=_first(found, _CACHE_READ),
        cache_write=_first(found, _CACHE_WRITE),
        reasoning=count(completion.get("reasoning_tokens")),
        audio_input=count(prompt.get("audio_tokens")),
        audio_output=count(completion.get("audio_tokens")),
        image_input=count(prompt.get("image_tokens")),
        image_output=count(completion.get("image_tokens")),
        text_input=text_apart(prompt),
        text_output=text_apart(completion),
        audio_seconds=seconds(found.get("prompt_audio_seconds")),
    )


def text_apart(details: dict[str, Json]) -> int | None:
    """The text tokens among those of several kinds; None where there is no other kind."""
    others = count(details.get("audio_tokens")) or count(details.get("image_tokens"))
    return count(details.get("text_tokens")) if others else None


def seconds(value: Json) -> float | None:
    """A length of time."""
    found = number(value)
    return found if found is not None and 0 <= found < _LONGEST_SECONDS else None


def _output(usage: dict[str, Json], details: dict[str, Json]) -> int | None:
    """Output tokens with reasoning.

    xAI counts reasoning beside `completion_tokens`, OpenAI within; the total tells which it is.
    """
    output = count(usage.get("completion_tokens"))
    reasoning = count(details.get("reasoning_tokens"))
    prompt, total = count(usage.get("prompt_tokens")), count(usage.get("total_tokens"))
    if output is not None and reasoning and prompt is not None and total == prompt + output + reasoning:
        return output + reasoning
    return output


def _first(usage: dict[str, Json], paths: tuple[_Path, ...]) -> int | None:
    for path in paths:
        value: Json = usage
        for name in path:
            value = mapping(value).get(name)
        if (found := count(value)) is not None:
            return found
    return None
