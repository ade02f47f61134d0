"""The names of attributes, each in one place, so that a rename upstream is one edit.

GenAI names follow the OpenTelemetry semantic conventions 1.41, with the additive names of their successor.
"""

import re
from typing import Final

# Resource
SERVICE_NAME: Final = "service.name"
SERVICE_VERSION: Final = "service.version"
PROJECT_ID: Final = "project.id"
ENVIRONMENT: Final = "deployment.environment.name"

# General
ERROR_TYPE: Final = "error.type"
SERVER_ADDRESS: Final = "server.address"
SERVER_PORT: Final = "server.port"
CLIENT_ADDRESS: Final = "client.address"
USER_AGENT: Final = "user_agent.original"
NETWORK_PROTOCOL_VERSION: Final = "network.protocol.version"
USER_ID: Final = "user.id"
SESSION_ID: Final = "session.id"

# HTTP
HTTP_METHOD: Final = "http.request.method"
HTTP_ROUTE: Final = "http.route"
HTTP_STATUS: Final = "http.response.status_code"
HTTP_REQUEST_SIZE: Final = "http.request.body.size"
HTTP_RESPONSE_SIZE: Final = "http.response.body.size"
HTTP_RESEND_COUNT: Final = "http.request.resend_count"
HTTP_RESPONSE_HEADER: Final = "http.response.header"
"""A prefix: the header in lower case follows."""
URL_FULL: Final = "url.full"
URL_PATH: Final = "url.path"
URL_SCHEME: Final = "url.scheme"

# GenAI: what was asked
OPERATION: Final = "gen_ai.operation.name"
PROVIDER: Final = "gen_ai.provider.name"
CONVERSATION_ID: Final = "gen_ai.conversation.id"
OUTPUT_TYPE: Final = "gen_ai.output.type"
REQUEST_MODEL: Final = "gen_ai.request.model"
REQUEST_STREAM: Final = "gen_ai.request.stream"
REQUEST_CHOICE_COUNT: Final = "gen_ai.request.choice.count"
REQUEST_SEED: Final = "gen_ai.request.seed"
REQUEST_MAX_TOKENS: Final = "gen_ai.request.max_tokens"
REQUEST_TEMPERATURE: Final = "gen_ai.request.temperature"
REQUEST_TOP_P: Final = "gen_ai.request.top_p"
REQUEST_TOP_K: Final = "gen_ai.request.top_k"
REQUEST_FREQUENCY_PENALTY: Final = "gen_ai.request.frequency_penalty"
REQUEST_PRESENCE_PENALTY: Final = "gen_ai.request.presence_penalty"
REQUEST_STOP_SEQUENCES: Final = "gen_ai.request.stop_sequences"
REQUEST_REASONING_LEVEL: Final = "gen_ai.request.reasoning.level"
REQUEST_PREVIOUS_RESPONSE_ID: Final = "gen_ai.request.previous_response.id"
REQUEST_ENCODING_FORMATS: Final = "gen_ai.request.encoding_formats"
EMBEDDINGS_DIMENSION_COUNT: Final = "gen_ai.embeddings.dimension.count"
PROMPT_NAME: Final = "gen_ai.prompt.name"
PROMPT_VERSION: Final = "gen_ai.prompt.version"
PROMPT_VARIABLE: Final = "gen_ai.prompt.variable"
"""Before the variable's name."""

# GenAI: what came back
RESPONSE_ID: Final = "gen_ai.response.id"
RESPONSE_MODEL: Final = "gen_ai.response.model"
RESPONSE_FINISH_REASONS: Final = "gen_ai.response.finish_reasons"
RESPONSE_TIME_TO_FIRST_CHUNK: Final = "gen_ai.response.time_to_first_chunk"
USAGE_INPUT_TOKENS: Final = "gen_ai.usage.input_tokens"
USAGE_OUTPUT_TOKENS: Final = "gen_ai.usage.output_tokens"
USAGE_CACHE_READ: Final = "gen_ai.usage.cache_read.input_tokens"
USAGE_CACHE_WRITE: Final = "gen_ai.usage.cache_write.input_tokens"
USAGE_CACHE_CREATION: Final = "gen_ai.usage.cache_creation.input_tokens"
USAGE_REASONING: Final = "gen_ai.usage.reasoning.output_tokens"
USAGE_AUDIO_INPUT: Final = "gen_ai.usage.audio.input_tokens"
USAGE_AUDIO_OUTPUT: Final = "gen_ai.usage.audio.output_tokens"
USAGE_IMAGE_INPUT: Final = "gen_ai.usage.image.input_tokens"
USAGE_IMAGE_OUTPUT: Final = "gen_ai.usage.image.output_tokens"
USAGE_TEXT_INPUT: Final = "gen_ai.usage.text.input_tokens"
USAGE_TEXT_OUTPUT: Final = "gen_ai.usage.text.output_tokens"
USAGE_COST: Final = "gen_ai.usage.cost"
"""US dollars, double; not in the conventions, the de-facto name."""

# GenAI: content
INPUT_MESSAGES: Final = "gen_ai.input.messages"
OUTPUT_MESSAGES: Final = "gen_ai.output.messages"
SYSTEM_INSTRUCTIONS: Final = "gen_ai.system_instructions"
TOOL_DEFINITIONS: Final = "gen_ai.tool.definitions"

# GenAI: tools, agents, retrieval
TOOL_NAME: Final = "gen_ai.tool.name"
TOOL_CALL_ID: Final = "gen_ai.tool.call.id"
TOOL_TYPE: Final = "gen_ai.tool.type"
TOOL_DESCRIPTION: Final = "gen_ai.tool.description"
TOOL_CALL_ARGUMENTS: Final = "gen_ai.tool.call.arguments"
TOOL_CALL_RESULT: Final = "gen_ai.tool.call.result"
AGENT_NAME: Final = "gen_ai.agent.name"
AGENT_ID: Final = "gen_ai.agent.id"
AGENT_VERSION: Final = "gen_ai.agent.version"
AGENT_DESCRIPTION: Final = "gen_ai.agent.description"
DATA_SOURCE_ID: Final = "gen_ai.data_source.id"
RETRIEVAL_QUERY_TEXT: Final = "gen_ai.retrieval.query.text"
RETRIEVAL_DOCUMENTS: Final = "gen_ai.retrieval.documents"

# OpenAI
OPENAI_API_TYPE: Final = "openai.api.type"
OPENAI_REQUEST_SERVICE_TIER: Final = "openai.request.service_tier"
OPENAI_RESPONSE_SERVICE_TIER: Final = "openai.response.service_tier"
OPENAI_RESPONSE_FINGERPRINT: Final = "openai.response.system_fingerprint"

# to11's own
TO11_REQUEST_ID: Final = "to11.request.id"
TO11_PROMPT_ID: Final = "to11.prompt.id"
TO11_PROMPT_LABEL: Final = "to11.prompt.label"
TO11_ENDING: Final = "to11.call.ending"
TO11_TRUNCATED: Final = "to11.content.truncated"

# Older names, read where the current one is absent, in this order. What follows a `#` is inside the attribute's JSON.
OLDER: Final[dict[str, tuple[str, ...]]] = {
    PROVIDER: ("gen_ai.system", "llm.provider", "llm.system", "ai.model.provider"),
    REQUEST_MODEL: (
        "llm.request.model_name",
        "llm.invocation_parameters#model",
        "llm.invocation_parameters#model_name",
        "llm.model_name",
        "embedding.model_name",
        "ai.model.id",
        "langfuse.observation.model.name",
    ),
    RESPONSE_MODEL: ("llm.response.model_name", "llm.model_name", "ai.response.model"),
    USAGE_INPUT_TOKENS: (
        "gen_ai.usage.prompt_tokens",
        "llm.token_count.prompt",
        "llm.usage.prompt_tokens",
        "ai.usage.inputTokens",
        "ai.usage.promptTokens",
        "ai.usage.tokens",
    ),
    USAGE_OUTPUT_TOKENS: (
        "gen_ai.usage.completion_tokens",
        "llm.token_count.completion",
        "llm.usage.completion_tokens",
        "ai.usage.outputTokens",
        "ai.usage.completionTokens",
    ),
    USAGE_CACHE_READ: (
        "gen_ai.usage.cache_read_input_tokens",
        "llm.token_count.prompt_details.cache_read",
        "gen_ai.usage.details.cache_read_tokens",
        "gen_ai.usage.raw#prompt_tokens_details.cached_tokens",
        "gen_ai.usage.raw#input_tokens_details.cached_tokens",
        "gen_ai.usage.raw#cache_read_input_tokens",
        "ai.usage.cachedInputTokens",
    ),
    USAGE_CACHE_WRITE: (
        USAGE_CACHE_CREATION,
        "gen_ai.usage.cache_creation_input_tokens",
        "llm.token_count.prompt_details.cache_write",
        "gen_ai.usage.details.cache_write_tokens",
        "gen_ai.usage.raw#cache_creation_input_tokens",
    ),
    USAGE_REASONING: (
        "gen_ai.usage.reasoning_tokens",
        "llm.token_count.completion_details.reasoning",
        "gen_ai.usage.details.reasoning_tokens",
        "gen_ai.usage.raw#completion_tokens_details.reasoning_tokens",
        "gen_ai.usage.raw#output_tokens_details.reasoning_tokens",
        "ai.usage.reasoningTokens",
    ),
    USAGE_COST: ("llm.cost.total", "operation.cost"),
    SESSION_ID: (
        "traceloop.association.properties.session_id",
        "langfuse.session.id",
        "ai.telemetry.metadata.sessionId",
    ),
    USER_ID: (
        "enduser.id",
        "llm.user",
        "gen_ai.user",
        "traceloop.association.properties.user_id",
        "langfuse.user.id",
        "ai.telemetry.metadata.userId",
    ),
    ENVIRONMENT: ("deployment.environment",),
}

_INSIDE: Final = sorted({name for older in OLDER.values() for name in older if "#" in name})

INSIDE: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    attribute: {
        name: tuple(name.removeprefix(f"{attribute}#").split("."))
        for name in _INSIDE
        if name.startswith(f"{attribute}#")
    }
    for attribute in dict.fromkeys(name.partition("#")[0] for name in _INSIDE)
}
"""The attributes that are read inside, and for each older name with a `#` the way to its value."""

_VERCEL_CALLS: Final = ("ai.generateText", "ai.streamText", "ai.generateObject", "ai.streamObject")
_VERCEL_INNER: Final = (".doGenerate", ".doStream")

OPERATIONS: Final[dict[str, dict[str, str]]] = {
    # OpenLLMetry calls a chat with Anthropic's models a completion; only of a chat it says whose the answer is.
    "gen_ai.completion.0.role": {"assistant": "chat", "thinking": "chat"},
    "llm.request.type": {
        "chat": "chat",
        "completion": "text_completion",
        "embedding": "embeddings",
        "rerank": "rerank",
    },
    "openinference.span.kind": {
        "LLM": "chat",
        "EMBEDDING": "embeddings",
        "RETRIEVER": "retrieval",
        "RERANKER": "rerank",
        "TOOL": "execute_tool",
        "AGENT": "invoke_agent",
        "CHAIN": "invoke_workflow",
    },
    "traceloop.span.kind": {"workflow": "invoke_workflow", "agent": "invoke_agent", "tool": "execute_tool"},
    "ai.operationId": {
        **{f"{call}{inner}": "chat" for call in _VERCEL_CALLS for inner in ("", *_VERCEL_INNER)},
        **dict.fromkeys(("ai.embed", "ai.embed.doEmbed", "ai.embedMany", "ai.embedMany.doEmbed"), "embeddings"),
        "ai.toolCall": "execute_tool",
    },
    "langfuse.observation.type": {
        "generation": "chat",
        "embedding": "embeddings",
        "retriever": "retrieval",
        "tool": "execute_tool",
        "agent": "invoke_agent",
    },
}
"""Attributes that say the operation in words of their own, and what these mean; the first one that says it counts."""

PROVIDERS: Final[dict[str, str]] = {
    "openai": "openai",
    "openai.chat": "openai",
    "openai.responses": "openai",
    "openai.completion": "openai",
    "openai.embedding": "openai",
    "anthropic": "anthropic",
    "anthropic.messages": "anthropic",
    "az.ai.openai": "azure.ai.openai",
    "az.ai.inference": "azure.ai.inference",
    "azure": "azure.ai.openai",
    "azure_openai": "azure.ai.openai",
    "azure.chat": "azure.ai.openai",
    "azure.responses": "azure.ai.openai",
    "azure-openai.chat": "azure.ai.openai",
    "xai": "x_ai",
    "xai.chat": "x_ai",
    "vertex_ai": "gcp.vertex_ai",
    "vertexai": "gcp.vertex_ai",
    "google.vertex.chat": "gcp.vertex_ai",
    "gemini": "gcp.gemini",
    "google": "gcp.gen_ai",
    "google.generative-ai": "gcp.gemini",
    "google-gla": "gcp.gemini",
    "google-vertex": "gcp.vertex_ai",
    "mistralai": "mistral_ai",
    "mistral": "mistral_ai",
    "mistral.chat": "mistral_ai",
    "bedrock": "aws.bedrock",
    "amazon-bedrock": "aws.bedrock",
    "aws": "aws.bedrock",
    "cohere": "cohere",
    "cohere.chat": "cohere",
    "groq": "groq",
    "groq.chat": "groq",
    "deepseek": "deepseek",
    "deepseek.chat": "deepseek",
    "perplexity": "perplexity",
    "watsonx": "ibm.watsonx.ai",
    "moonshot": "moonshot_ai",
    "moonshotai": "moonshot_ai",
}
"""What SDKs call a provider, in lower case, and its name in the conventions; any other name stays as it is."""

TOOL_CALLS: Final[dict[str, re.Pattern[str]]] = {
    OUTPUT_MESSAGES: re.compile(r'"type":\s*"tool_call"'),
    "ai.response.toolCalls": re.compile(r'"toolCallId":'),
    "response_data": re.compile(r'"function":\s*\{'),
}
"""Attributes that hold an answer as JSON, and what stands in it once for each call of a tool; the first one counts."""

TOOL_CALL_NAME: Final = re.compile(
    r"gen_ai\.completion\.\d+\.tool_calls\.\d+\.name"
    r"|llm\.output_messages\.\d+\.message\.tool_calls\.\d+\.tool_call\.function\.name"
)
"""The name of an attribute that is there once for each call of a tool, where an answer is told in many attributes."""
