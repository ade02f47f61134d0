"""The providers' keys that the gateway holds itself: where they come from, and how they are sent.

A key is wrapped in a `Credential`, which shows it to nobody but the request that carries it. Off unless
`gateway.use_provider_keys` is set.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from to11.gateway.asgi import Header
from to11.gateway.known_providers import Auth
from to11.model.errors import SettingsError
from to11.settings import ProviderSettings

_HEADERS: Final = frozenset(auth.value for auth in Auth)


class Credential:
    """A provider's key, ready to be sent."""

    __slots__ = ("_header",)

    def __init__(self, key: str, auth: Auth) -> None:
        value = f"Bearer {key}" if auth is Auth.BEARER else key
        self._header: Header = (auth.value, value.encode("ascii"))

    def __repr__(self) -> str:
        return "Credential(…)"

    def put(self, headers: list[Header]) -> list[Header]:
        """The headers with this key in place of whatever keys there are."""
        return [*(header for header in headers if header[0] not in _HEADERS), self._header]


def key_of(name: str, settings: ProviderSettings, variables: Iterable[str], environ: Mapping[str, str]) -> str:
    """The key of a provider: its setting's, else the environment's; empty when there is none.

    Raises SettingsError, without repeating it, for a key that no header can hold.
    """
    setting = f"setting 'providers.{name}.api_key'"
    given = [(setting, settings.api_key.get_secret_value())] if settings.api_key else []
    given += [(f"environment variable '{variable}'", environ.get(variable, "")) for variable in variables]
    source, key = next(((source, key.strip()) for source, key in given if key.strip()), ("", ""))
    if not (key.isascii() and key.isprintable()):
        raise SettingsError(f"{source}: a key holds characters that no HTTP header can")
    return key
