"""Attributes of the logical inference span (GenAI conventions 1.41, with the additive names of their successor)."""

from typing import Final

import msgspec

from to11.model import genai as names
from to11.model.call import Call, Ending
from to11.model.inference import ERROR_FINISH, OutputMessage, Request, Response, ToolDefinition, Usage
from to11.record import prices
from to11.record.attributes import Attributes, Value
from to11.record.content import fitted
from to11.record.overrides import Overrides
from to11.record.policy import Policy
from to11.record.readers.base import Reading

_FETCH: Final = "fetch_response"
"""Its tokens were spent, and told, when the answer was made."""


def of_call(call: Call, reading: Reading, start_ns: int, policy: Policy) -> Attributes:
    """All attributes but the outcome's. `start_ns` is when the inference began."""
    attributes: dict[str, Value] = {
        names.OPERATION: reading.operation,
        names.PROVIDER: call.provider,
        names.REQUEST_MODEL: call.model or reading.request.model,
    }
    if call.attempts:
        attributes[names.SERVER_ADDRESS] = call.attempts[-1].address
        attributes[names.SERVER_PORT] = call.attempts[-1].port or None
    attributes |= _asked(reading.request, stream=call.stream)
    response = _aligned(call, reading)
    attributes |= _answered(response)
    if reading.openai:
        attributes |= _of_openai(reading)
    attributes[names.OUTPUT_TYPE] = reading.request.output_type or response.output_type
    attributes[names.EMBEDDINGS_DIMENSION_COUNT] = response.dimension_count or reading.request.dimension_count
    if call.stream and call.first_chunk_ns:
        attributes[names.RESPONSE_TIME_TO_FIRST_CHUNK] = max(0, call.first_chunk_ns - start_ns) / 1e9
    if reading.operation != _FETCH:
        attributes |= _used(response.usage)
        attributes[names.USAGE_COST] = _cost(call, response, policy.prices)
    attributes |= _grouped(call)
    if not call.grouping.conversation_id:
        attributes[names.CONVERSATION_ID] = reading.request.conversation_id
    if not any((call.grouping.prompt_slug, call.grouping.prompt_version, call.grouping.prompt_id)):
        # A prompt that the provider keeps; who names one in the headers means that one.
        attributes[names.PROMPT_NAME] = reading.request.prompt_name
        attributes[names.PROMPT_VERSION] = reading.request.prompt_version
    if reading.truncated:
        attributes[names.TO11_TRUNCATED] = True
    if policy.tells_content:
        attributes |= _content(reading.request, response, policy)
    return attributes


def _asked(request: Request, *, stream: bool) -> Attributes:
    return {
        # Absent means that it is no stream.
        names.REQUEST_STREAM: True if stream or request.stream else None,
        names.REQUEST_CHOICE_COUNT: request.choice_count if request.choice_count != 1 else None,
        names.REQUEST_SEED: request.seed,
        names.REQUEST_MAX_TOKENS: request.max_tokens,
        names.REQUEST_TEMPERATURE: request.temperature,
        names.REQUEST_TOP_P: request.top_p,
        names.REQUEST_TOP_K: _whole(request.top_k),
        names.REQUEST_FREQUENCY_PENALTY: request.frequency_penalty,
        names.REQUEST_PRESENCE_PENALTY: request.presence_penalty,
        names.REQUEST_STOP_SEQUENCES: request.stop_sequences,
        names.REQUEST_REASONING_LEVEL: request.reasoning_level,
        names.REQUEST_PREVIOUS_RESPONSE_ID: request.previous_response_id,
        names.REQUEST_ENCODING_FORMATS: request.encoding_formats,
    }


def _answered(response: Response) -> Attributes:
    return {
        names.RESPONSE_ID: response.id,
        names.RESPONSE_MODEL: response.model,
        names.RESPONSE_FINISH_REASONS: response.finish_reasons,
    }


def _of_openai(reading: Reading) -> Attributes:
    asked = reading.request.service_tier
    return {
        names.OPENAI_API_TYPE: reading.api_type,
        names.OPENAI_REQUEST_SERVICE_TIER: asked if asked != "auto" else None,
        names.OPENAI_RESPONSE_SERVICE_TIER: reading.response.service_tier,
        names.OPENAI_RESPONSE_FINGERPRINT: reading.response.system_fingerprint,
    }


def _whole(number: float | None) -> float | int | None:
    """A count, which some write with a fraction of zero."""
    return int(number) if number is not None and number.is_integer() else number


def _used(usage: Usage) -> Attributes:
    return {
        names.USAGE_INPUT_TOKENS: usage.input,
        names.USAGE_OUTPUT_TOKENS: usage.output,
        names.USAGE_CACHE_READ: usage.cache_read,
        names.USAGE_CACHE_WRITE: usage.cache_write,
        # The name that it had in 1.41.
        names.USAGE_CACHE_CREATION: usage.cache_write,
        names.USAGE_REASONING: usage.reasoning,
        # "When applicable": a provider that knows of audio says 0 for every text.
        names.USAGE_AUDIO_INPUT: usage.audio_input or None,
        names.USAGE_AUDIO_OUTPUT: usage.audio_output or None,
        names.USAGE_IMAGE_INPUT: usage.image_input or None,
        names.USAGE_IMAGE_OUTPUT: usage.image_output or None,
        names.USAGE_TEXT_INPUT: usage.text_input or None,
        names.USAGE_TEXT_OUTPUT: usage.text_output or None,
    }


def _grouped(call: Call) -> Attributes:
    grouping = call.grouping
    return {
        names.SESSION_ID: grouping.session_id,
        names.CONVERSATION_ID: grouping.conversation_id,
        names.USER_ID: grouping.user_id,
        names.PROMPT_NAME: grouping.prompt_slug,
        names.PROMPT_VERSION: grouping.prompt_version,
        names.TO11_PROMPT_ID: grouping.prompt_id,
        names.TO11_PROMPT_LABEL: grouping.prompt_label,
    }


def _cost(call: Call, response: Response, overrides: Overrides) -> float | None:
    """By the model that answered; a name that only the provider's answer uses may have no price, then as asked. The
    deployment's own prices, for either, go before all others."""
    usage = response.usage
    if not call.provider or usage == _NONE_USED:
        return None
    models = [model for model in dict.fromkeys((response.model, call.model)) if model]
    own = next((model for model in models if overrides and overrides.find(call.provider, model)), None)
    for model in models if own is None else [own]:
        found = prices.cost(
            call.provider,
            model,
            usage,
            at_ns=call.start_ns,
            service_tier=response.service_tier,
            speed=response.speed,
            overrides=overrides,
        )
        if found is not None:
            return found
    return None


def _content(request: Request, response: Response, policy: Policy) -> Attributes:
    """Messages, each attribute no longer than it may be; marked where that took something away."""
    limit, blob_limit = policy.max_content_bytes, policy.max_blob_bytes
    # By the conventions only what is required of a definition; parameters can be very large.
    tools = [ToolDefinition(tool.type, tool.name) for tool in request.tools]
    told = {
        names.SYSTEM_INSTRUCTIONS: fitted(request.system_instructions, limit, blob_limit),
        names.INPUT_MESSAGES: fitted(request.messages, limit, blob_limit, newest=True),
        names.OUTPUT_MESSAGES: fitted(response.messages, limit, blob_limit),
        names.TOOL_DEFINITIONS: fitted(tools, limit, blob_limit),
    }
    content: dict[str, Value] = {name: each.text for name, each in told.items()}
    for name, value in request.prompt_variables.items():
        content[f"{names.PROMPT_VARIABLE}.{name}"] = value
    if any(each.cut for each in told.values()):
        content[names.TO11_TRUNCATED] = True
    return content


def _aligned(call: Call, reading: Reading) -> Response:
    """The response with a failed choice in place of each that was asked for and never began."""
    response, asked = reading.response, reading.request.choice_count or 1
    missing = min(asked, _MOST_CHOICES) - len(response.messages)
    broken = call.ending is not Ending.COMPLETE or response.error is not None
    if not broken or missing <= 0 or not response.messages:
        return response
    never = OutputMessage("assistant", [], ERROR_FINISH)
    return msgspec.structs.replace(
        response,
        # Of images, for example, no provider gives a reason; then there is nothing to be aligned with.
        finish_reasons=response.finish_reasons + [ERROR_FINISH] * missing if response.finish_reasons else [],
        messages=response.messages + [never] * missing,
    )


_MOST_CHOICES = 128
_NONE_USED = Usage()
