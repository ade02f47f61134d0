"""What a client needs to know: where to11 is, and the API key. From arguments, else from the environment."""

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import urlsplit

from to11.client.errors import ClientError

API_KEY: Final = "TO11_API_KEY"
API_URL: Final = "TO11_API_URL"
GATEWAY_URL: Final = "TO11_GATEWAY_URL"
PROJECT_ID: Final = "TO11_PROJECT_ID"
INSECURE: Final = "TO11_INSECURE"

DEFAULT_API_URL: Final = "http://127.0.0.1:4500"
DEFAULT_GATEWAY_URL: Final = "http://127.0.0.1:4000/v1"

_YES: Final = frozenset({"true", "1", "yes", "on"})


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """`project_id` is needed for a key that spans projects only. `insecure` lets credentials go over plain text to
    other machines."""

    api_key: str = field(repr=False)
    api_url: str = DEFAULT_API_URL
    gateway_url: str = DEFAULT_GATEWAY_URL
    project_id: str | None = None
    insecure: bool = False

    @classmethod
    def read(
        cls,
        *,
        api_key: str | None = None,
        api_url: str | None = None,
        gateway_url: str | None = None,
        project_id: str | None = None,
        insecure: bool | None = None,
        environ: Mapping[str, str] | None = None,
    ) -> Self:
        """Each value as given, else from `TO11_API_KEY`, `TO11_API_URL`, `TO11_GATEWAY_URL` (ends in `/v1`),
        `TO11_PROJECT_ID` and `TO11_INSECURE`. Raises ClientError where there is no key, or an address is none."""
        environ = os.environ if environ is None else environ
        key = (api_key or environ.get(API_KEY, "")).strip()
        if not key:
            raise ClientError(f"there is no API key: set {API_KEY}")
        if insecure is None:
            insecure = environ.get(INSECURE, "").strip().lower() in _YES
        return cls(
            api_key=key,
            api_url=_address(api_url or environ.get(API_URL) or DEFAULT_API_URL, API_URL),
            gateway_url=_address(gateway_url or environ.get(GATEWAY_URL) or DEFAULT_GATEWAY_URL, GATEWAY_URL),
            project_id=project_id or environ.get(PROJECT_ID) or None,
            insecure=insecure,
        )

    def require_safe(self, url: str) -> None:
        """Raise ClientError where a credential would go over plain text to another machine, unless that is allowed."""
        if not self.insecure and is_plain(url) and not is_loopback(url):
            raise ClientError(
                f"{url} is plain text on another machine, where others could read the credential: use https, or set"
                f" {INSECURE}=true in a network that you trust"
            )


def is_plain(url: str) -> bool:
    """Whether nothing on the way is encrypted."""
    return urlsplit(url).scheme.lower() == "http"


def is_loopback(url: str) -> bool:
    """Whether an address with a scheme is this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _address(url: str, name: str) -> str:
    parts = urlsplit(url)
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        raise ClientError(f"{name} is no address such as {DEFAULT_API_URL}: {url!r}")
    return url.rstrip("/")
