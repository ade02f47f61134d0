"""Where requests go: an origin (RFC 6454) and a base path."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import SplitResult, urlsplit

from to11.model.errors import SettingsError

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host (an IPv6 literal without brackets) and port."""

    scheme: str
    host: str
    port: int

    @property
    def tls(self) -> bool:
        """Whether the origin speaks TLS."""
        return self.scheme == "https"

    @property
    def authority(self) -> str:
        """`host:port` as CONNECT wants it, an IPv6 literal in brackets."""
        return f"{self._url_host}:{self.port}"

    @property
    def host_header(self) -> str:
        """The Host header: the port is left out where it is the scheme's own."""
        return self._url_host if self.port == _DEFAULT_PORTS[self.scheme] else self.authority

    def __str__(self) -> str:
        return f"{self.scheme}://{self.host_header}"

    @property
    def _url_host(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


@dataclass(frozen=True, slots=True)
class BaseUrl:
    """A provider's base URL: an origin and a path without a trailing slash."""

    origin: Origin
    path: str

    @classmethod
    def parse(cls, url: str) -> Self:
        """`https://host[:port][/path]`. Raises SettingsError, without repeating credentials, for anything else."""
        parts, port = _split(url)
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            raise SettingsError(f"a base URL must be http://host or https://host, got {_safe(parts)!r}")
        if parts.username is not None or parts.password is not None:
            raise SettingsError(f"a base URL must not hold credentials: {_safe(parts)!r}")
        if parts.query or parts.fragment:
            raise SettingsError(f"a base URL must not have a query or a fragment: {_safe(parts)!r}")
        if not (parts.path.isascii() and parts.path.isprintable()) or " " in parts.path:
            raise SettingsError(f"the path of a base URL must be percent-encoded: {_safe(parts)!r}")
        host = _ascii_host(parts.hostname)
        return cls(Origin(parts.scheme, host, port or _DEFAULT_PORTS[parts.scheme]), parts.path.rstrip("/"))


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise SettingsError("a base URL cannot be read: bad host or port") from error
    return parts, port


def _ascii_host(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii") if not host.isascii() else host
    except UnicodeError as error:
        raise SettingsError(f"a base URL has a host that is no domain name: {host!r}") from error


def _safe(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
