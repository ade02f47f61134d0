"""Text completions, the older way to ask: a request and its answer, whole or streamed -> `model.inference` values.

Answers are made into those of chat completions and read like them: so both ways give the same messages.
"""

import msgspec

from to11.model.inference import ChatMessage, Part, Request, Response
from to11.wire.lenient import Json, decode, mapping, objects, text
from to11.wire.openai import chat_request, chat_response, chat_stream, inputs


def request(body: bytes) -> Request:
    """What a request asks for, a message for each prompt. What is to follow the completion is a part of its own."""
    asked = mapping(decode(body))
    prompts = inputs.messages(asked.get("prompt"))
    if suffix := text(asked.get("suffix")):
        after: Part = {"type": "suffix", "content": suffix}
        prompts = [ChatMessage("user", [*prompt.parts, after]) for prompt in prompts]
    # What both endpoints know has the same name in both.
    return msgspec.structs.replace(chat_request.of_object(asked), messages=prompts, tools=[])


def response(body: bytes) -> Response:
    """What a provider answered. Of a body that breaks off, what can be read."""
    return chat_response.of_object(_with(mapping(decode(body)), "message"))


def streamed(body: bytes) -> Response:
    """What a provider streamed, up to where the stream ends or breaks."""
    return chat_stream.gather(_with(chunk, "delta") for chunk in chat_stream.chunks(body))


def _with(answer: dict[str, Json], said: str) -> dict[str, Json]:
    """The answer with each choice's text where chat completions has it."""
    if "choices" not in answer:
        return answer
    choices = [
        {**choice, said: {"content": choice["text"]}} if isinstance(choice.get("text"), str) else choice
        for choice in objects(answer["choices"])
    ]
    return {**answer, "choices": choices}
