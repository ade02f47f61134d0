"""OpenLLMetry (Traceloop) in its older form: `gen_ai.prompt.N.role`, `gen_ai.completion.N.content`, and so on.

Tools are `llm.request.functions.N.name`. LiteLLM, Kong and agentgateway write the same names, or `gen_ai.prompt` and
`gen_ai.completion` in one piece, as LangSmith does; before that they began with `llm.prompts` and `llm.completions`.
Looked at: opentelemetry-instrumentation-openai and -anthropic 0.40.14.
"""

from typing import Final

from to11.wire.lenient import Json
from to11.wire.messages import chat, documents, tools
from to11.wire.messages.flattened import Tree, trees
from to11.wire.messages.json_text import attribute
from to11.wire.messages.said import Message, Messages, Part, Said

_PROMPTS: Final = ("gen_ai.prompt", "llm.prompts")
_COMPLETIONS: Final = ("gen_ai.completion", "llm.completions")
_FUNCTIONS: Final = "llm.request.functions"
_FIELDS: Final = ("role", "content", "tool_call_id", "name", "reasoning", "refusal")
_OF_MESSAGE: Final = frozenset({*_FIELDS, "tool_calls", "function_call", "finish_reason"})


def read(said: Said) -> Messages:
    """Attributes of the span."""
    found = trees(said.attributes, (*_PROMPTS, *_COMPLETIONS, _FUNCTIONS))
    asked = next((found[name] for name in _PROMPTS if found[name]), Tree())
    answered = next((found[name] for name in _COMPLETIONS if found[name]), Tree())
    whole = documents.request(attribute(asked.value))
    return Messages(
        input=_listed(asked, "user") or whole.input or chat.messages(asked.value, "user") or None,
        output=_answered(answered),
        system=whole.system,
        tools=_functions(found[_FUNCTIONS]) or whole.tools,
    )


def _answered(answered: Tree) -> list[Message] | None:
    listed = _listed(answered, "assistant")
    listed = listed or documents.answer(attribute(answered.value)) or chat.messages(answered.value, "assistant")
    return _with_thoughts([chat.finished(one, None) for one in listed]) or None


def _listed(tree: Tree, role: str) -> list[Message]:
    return [_message(item, role) for item in tree.items() if not _OF_MESSAGE.isdisjoint(item.below)]


def _message(tree: Tree, role: str) -> Message:
    said: dict[str, Json] = {field: tree.at(field).value for field in _FIELDS if tree.at(field).value is not None}
    said["tool_calls"] = [_call(call) for call in tree.at("tool_calls").items()]
    if function := tree.at("function_call"):
        said["function_call"] = _call(function)
    message = chat.message(said, role)
    reason = tree.text("finish_reason")
    return {**message, "finish_reason": reason} if reason else message


def _call(tree: Tree) -> dict[str, Json]:
    found = {"id": tree.at("id").value, "name": tree.at("name").value, "arguments": tree.at("arguments").value}
    return {"name": "", **{field: value for field, value in found.items() if value is not None}}


def _with_thoughts(messages: list[Message]) -> list[Message]:
    """Anthropic's thoughts come as a message of the role `thinking`, before the one that they belong to; the reason why
    it finished may be at either."""
    merged: list[Message] = []
    thoughts: list[Part] = []
    reason: Json = None
    for message in messages:
        if message["role"] == "thinking":
            thoughts += [{**part, "type": "reasoning"} for part in message["parts"]]
            reason = message.get("finish_reason")
        else:
            merged.append(chat.finished({**message, "parts": thoughts + message["parts"]}, reason))
            thoughts, reason = [], None
    return [*merged, chat.finished({"role": "assistant", "parts": thoughts}, reason)] if thoughts else merged


def _functions(tree: Tree) -> list[dict[str, Json]]:
    found = [{step: field.value for step, field in item.below.items()} for item in tree.items()]
    return tools.definitions(found)
