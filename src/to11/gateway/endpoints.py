"""The endpoints that forward, one line each."""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class ErrorFormat(Enum):
    """Whose shape an error has that the gateway itself answers with."""

    OPENAI = "openai"


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


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint: where it is here, what it does, where it is at a provider."""

    route: str
    method: str
    operation: str
    """`gen_ai.operation.name`; empty for one that makes an HTTP span only."""
    target: str
    """The path below a provider's base URL."""
    default_provider: str
    """Who serves a bare model name that nobody lists."""
    error_format: ErrorFormat
    body: Body = Body.JSON


ENDPOINTS: Final = {
    endpoint.route: endpoint
    for endpoint in (
        Endpoint("/v1/chat/completions", "POST", "chat", "/chat/completions", "openai", ErrorFormat.OPENAI),
    )
}
