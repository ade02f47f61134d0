"""Definitions of tools, as providers and SDKs have them, -> tool definitions of the conventions."""

from to11.wire.lenient import Json, mapping, text
from to11.wire.messages.json_text import attribute, value_of
from to11.wire.messages.said import Tool

_PARAMETERS = ("parameters", "input_schema", "inputSchema")


def definitions(value: Json) -> list[Tool]:
    """The definitions in a list, each of which may be JSON in a text; what has no name is left out."""
    value = attribute(value)
    found = [definition(item) for item in (value if isinstance(value, list) else [value])]
    return [one for one in found if one is not None]


def definition(value: Json) -> Tool | None:
    """One definition, in the forms of OpenAI, Anthropic, Bedrock, the Vercel AI SDK or the conventions."""
    tool = value_of(value)
    if not isinstance(tool, dict):
        return {"type": "function", "name": tool} if isinstance(tool, str) and tool else None
    kind = text(tool.get("type")) or "function"
    details = mapping(tool.get(kind)) or mapping(tool.get("toolSpec")) or tool
    # A provider's own tool has no name beside its type, for example `web_search`.
    name = text(details.get("name")) or (kind if kind != "function" else None)
    if name is None:
        return None
    if details is tool and not any(key in tool for key in _PARAMETERS[1:]):
        return {**tool, "type": kind, "name": name, **_parameters(tool)}
    described = text(details.get("description"))
    return {
        "type": "function" if kind == "custom" and "input_schema" in details else kind,
        "name": name,
        **({"description": described} if described else {}),
        **_parameters(details),
    }


def _parameters(details: dict[str, Json]) -> dict[str, Json]:
    found = next((value_of(details[key]) for key in _PARAMETERS if details.get(key)), None)
    if isinstance(found, dict) and found.keys() == {"json"}:
        found = found["json"]  # Bedrock
    return {"parameters": found} if found is not None else {}
