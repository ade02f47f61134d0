"""Values that stand inside of a JSON attribute, as attributes of their own: `gen_ai.usage.raw#cached_tokens`."""

from typing import Final

from to11.model.genai import INSIDE
from to11.wire.lenient import Json, decode_whole

_LONGEST: Final = 1 << 16
"""Characters; usage and parameters of a call are far shorter."""


def inside(attribute: str, text: str) -> dict[str, str]:
    """What an attribute of `model.genai.INSIDE` says, by the older names that stand for it; nothing when it is no JSON
    object. Values are texts and whole numbers, in their textual form."""
    found: dict[str, str] = {}
    if len(text) > _LONGEST:
        return found
    said = decode_whole(text)
    for name, way in INSIDE[attribute].items():
        value: Json = said
        for step in way:
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(value, str | int) and not isinstance(value, bool):
            found[name] = str(value)
    return found
