"""The providers known by name, merged with the configured ones, and how a call finds its own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from to11 import log
from to11.gateway.credentials import Credential, key_of
from to11.gateway.known_providers import KNOWN, Known
from to11.gateway.upstream import BaseUrl, Timeouts
from to11.model.errors import InvalidRequestError, NotFoundError, SettingsError
from to11.settings import GatewaySettings, ProviderSettings

logger = log.get(__name__)

SEPARATOR: Final = "::"
_VERSION: Final = re.compile(r"/v\d+\w*$")
_AZURE: Final = re.compile(r"/openai(/v1)?$")
_UNKNOWN: Final = Known("")


@dataclass(frozen=True, slots=True, eq=False)
class Provider:
    """Where a provider is and what it can do. One object for each, so that it is its own key."""

    name: str
    telemetry_name: str
    """`gen_ai.provider.name`."""
    base: BaseUrl
    root: BaseUrl
    """Where the provider's own prefix leads."""
    timeouts: Timeouts
    ask_usage: bool = True
    """Whether a stream's usage chunk may be asked for (`stream_options`)."""
    direct: bool = False
    """On this machine by default, so never through a proxy of the environment."""
    azure: bool = False
    """Paths, versions and deployments as Azure has them."""
    api_version: str = ""
    """Azure's, where the caller names none."""
    targets: Mapping[str, str] = field(default_factory=dict)
    """Endpoints that are elsewhere: the path below the base URL -> the path below the root."""
    credential: Credential | None = None
    """Sent in place of the caller's key."""
    root_credential: Credential | None = None
    """The same, below the root."""
    max_concurrent: int | None = None
    max_queued: int = 0
    queue_timeout: float = 0.0


class Providers:
    """All providers by name. What is configured goes before what is known."""

    def __init__(
        self,
        configured: Mapping[str, ProviderSettings],
        gateway: GatewaySettings | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        """`environ` may hold the providers' keys; it is looked at only where `use_provider_keys` is set.

        Raises SettingsError for a base URL that cannot be used, a name that is not known and has none, or a model that
        two providers list.
        """
        gateway = gateway or GatewaySettings()
        self.forward_baggage = gateway.forward_baggage
        self._by_name: dict[str, Provider] = {}
        self._needs: dict[str, str] = {}
        """Providers that are known and cannot be served: what they need."""
        self._by_model: dict[str, Provider] = {}
        named = {name.lower(): settings for name, settings in configured.items()}
        for name in (*KNOWN, *named):
            settings = named.get(name, ProviderSettings())
            if settings.base_url is None and name in KNOWN and KNOWN[name].needs:
                self._needs[name] = KNOWN[name].needs
            elif name not in self._by_name:
                self._by_name[name] = _provider(name, settings, gateway, environ or {})
        for name, settings in named.items():
            self._list(name, settings)

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

    def _list(self, name: str, settings: ProviderSettings) -> None:
        for model in settings.models:
            provider = self._named(name)
            other = self._by_model.setdefault(model, provider)
            if other is not provider:
                raise SettingsError(f"providers '{other.name}' and '{provider.name}' both list the model '{model}'")

    def _named(self, name: str) -> Provider:
        provider = self._by_name.get(name.lower())
        if provider is not None:
            return provider
        if needs := self._needs.get(name.lower()):
            message = (
                f"the provider '{name}' is not served yet: it needs {needs}, as 'providers.{name.lower()}.base_url'"
            )
            raise NotFoundError(message, code="PROVIDER_NOT_SERVED", details={"param": "model"})
        raise NotFoundError(f"there is no provider '{name}'", code="PROVIDER_NOT_FOUND", details={"param": "model"})


def _provider(name: str, settings: ProviderSettings, gateway: GatewaySettings, environ: Mapping[str, str]) -> Provider:
    known = _known(name, settings)
    base, root = _addresses(name, settings, known)
    key = _key(name, settings, gateway, environ)
    return Provider(
        name=name,
        telemetry_name=settings.telemetry_name or known.telemetry_name or name,
        base=base,
        root=root,
        timeouts=_timeouts(settings, gateway),
        ask_usage=known.ask_usage if settings.ask_usage is None else settings.ask_usage,
        direct=known.direct and settings.base_url is None,
        azure=known.azure,
        api_version=settings.api_version or "",
        targets=known.targets,
        credential=Credential(key, known.auth) if key else None,
        root_credential=Credential(key, known.root_auth or known.auth) if key else None,
        max_concurrent=settings.max_concurrent_calls,
        max_queued=settings.max_queued_calls,
        queue_timeout=settings.queue_timeout_seconds,
    )


def _known(name: str, settings: ProviderSettings) -> Known:
    """What is known of the provider, or of the one that it is like."""
    if settings.like is not None and settings.like.lower() not in KNOWN:
        raise SettingsError(f"setting 'providers.{name}.like': '{settings.like}' is not a well-known provider")
    return KNOWN.get((settings.like or name).lower(), _UNKNOWN)


def _addresses(name: str, settings: ProviderSettings, known: Known) -> tuple[BaseUrl, BaseUrl]:
    """The base URL and the root of a provider. Of one that is like another, the base URL is always its own."""
    if settings.base_url is None and name not in KNOWN:
        raise SettingsError(f"setting 'providers.{name}.base_url' is missing: '{name}' is not a well-known provider")
    try:
        base = BaseUrl.parse(settings.base_url or known.base_url)
    except SettingsError as error:
        raise SettingsError(f"setting 'providers.{name}.base_url': {error.message}") from error
    if settings.base_url is None and known.root_url:
        return base, BaseUrl.parse(known.root_url)
    return base, BaseUrl(base.origin, _root_path(base.path, known))


def _root_path(path: str, known: Known) -> str:
    """The path without the version, or without what leads to the compatible API where the provider has another."""
    if known.azure:
        return _AZURE.sub("", path)
    if known.root_url:
        compatible = BaseUrl.parse(known.base_url).path
        if path.endswith(compatible):
            return path.removesuffix(compatible)
    return _VERSION.sub("", path)


def _key(name: str, settings: ProviderSettings, gateway: GatewaySettings, environ: Mapping[str, str]) -> str:
    if gateway.use_provider_keys:
        variables = KNOWN[name].key_variables if name in KNOWN else ()
        return key_of(name, settings, variables, environ)
    if settings.api_key is not None:
        logger.warning("a provider's key is not used: gateway.use_provider_keys is off", provider=name)
    return ""


def _timeouts(settings: ProviderSettings, gateway: GatewaySettings) -> Timeouts:
    return Timeouts(
        settings.connect_timeout_seconds or gateway.connect_timeout_seconds,
        settings.first_byte_timeout_seconds or gateway.first_byte_timeout_seconds,
        settings.idle_timeout_seconds or gateway.idle_timeout_seconds,
    )
