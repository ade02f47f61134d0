"""The providers known by name, merged with the configured ones, and how a call finds its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from to11.gateway.upstream import BaseUrl, Timeouts
from to11.model.errors import InvalidRequestError, NotFoundError, SettingsError
from to11.settings import GatewaySettings, ProviderSettings

SEPARATOR: Final = "::"


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a provider is and what it can do."""

    name: str
    telemetry_name: str
    """`gen_ai.provider.name`."""
    base: BaseUrl
    ask_usage: bool = True
    """Whether a stream's usage chunk may be asked for (`stream_options`)."""
    direct: bool = False
    """On this machine by default, so never through a proxy of the environment."""
    timeouts: Timeouts | None = None
    """None for the gateway's own."""
    max_concurrent: int | None = None
    """Calls at once, over all edges."""
    max_queued: int = 256
    """Calls that wait in line, over all edges."""
    queue_timeout: float = 30.0
    """Seconds that a call waits in line."""


@dataclass(frozen=True, slots=True)
class _Known:
    base_url: str
    telemetry_name: str
    ask_usage: bool = True
    direct: bool = False


_KNOWN: Final[dict[str, _Known]] = {
    "openai": _Known("https://api.openai.com/v1", "openai"),
    "groq": _Known("https://api.groq.com/openai/v1", "groq"),
    "mistral": _Known("https://api.mistral.ai/v1", "mistral_ai", ask_usage=False),  # refuses stream_options
    "xai": _Known("https://api.x.ai/v1", "x_ai"),
    "together": _Known("https://api.together.xyz/v1", "together"),
    "fireworks": _Known("https://api.fireworks.ai/inference/v1", "fireworks"),
    "deepseek": _Known("https://api.deepseek.com/v1", "deepseek"),
    "perplexity": _Known("https://api.perplexity.ai", "perplexity"),
    "openrouter": _Known("https://openrouter.ai/api/v1", "openrouter"),
    "cerebras": _Known("https://api.cerebras.ai/v1", "cerebras"),
    "sambanova": _Known("https://api.sambanova.ai/v1", "sambanova"),
    "nvidia": _Known("https://integrate.api.nvidia.com/v1", "nvidia"),
    "ollama": _Known("http://127.0.0.1:11434/v1", "ollama", direct=True),
    "vllm": _Known("http://127.0.0.1:8000/v1", "vllm", direct=True),
    "demo": _Known("http://127.0.0.1:4010/v1", "demo", direct=True),
}


class Providers:
    """All providers by name. What is configured goes before what is known."""

    def __init__(self, configured: Mapping[str, ProviderSettings], gateway: GatewaySettings | None = None) -> None:
        """`gateway` has the time-outs of a provider that has none of its own.

        Raises SettingsError for a base URL that cannot be used, or a model that two providers list."""
        gateway = gateway or GatewaySettings()
        self._by_name = {name: _from_known(name, known) for name, known in _KNOWN.items()}
        self._by_model: dict[str, Provider] = {}
        for name, settings in configured.items():
            provider = self._by_name[name.lower()] = _from_settings(name.lower(), settings, gateway)
            for model in settings.models:
                other = self._by_model.setdefault(model, provider)
                if other is not provider:
                    raise SettingsError(f"providers '{other.name}' and '{provider.name}' both list the model '{model}'")

    def resolve(self, model: str, named: str, default: str) -> tuple[Provider, str]:
        """The provider and the model's name there.

        `model` may be `provider::model`; `named` is what `x-genai-provider` says, or empty; `default` is the
        endpoint's own. Raises NotFoundError for a provider that nobody knows, InvalidRequestError for half a name.
        """
        prefix, separator, bare = model.partition(SEPARATOR)
        if separator:
            if not prefix or not bare:
                raise InvalidRequestError("'model' must be provider::model", details={"param": "model"})
            return self._named(prefix), bare
        if named:
            return self._named(named), model
        return self._by_model.get(model) or self._named(default), model

    def _named(self, name: str) -> Provider:
        provider = self._by_name.get(name.lower())
        if provider is None:
            raise NotFoundError(f"there is no provider '{name}'", code="PROVIDER_NOT_FOUND", details={"param": "model"})
        return provider


def _from_known(name: str, known: _Known) -> Provider:
    return Provider(name, known.telemetry_name, BaseUrl.parse(known.base_url), known.ask_usage, known.direct)


def _from_settings(name: str, settings: ProviderSettings, gateway: GatewaySettings) -> Provider:
    known = _KNOWN.get(name)
    telemetry_name = settings.telemetry_name or (known.telemetry_name if known else name)
    # A well-known provider that refuses the question goes on refusing it behind another address.
    ask_usage = settings.ask_usage and (known is None or known.ask_usage or "ask_usage" in settings.model_fields_set)
    base_url = settings.base_url or (known.base_url if known else None)
    if base_url is None:
        raise SettingsError(f"setting 'providers.{name}.base_url' is missing: '{name}' is not a well-known provider")
    try:
        base = BaseUrl.parse(base_url)
    except SettingsError as error:
        raise SettingsError(f"setting 'providers.{name}.base_url': {error.message}") from error
    return Provider(
        name,
        telemetry_name,
        base,
        ask_usage,
        timeouts=_timeouts(settings, gateway),
        max_concurrent=settings.max_concurrent_calls,
        max_queued=settings.max_queued_calls,
        queue_timeout=settings.queue_timeout_seconds,
    )


def _timeouts(settings: ProviderSettings, gateway: GatewaySettings) -> Timeouts:
    return Timeouts(
        settings.connect_timeout_seconds or gateway.connect_timeout_seconds,
        settings.first_byte_timeout_seconds or gateway.first_byte_timeout_seconds,
        settings.idle_timeout_seconds or gateway.idle_timeout_seconds,
    )
