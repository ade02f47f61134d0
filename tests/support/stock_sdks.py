"""The stock SDKs that would have made the recordings, and what each recording says, told in few words."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import anthropic
import groq
import openai
from mistralai.client import Mistral
from mistralai.client.errors import MistralError

Json = Any
_NAMED = {"model", "messages", "input", "stream", "max_tokens"}


@dataclass
class Stock:
    """The SDKs of all providers, pointed at one address each."""

    addresses: dict[str, str]
    """Provider -> what its SDK takes as base URL."""
    headers: dict[str, dict[str, str]] = field(default_factory=dict)

    def ask(self, provider: str, exchange: dict[str, Json], **headers: str) -> Json:
        """What the provider's SDK makes of the question of a recording: the parsed answer, the list of parsed events,
        or an error's status and body."""
        request, path = exchange["request"], exchange["path"]
        if provider == "mistral":
            return _ask_mistral(self.addresses[provider], path, request, {**self.headers.get(provider, {}), **headers})
        with self._client(provider, headers) as client:
            try:
                answer = _ask(client, path, request)
                if request.get("stream"):
                    return [event.model_dump() for event in answer]
                return answer if isinstance(answer, dict) else answer.model_dump(warnings=False)
            except (openai.APIStatusError, anthropic.APIStatusError, groq.APIStatusError) as error:
                return error.status_code, error.body

    @contextmanager
    def _client(self, provider: str, more: dict[str, str]) -> Iterator[Any]:
        address, headers = self.addresses[provider], {**self.headers.get(provider, {}), **more}
        made: dict[str, Any] = {"openai": openai.OpenAI, "anthropic": anthropic.Anthropic, "groq": groq.Groq}
        with made[provider](
            api_key="sk-mine", base_url=address, default_headers=headers, max_retries=0, timeout=30
        ) as client:
            yield client


def _ask(client: Any, path: str, request: dict[str, Json]) -> Any:
    given = {name: value for name, value in request.items() if name in _NAMED}
    more = {name: value for name, value in request.items() if name not in _NAMED}
    match path.rsplit("/v1/", 1)[1]:
        case "chat/completions":
            return client.chat.completions.create(**given, extra_body=more)
        case "responses":
            return client.responses.create(**given, extra_body=more)
        case "embeddings":
            # The SDK adds `encoding_format` of its own accord where none is given, and none was when this was recorded.
            return (
                client.embeddings.create(**given, **more) if "encoding_format" in more else _embeddings(client, request)
            )
        case "messages":
            return client.messages.create(**given, extra_body=more)
        case "complete":  # not among the SDK's methods any more
            return client.post("/v1/complete", body=request, cast_to=dict[str, Any])
    raise AssertionError(path)


def _embeddings(client: Any, given: dict[str, Json]) -> Any:
    return client.post("/embeddings", body=given, cast_to=openai.types.CreateEmbeddingResponse)


def _ask_mistral(address: str, path: str, request: dict[str, Json], headers: dict[str, str]) -> Json:
    model, given = request["model"], request.get("messages")
    try:
        with Mistral(api_key="mine", server_url=address, timeout_ms=30_000) as client:
            if path.endswith("/embeddings"):
                answer: Any = client.embeddings.create(model=model, inputs=request["input"], http_headers=headers)
            elif request.get("stream"):
                with client.chat.stream(model=model, messages=given, http_headers=headers) as events:
                    return [event.data.model_dump() for event in events]
            else:
                answer = client.chat.complete(model=model, messages=given, http_headers=headers)
    except MistralError as error:
        return error.status_code, error.body
    return answer.model_dump()


@dataclass
class Told:
    """What a recording says that its record must say, too."""

    id: str | None = None
    model: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    finish_reasons: list[str] = field(default_factory=list)
    text: str = ""
    tools: list[tuple[str, Json]] = field(default_factory=list)
    failed: bool = False


def told_by(exchange: dict[str, Json]) -> Told:
    """What a recording says."""
    if exchange["status"] != 200:
        return Told(failed=True)
    streamed = "event-stream" in exchange["content_type"]
    bodies = [line[6:] for line in exchange["body"].splitlines() if line.startswith("data: {")]
    objects = [json.loads(body) for body in bodies] if streamed else [json.loads(exchange["body"])]
    match exchange["path"].rsplit("/v1/", 1)[1]:
        case "chat/completions":
            return _told_by_chat(objects)
        case "responses":
            return _told_by_response(objects[-1].get("response", objects[-1]))
        case "embeddings":
            return Told(None, objects[0]["model"], objects[0]["usage"]["prompt_tokens"])
        case "messages":
            return _told_by_message_events(objects) if streamed else _told_by_message(objects[0])
        case "complete":
            answer = objects[0]
            return Told(answer["id"], answer["model"], None, None, [answer["stop_reason"]], answer["completion"])
    raise AssertionError(exchange["path"])


def _told_by_chat(objects: list[Json]) -> Told:
    told = Told(objects[0]["id"], next(each["model"] for each in objects if each.get("model")))
    calls: dict[int, list[str]] = {}
    reasons: dict[int, str] = {}
    texts: dict[int, str] = {}
    for each in objects:
        usage = each.get("usage") or (each.get("x_groq") or {}).get("usage")
        if usage:
            told.input_tokens, told.output_tokens = usage["prompt_tokens"], usage["completion_tokens"]
        for choice in each.get("choices") or []:
            message = choice.get("message") or choice.get("delta") or {}
            texts[choice["index"]] = texts.get(choice["index"], "") + (message.get("content") or "")
            for position, call in enumerate(message.get("tool_calls") or []):
                place = calls.setdefault(choice["index"] * 100 + call.get("index", position), ["", ""])
                place[0] += call["function"].get("name") or ""
                place[1] += call["function"].get("arguments") or ""
            if choice.get("finish_reason"):
                reasons[choice["index"]] = choice["finish_reason"]
    told.finish_reasons = [reasons[index] for index in sorted(reasons)]
    told.text = "".join(texts[index] for index in sorted(texts))
    told.tools = [(name, json.loads(arguments)) for name, arguments in calls.values()]
    return told


def _told_by_response(answer: Json) -> Told:
    usage = answer.get("usage") or {}
    told = Told(answer["id"], answer["model"], usage.get("input_tokens"), usage.get("output_tokens"))
    for item in answer["output"]:
        if item["type"] == "message":
            told.text += "".join(part.get("text", "") for part in item["content"])
        elif item["type"] == "function_call":
            told.tools.append((item["name"], json.loads(item["arguments"])))
    return told


def _told_by_message(answer: Json) -> Told:
    told = Told(answer["id"], answer["model"], *_message_tokens(answer["usage"]), [answer["stop_reason"]])
    for block in answer["content"]:
        if block["type"] == "text":
            told.text += block["text"]
        elif block["type"] == "tool_use":
            told.tools.append((block["name"], block["input"]))
    return told


def _told_by_message_events(objects: list[Json]) -> Told:
    usage: dict[str, Json] = {}
    told = Told()
    names: dict[int, list[str]] = {}
    for each in objects:
        if each["type"] == "message_start":
            told.id, told.model = each["message"]["id"], each["message"]["model"]
            usage |= each["message"]["usage"]
        elif each["type"] == "content_block_start" and each["content_block"]["type"] == "tool_use":
            names[each["index"]] = [each["content_block"]["name"], ""]
        elif each["type"] == "content_block_delta":
            told.text += each["delta"].get("text", "")
            if each["delta"]["type"] == "input_json_delta":
                names[each["index"]][1] += each["delta"]["partial_json"]
        elif each["type"] == "message_delta":
            usage |= each["usage"]
            told.finish_reasons = [each["delta"]["stop_reason"]]
    told.tools = [(name, json.loads(arguments or "{}")) for name, arguments in names.values()]
    told.input_tokens, told.output_tokens = _message_tokens(usage)
    return told


def _message_tokens(usage: dict[str, Json]) -> tuple[int, int]:
    cached = (usage.get("cache_read_input_tokens") or 0) + (usage.get("cache_creation_input_tokens") or 0)
    return usage["input_tokens"] + cached, usage["output_tokens"]
