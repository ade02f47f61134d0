"""OpenInference (Arize Phoenix): `llm.input_messages.N.message.role`, `llm.tools.N.tool.json_schema`, and so on.

Looked at: openinference-instrumentation-openai 0.1.66 and -anthropic 3.1.0, semantic conventions 0.1.42. Texts that
were embedded are the input of an embedding. `input.value` and `output.value` are for `values`.
"""

from typing import Final

from to11.wire.lenient import Json, text
from to11.wire.messages import chat, tools
from to11.wire.messages.flattened import Tree, trees
from to11.wire.messages.said import Message, Messages, Said

_INPUT: Final = "llm.input_messages"
_OUTPUT: Final = "llm.output_messages"
_TOOLS: Final = "llm.tools"
_PROMPTS: Final = "llm.prompts"
_CHOICES: Final = "llm.choices"
_EMBEDDINGS: Final = "embedding.embeddings"


def read(said: Said) -> Messages:
    """Attributes of the span."""
    found = trees(said.attributes, (_INPUT, _OUTPUT, _TOOLS, _PROMPTS, _CHOICES, _EMBEDDINGS))
    asked = _messages(found[_INPUT], "user")
    asked = asked or [chat.message(one, "user") for one in _texts(found[_PROMPTS], "prompt", "text")]
    asked = asked or [chat.message(one, "user") for one in _texts(found[_EMBEDDINGS], "embedding", "text")]
    answered = _messages(found[_OUTPUT], "assistant")
    answered = answered or [chat.message(one, "assistant") for one in _texts(found[_CHOICES], "completion", "text")]
    if len(answered) == 1:
        answered = [chat.finished(answered[0], said.attributes.get("llm.finish_reason"))]
    schemas = [item.at("tool", "json_schema").value for item in found[_TOOLS].items()]
    return Messages(
        input=asked or None, output=answered or None, tools=tools.definitions([one for one in schemas if one]) or None
    )


def _texts(tree: Tree, *steps: str) -> list[str]:
    """Texts below numbers, or a list in one piece."""
    listed = tree.value if isinstance(tree.value, list) else [item.at(*steps).value for item in tree.items()]
    return [one for item in listed if (one := text(item))]


def _messages(tree: Tree, role: str) -> list[Message]:
    return [_message(said, role) for item in tree.items() if (said := item.at("message"))]


def _message(tree: Tree, role: str) -> Message:
    contents = [_content(item) for item in tree.at("contents").items()]
    said: dict[str, Json] = {
        "role": tree.text("role"),
        "name": tree.text("name"),
        "content": contents or tree.at("content").value,
        "tool_call_id": tree.text("tool_call_id"),
        "tool_calls": [_call(item.at("tool_call")) for item in tree.at("tool_calls").items()],
    }
    if name := tree.text("function_call_name"):
        said["function_call"] = {"name": name, "arguments": tree.at("function_call_arguments_json").value}
    return chat.message(said, role)


def _content(tree: Tree) -> dict[str, Json]:
    """An item of `contents`, as the object that `parts` reads."""
    content = tree.at("message_content")
    kind = content.text("type") or "text"
    if call := tree.at("tool_call") or content.at("tool_call"):
        return {"type": "tool_use", **_call(call)}
    if kind == "reasoning":
        return {"type": "reasoning", "content": content.text("text") or ""}
    url = content.text(kind, f"{kind}.url") or content.text(kind, kind, "url") or content.text(kind, "url")
    if url:
        return {"type": f"{kind}-url", "url": url, "mime_type": content.text(kind, kind, "mime_type")}
    return {"type": kind, **{step: below.value for step, below in content.below.items() if step != "type"}}


def _call(tree: Tree) -> dict[str, Json]:
    return {
        "id": tree.text("id"),
        "name": tree.text("function", "name") or "",
        "arguments": tree.at("function", "arguments").value,
    }
