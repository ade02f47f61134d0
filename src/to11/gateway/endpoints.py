"""The endpoints, one line each. Where they are reached is `routes`, where they are at a provider is `targets`."""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class ErrorFormat(Enum):
    """Whose shape an error has that the gateway itself answers with."""

    OPENAI = "openai"
    ANTHROPIC = "anthropic"


class Body(Enum):
    """How a request's body is taken."""

    NONE = "none"
    """There is none."""
    JSON = "json"
    """Read whole, and its envelope (model, stream) read; then forwarded."""
    FORM = "form"
    """`multipart/form-data`: its first fields are read for the model, the rest is forwarded as it comes."""
    OPAQUE = "opaque"
    """Forwarded as it comes; nothing in it is read."""


class ModelRule(Enum):
    """Whether a JSON body has to name a model. Where it need not, the provider has one of its own."""

    NEEDED = "needed"
    OR_PROMPT = "or_prompt"
    """A stored prompt (`prompt`) brings its model along."""
    OPTIONAL = "optional"


class Place(Enum):
    """How the path at a provider comes about."""

    FIXED = "fixed"
    """The endpoint's `target` below the base URL."""
    TEMPLATE = "template"
    """The caller's path behind the mount, below the base URL."""
    PASSED = "passed"
    """The same, below the provider's root."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint: where it is here, what it does, where it is at a provider."""

    route: str
    method: str
    operation: str
    """`gen_ai.operation.name`; empty for one that makes an HTTP span only."""
    target: str
    """The path below a provider's base URL; of a template only how it looks."""
    default_provider: str
    """Who serves a bare model name that nobody lists."""
    error_format: ErrorFormat
    body: Body = Body.JSON
    model_rule: ModelRule = ModelRule.NEEDED
    asks_usage: bool = False
    """Whether `stream_options` asks for the usage chunk of a stream."""
    place: Place = Place.FIXED
    mount: str = "/v1"
    """What of the caller's path is not the provider's."""
    deployment: bool = False
    """The model is a segment of the path, as Azure has it: `{mount}/{deployment}{target}`."""
    anthropic: "Endpoint | None" = None
    """The same for a caller who speaks Anthropic's format, where the path does not tell."""


def _openai(
    method: str,
    target: str,
    operation: str = "",
    body: Body = Body.JSON,
    model_rule: ModelRule = ModelRule.NEEDED,
    *,
    provider: str = "openai",
    error_format: ErrorFormat = ErrorFormat.OPENAI,
    asks_usage: bool = False,
) -> Endpoint:
    place = Place.TEMPLATE if "{" in target else Place.FIXED
    return Endpoint(
        "/v1" + target, method, operation, target, provider, error_format, body, model_rule, asks_usage, place
    )


def _anthropic(method: str, target: str, operation: str = "", body: Body = Body.JSON) -> Endpoint:
    return _openai(method, target, operation, body, provider="anthropic", error_format=ErrorFormat.ANTHROPIC)


OPENAI: Final = (
    _openai("POST", "/chat/completions", "chat", asks_usage=True),
    _openai("POST", "/completions", "text_completion", asks_usage=True),
    _openai("POST", "/responses", "chat", model_rule=ModelRule.OR_PROMPT),
    _openai("GET", "/responses/{response_id}", "fetch_response", Body.NONE),
    _openai("DELETE", "/responses/{response_id}", body=Body.NONE),
    _openai("POST", "/responses/{response_id}/cancel", body=Body.OPAQUE),
    _openai("GET", "/responses/{response_id}/input_items", body=Body.NONE),
    _openai("POST", "/embeddings", "embeddings"),
    _openai("POST", "/images/generations", "image_generation", model_rule=ModelRule.OPTIONAL),
    _openai("POST", "/images/edits", "image_generation", Body.FORM),
    _openai("POST", "/images/variations", "image_generation", Body.FORM),
    _openai("POST", "/audio/speech", "audio_speech"),
    _openai("POST", "/audio/transcriptions", "audio_transcription", Body.FORM),
    _openai("POST", "/audio/translations", "audio_translation", Body.FORM),
    _openai("POST", "/rerank", "rerank", provider="cohere"),  # OpenAI has none
    _openai("POST", "/moderations", "moderation", model_rule=ModelRule.OPTIONAL),
    _openai("GET", "/batches", body=Body.NONE),
    _openai("POST", "/batches", body=Body.OPAQUE),
    _openai("GET", "/batches/{batch_id}", body=Body.NONE),
    _openai("POST", "/batches/{batch_id}/cancel", body=Body.OPAQUE),
)
ANTHROPIC: Final = (
    _anthropic("POST", "/messages", "chat"),
    _anthropic("POST", "/messages/count_tokens"),
    _anthropic("GET", "/messages/batches", body=Body.NONE),
    _anthropic("POST", "/messages/batches", body=Body.OPAQUE),
    _anthropic("GET", "/messages/batches/{batch_id}", body=Body.NONE),
    _anthropic("DELETE", "/messages/batches/{batch_id}", body=Body.NONE),
    _anthropic("POST", "/messages/batches/{batch_id}/cancel", body=Body.OPAQUE),
    _anthropic("GET", "/messages/batches/{batch_id}/results", body=Body.NONE),
    _anthropic("POST", "/complete", "text_completion"),
)
SHARED: Final = (
    _openai("GET", "/models", body=Body.NONE),
    _openai("GET", "/models/{model}", body=Body.NONE),
    _openai("DELETE", "/models/{model}", body=Body.NONE),
    _openai("GET", "/files", body=Body.NONE),
    _openai("POST", "/files", body=Body.FORM),
    _openai("GET", "/files/{file_id}", body=Body.NONE),
    _openai("DELETE", "/files/{file_id}", body=Body.NONE),
    _openai("GET", "/files/{file_id}/content", body=Body.NONE),
)
"""Of both formats: the caller's headers, or the mount, tell which."""

ENDPOINTS: Final = {endpoint.route: endpoint for endpoint in reversed((*OPENAI, *ANTHROPIC, *SHARED))}
"""By route; where methods share one, the first of them."""
