"""The endpoints that forward, one line each."""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class ErrorFormat(Enum):
    """Whose shape an error has that the gateway itself answers with."""

    OPENAI = "openai"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One endpoint: where it is here, what it does, where it is at a provider."""

    route: str
    method: str
    operation: str
    """`gen_ai.operation.name`."""
    target: str
    """The path below a provider's base URL."""
    default_provider: str
    """Who serves a bare model name that nobody lists."""
    error_format: ErrorFormat


ENDPOINTS: Final = {
    endpoint.route: endpoint
    for endpoint in (
        Endpoint("/v1/chat/completions", "POST", "chat", "/chat/completions", "openai", ErrorFormat.OPENAI),
    )
}
