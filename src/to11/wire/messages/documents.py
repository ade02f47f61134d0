"""Whole requests and answers of providers, as SDKs keep them in one attribute, -> messages.

Read are those of OpenAI (chat completions, completions, responses, embeddings), Anthropic and Gemini, what Logfire
makes of an answer, and LangChain's inputs and generations.
"""

from to11.wire.lenient import Json, items, mapping, objects, text
from to11.wire.messages import chat, parts, tools
from to11.wire.messages.said import NOTHING, Message, Messages

_INPUT_KEYS = ("messages", "input", "contents", "prompt", "inputs", "question", "query")


def request(body: Json) -> Messages:
    """What was asked; nothing when the value is no request."""
    if not isinstance(body, dict):
        return NOTHING
    asked = next((body[key] for key in _INPUT_KEYS if body.get(key)), None)
    if isinstance(asked, dict) and "messages" in asked:
        asked = asked["messages"]
    system = parts.of_content(body.get("system") or body.get("instructions"))
    found = tools.definitions(body.get("tools")) + tools.definitions(body.get("functions"))
    return Messages(input=chat.messages(asked, "user") or None, system=system or None, tools=found or None)


def answer(body: Json) -> list[Message]:
    """What came back; nothing when the value is no answer."""
    if not isinstance(body, dict):
        return []
    if choices := objects(body.get("choices")) or objects(body.get("candidates")):
        return [_choice(choice) for choice in choices]
    if isinstance(listed := body.get("output"), list):
        return [
            chat.finished(one, body.get("finish_reason"))
            for one in chat.joined([chat.message(item, "assistant") for item in listed if item], "assistant")
        ]
    if generations := items(body.get("generations")):
        batch = generations[0] if isinstance(generations[0], list) else generations
        return [_choice(one) for one in objects(batch)]
    if body.get("type") in chat.LANGCHAIN and "content" in chat.unwrapped(body):
        reason = mapping(chat.unwrapped(body).get("response_metadata")).get("finish_reason")
        return [chat.finished(chat.message(body, "assistant"), reason)]
    if body.get("message"):
        return [chat.finished(chat.message(body["message"], "assistant"), body.get("finish_reason"))]
    if "content" in body and (body.get("role") or body.get("type") == "message"):
        return [chat.finished(chat.message({**body, "type": None}, "assistant"), body.get("stop_reason"))]
    if isinstance(body.get("messages"), list):
        return chat.messages(body["messages"][-1:], "assistant")
    for key in ("combined_chunk_content", "text", "output"):
        if said := text(body.get(key)):
            return [chat.finished(chat.message(said, "assistant"), body.get("finish_reason"))]
    return []


def _choice(choice: dict[str, Json]) -> Message:
    """A choice of OpenAI's, a candidate of Gemini's, a generation of LangChain's."""
    said = choice.get("message") or choice.get("content") or choice.get("text")
    info = mapping(choice.get("generation_info"))
    reason = choice.get("finish_reason") or choice.get("finishReason") or info.get("finish_reason")
    return chat.finished(chat.message(said, "assistant"), reason)
