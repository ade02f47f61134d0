"""The store's url: `chdb:///path` (ClickHouse's engine in the process) or `clickhouse://user:pass@host:port/database`."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from to11.model.errors import SettingsError

DEFAULT_DATABASE: Final = "default"
_PARAMETERS: Final = {"chdb": {"database"}, "clickhouse": {"secure"}}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a store is. `path` for chDB, `host`, `port`, `user`, `password` and `secure` for a server."""

    database: str = DEFAULT_DATABASE
    path: str = ""
    host: str = ""
    port: int | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    secure: bool = False
    """Whether to speak TLS."""

    @property
    def embedded(self) -> bool:
        """Whether the engine runs in this process."""
        return bool(self.path)

    def __str__(self) -> str:
        """The address without credentials, for messages."""
        if self.embedded:
            return f"chdb://{self.path}"
        return f"clickhouse://{self.host}{f':{self.port}' if self.port else ''}/{self.database}"


def parse(url: str) -> Address:
    """Read a store's url.

    chDB takes `?database=name`, a server `?secure=true` (TLS). Raises SettingsError with one line, which never holds
    the password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SettingsError("store.url cannot be read: its host or port is malformed") from error
    if parts.scheme not in _PARAMETERS:
        raise SettingsError("store.url must begin with chdb:/// or clickhouse://")
    parameters = _parameters(parts)
    if parts.scheme == "chdb":
        if parts.netloc or not parts.path.strip("/"):
            raise SettingsError("store.url: chdb takes an absolute path, for example chdb:///var/lib/to11/store")
        return Address(path=unquote(parts.path), database=parameters.get("database", DEFAULT_DATABASE))
    if not parts.hostname:
        raise SettingsError("store.url: clickhouse:// needs a host")
    return Address(
        database=unquote(parts.path.strip("/")) or DEFAULT_DATABASE,
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        secure=parameters.get("secure", "false").lower() in {"1", "true"},
    )


def _parameters(parts: SplitResult) -> dict[str, str]:
    given = parse_qs(parts.query, keep_blank_values=True)
    if unknown := sorted(set(given) - _PARAMETERS[parts.scheme]):
        raise SettingsError(f"store.url: unknown parameter '{unknown[0]}' for {parts.scheme}")
    return {name: values[-1] for name, values in given.items()}
