"""The providers known by name: where they are, how they want their key, what they do differently. A table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final


class Auth(Enum):
    """The header that carries a provider's key."""

    BEARER = b"authorization"
    X_API_KEY = b"x-api-key"
    API_KEY = b"api-key"
    GOOGLE = b"x-goog-api-key"


@dataclass(frozen=True, slots=True)
class Known:
    """One provider that is known by name."""

    telemetry_name: str
    """`gen_ai.provider.name`."""
    base_url: str = ""
    """Up to and including the version; empty where the setting has to say it."""
    root_url: str = ""
    """Where its own prefix leads; empty: the base URL without its version."""
    key_variables: tuple[str, ...] = ()
    """Environment variables that hold its key, the first one set counts."""
    auth: Auth = Auth.BEARER
    root_auth: Auth | None = None
    """Below the root, where that differs."""
    ask_usage: bool = True
    direct: bool = False
    azure: bool = False
    """Paths, versions and deployments as Azure has them."""
    targets: Mapping[str, str] = field(default_factory=dict)
    """Endpoints that are elsewhere: the path below the base URL -> the path below the root."""
    needs: str = ""
    """Why it cannot be served without a base URL."""


def _compatible(telemetry_name: str, base_url: str, variable: str, *, ask_usage: bool = True) -> Known:
    return Known(telemetry_name, base_url, key_variables=(variable,), ask_usage=ask_usage)


def _local(telemetry_name: str, base_url: str, variable: str) -> Known:
    return Known(telemetry_name, base_url, key_variables=(variable,), direct=True)


KNOWN: Final[Mapping[str, Known]] = {
    "openai": _compatible("openai", "https://api.openai.com/v1", "OPENAI_API_KEY"),
    "anthropic": Known(
        "anthropic", "https://api.anthropic.com/v1", key_variables=("ANTHROPIC_API_KEY",), auth=Auth.X_API_KEY
    ),
    "azure-openai": Known(
        "azure.ai.openai",
        key_variables=("AZURE_OPENAI_API_KEY",),
        auth=Auth.API_KEY,
        azure=True,
        needs="its address, for example https://RESOURCE.openai.azure.com",
    ),
    "cohere": Known(
        "cohere",
        "https://api.cohere.ai/compatibility/v1",
        "https://api.cohere.com",
        key_variables=("COHERE_API_KEY", "CO_API_KEY"),
        ask_usage=False,  # refuses stream_options
        targets={"/rerank": "/v2/rerank"},
    ),
    "google-gemini": Known(
        "gcp.gemini",
        "https://generativelanguage.googleapis.com/v1beta/openai",
        "https://generativelanguage.googleapis.com",
        key_variables=("GEMINI_API_KEY", "GOOGLE_API_KEY"),
        root_auth=Auth.GOOGLE,
    ),
    "groq": _compatible("groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY"),
    "mistral": _compatible(  # refuses stream_options
        "mistral_ai", "https://api.mistral.ai/v1", "MISTRAL_API_KEY", ask_usage=False
    ),
    "xai": _compatible("x_ai", "https://api.x.ai/v1", "XAI_API_KEY"),
    "together": _compatible("together", "https://api.together.xyz/v1", "TOGETHER_API_KEY"),
    "fireworks": _compatible("fireworks", "https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY"),
    "deepseek": _compatible("deepseek", "https://api.deepseek.com/v1", "DEEPSEEK_API_KEY"),
    "perplexity": _compatible("perplexity", "https://api.perplexity.ai", "PERPLEXITY_API_KEY"),
    "openrouter": _compatible("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
    "cerebras": _compatible("cerebras", "https://api.cerebras.ai/v1", "CEREBRAS_API_KEY"),
    "sambanova": _compatible("sambanova", "https://api.sambanova.ai/v1", "SAMBANOVA_API_KEY"),
    "nvidia": _compatible("nvidia", "https://integrate.api.nvidia.com/v1", "NVIDIA_API_KEY"),
    "ollama": _local("ollama", "http://127.0.0.1:11434/v1", "OLLAMA_API_KEY"),
    "vllm": _local("vllm", "http://127.0.0.1:8000/v1", "VLLM_API_KEY"),
    "demo": Known("demo", "http://127.0.0.1:4010/v1", direct=True),
    "gcp-vertex-ai": Known(
        "gcp.vertex_ai", needs="a translation that to11 does not do yet, or the address of its OpenAI-compatible API"
    ),
    "aws-bedrock": Known(
        "aws.bedrock", needs="signatures that to11 does not make yet, or the address of its OpenAI-compatible API"
    ),
}
