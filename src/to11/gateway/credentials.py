"""The providers' keys that the gateway holds itself: where they come from, and how they are sent.

A key is wrapped in a `Credential`, which shows it to nobody but the request that carries it. Off unless
`gateway.use_provider_keys` is set. Some providers repeat a key that they refuse; `without_keys` takes it out of what is
recorded, whosever it is.
"""

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import unquote_to_bytes

from to11.gateway.asgi import Header
from to11.gateway.known_providers import Auth
from to11.model.errors import SettingsError
from to11.settings import ProviderSettings

_HEADERS: Final = frozenset(auth.value for auth in Auth)
_IN_QUERY: Final = frozenset({b"key", b"api_key", b"api-key", b"access_token"})
_SHORTEST: Final = 8
"""No key is shorter; what is, may be part of any word."""
_REMOVED: Final = b"[key]"


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


def without_keys(text: bytes, headers: list[Header], query: bytes) -> bytes:
    """A text without the keys of a request, which are in its headers or its query string."""
    keys = {value.rpartition(b" ")[2] for name, value in headers if name in _HEADERS}
    pairs = [pair.partition(b"=") for pair in query.split(b"&") if pair]
    given = {value for name, _, value in pairs if name.lower() in _IN_QUERY}
    keys |= given | {unquote_to_bytes(value) for value in given}
    for key in sorted(keys, key=len, reverse=True):
        if len(key) >= _SHORTEST:
            text = text.replace(key, _REMOVED)
    return text


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
