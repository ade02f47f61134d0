"""Proxies from the environment: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, lower case first, read once at start.

No I/O. Only `http://` proxies are spoken: requests to `http` origins go to them in absolute form, `https` ones through
a CONNECT tunnel (RFC 9110 section 9.3.6).
"""

import base64
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from to11.gateway.upstream.origin import Origin
from to11.model.errors import SettingsError

_DEFAULT_PROXY_PORT = 80


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy's address and its Proxy-Authorization value, empty where it wants none."""

    host: str
    port: int
    authorization: bytes = field(default=b"", repr=False)


class Proxies:
    """Which proxy, if any, an origin is reached through."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Raises SettingsError, without repeating credentials, for a proxy that is not spoken."""
        every = _read(environ, "all_proxy")
        self._by_scheme = {
            # CGI hands the request header "Proxy" to programs as HTTP_PROXY, so it is not trusted there.
            "http": (None if "REQUEST_METHOD" in environ else _read(environ, "http_proxy")) or every,
            "https": _read(environ, "https_proxy") or every,
        }
        self._exceptions = [item for item in _value(environ, "no_proxy").replace(",", " ").split() if item]

    def route(self, origin: Origin) -> Proxy | None:
        """The proxy for this origin; None for a direct connection."""
        proxy = self._by_scheme.get(origin.scheme)
        if proxy is None or any(_matches(exception.lower(), origin) for exception in self._exceptions):
            return None
        return proxy


def _value(environ: Mapping[str, str], name: str) -> str:
    return (environ.get(name) or environ.get(name.upper()) or "").strip()


def _read(environ: Mapping[str, str], name: str) -> Proxy | None:
    url = _value(environ, name)
    if not url:
        return None
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise SettingsError(f"the environment's {name.upper()} cannot be read") from error
    if parts.scheme != "http" or not host:
        raise SettingsError(f"the environment's {name.upper()} must be http://host:port, not {parts.scheme}://…")
    authorization = b""
    if parts.username is not None:
        credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        authorization = b"Basic " + base64.b64encode(credentials.encode())
    return Proxy(host, port or _DEFAULT_PROXY_PORT, authorization)


def _matches(exception: str, origin: Origin) -> bool:
    """Whether a NO_PROXY item covers the origin: `*`, a domain and all below it, an address, a network, `host:port`."""
    if exception == "*":
        return True
    host = origin.host.lower()
    network = _network(exception)
    if network is not None:
        address = _address(host)
        return address is not None and address in network
    name, colon, port = exception.rpartition(":")
    if colon and port.isdecimal():
        if int(port) != origin.port:
            return False
        exception = name.strip("[]")
    exception = exception.lstrip("*").lstrip(".")
    return bool(exception) and (host == exception or host.endswith("." + exception))


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text.strip("[]"), strict=False)
    except ValueError:
        return None


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
