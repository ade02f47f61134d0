"""One inference, whoever the provider: what was asked and what came back, in the terms of the GenAI conventions.

Messages and their parts are the JSON objects of the conventions' schemas (gen-ai-input-messages,
gen-ai-output-messages, gen-ai-tool-definitions): encoded with msgspec they validate as they stand. A value that the
provider did not give is None and is left out.
"""

from typing import Any

import msgspec

ERROR_FINISH = "error"
"""The finish reason of an answer that broke off, or that never came."""


class TextPart(msgspec.Struct, frozen=True, gc=False, tag="text", omit_defaults=True):
    """Text to or from the model."""

    content: str
    citations: list[Any] | None = None
    """Where the model says it has it from, in the provider's form."""


class ReasoningPart(msgspec.Struct, frozen=True, gc=False, tag="reasoning", omit_defaults=True):
    """What the model thought."""

    content: str


class ToolCallPart(msgspec.Struct, frozen=True, tag="tool_call", omit_defaults=True):
    """The model asks for a tool."""

    name: str
    id: str | None = None
    arguments: Any = None
    """A JSON value, or the model's text where that is no JSON."""


class ToolCallResponsePart(msgspec.Struct, frozen=True, tag="tool_call_response", omit_defaults=True):
    """What a tool gave: a JSON value, or a list of parts."""

    response: Any
    id: str | None = None
    is_error: bool = False
    """The caller says that the tool failed."""


class ServerToolCallPart(msgspec.Struct, frozen=True, tag="server_tool_call", omit_defaults=True):
    """The model used a tool that its provider runs."""

    name: str
    server_tool_call: dict[str, Any]
    """What the tool was asked; its `type` is the kind of tool."""
    id: str | None = None


class ServerToolCallResponsePart(msgspec.Struct, frozen=True, tag="server_tool_call_response", omit_defaults=True):
    """What a tool gave that the provider runs."""

    server_tool_call_response: dict[str, Any]
    """Its `type` is the kind of tool."""
    id: str | None = None


class BlobPart(msgspec.Struct, frozen=True, gc=False, tag="blob", omit_defaults=True):
    """Data in the message itself."""

    modality: str
    content: str
    """Base64."""
    mime_type: str | None = None
    transcript: str | None = None


class UriPart(msgspec.Struct, frozen=True, gc=False, tag="uri", omit_defaults=True):
    """Data elsewhere, by its address."""

    modality: str
    uri: str
    mime_type: str | None = None


class FilePart(msgspec.Struct, frozen=True, gc=False, tag="file", omit_defaults=True):
    """Data that the provider holds, by its id there."""

    modality: str
    file_id: str
    mime_type: str | None = None


Part = (
    TextPart
    | ReasoningPart
    | ToolCallPart
    | ToolCallResponsePart
    | ServerToolCallPart
    | ServerToolCallResponsePart
    | BlobPart
    | UriPart
    | FilePart
    | dict[str, Any]  # GenericPart: any object with a `type`
)


class ChatMessage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message to the model."""

    role: str
    parts: list[Part]
    name: str | None = None


class OutputMessage(msgspec.Struct, frozen=True, omit_defaults=True):
    """One choice of the model's answer."""

    role: str
    parts: list[Part]
    finish_reason: str
    """The conventions' word (`tool_call`), not the provider's (`tool_calls`)."""
    name: str | None = None


class ToolDefinition(msgspec.Struct, frozen=True, omit_defaults=True):
    """A tool that the model may ask for."""

    type: str
    name: str
    description: str | None = None
    parameters: dict[str, Any] | None = None


class Request(msgspec.Struct, frozen=True):
    """What was asked."""

    model: str | None = None
    stream: bool = False
    choice_count: int | None = None
    output_type: str | None = None
    seed: int | None = None
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: float | None = None
    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    stop_sequences: list[str] = []
    reasoning_level: str | None = None
    service_tier: str | None = None
    previous_response_id: str | None = None
    conversation_id: str | None = None
    """Of a conversation that the provider keeps."""
    prompt_name: str | None = None
    """Of a prompt that the provider keeps."""
    prompt_version: str | None = None
    prompt_variables: dict[str, str] = {}
    """What was put into it, where that is text."""
    encoding_formats: list[str] = []
    """Of embeddings."""
    dimension_count: int | None = None
    """Of embeddings."""
    system_instructions: list[Part] = []
    """Only where the provider takes them apart from the messages."""
    messages: list[ChatMessage] = []
    tools: list[ToolDefinition] = []


class Usage(msgspec.Struct, frozen=True, gc=False):
    """Tokens, and what else is paid for. `input` includes the cached ones, `output` includes reasoning."""

    input: int | None = None
    output: int | None = None
    cache_read: int | None = None
    cache_write: int | None = None
    reasoning: int | None = None
    audio_input: int | None = None
    audio_output: int | None = None
    image_input: int | None = None
    image_output: int | None = None
    text_input: int | None = None
    """Only where the provider tells it apart from other kinds; text alone needs no breaking down."""
    text_output: int | None = None
    audio_seconds: float | None = None
    """How long the audio was that was heard."""
    characters: int | None = None
    """How long the text was that was spoken."""
    cache_write_1h: int | None = None
    """Of `cache_write`, what is kept for an hour: some providers have another price for it."""
    web_searches: int | None = None
    """Searches, not tokens: they are paid one by one."""


class ProviderError(msgspec.Struct, frozen=True, gc=False):
    """What a provider says went wrong."""

    type: str | None = None
    """Its code, else its type: the value for `error.type`."""
    message: str | None = None


class Response(msgspec.Struct, frozen=True):
    """What came back. `finish_reasons` (the provider's words) and `messages` are aligned: one item a choice."""

    id: str | None = None
    model: str | None = None
    service_tier: str | None = None
    system_fingerprint: str | None = None
    dimension_count: int | None = None
    """How long the embeddings are that came."""
    output_type: str | None = None
    """Where only the answer tells it: `image`, `speech`, `text`, `json`."""
    finish_reasons: list[str] = []
    messages: list[OutputMessage] = []
    usage: Usage = Usage()
    error: ProviderError | None = None
    speed: str | None = None
    """Where a provider has several, at several prices: `fast`, `standard`."""
