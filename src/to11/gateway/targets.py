"""Where at a provider a call goes: origin, path and query. Pure."""

import re
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import parse_qs, quote, unquote

from to11.gateway.endpoints import Endpoint, Place
from to11.gateway.paths import as_segment, check_path
from to11.gateway.providers import Provider
from to11.gateway.upstream import BaseUrl

_SEPARATOR: Final = re.compile("(?::|%3a){2}", re.IGNORECASE)
_MODEL: Final = "/{model}"
_UNDATED: Final = ("", "v1", "preview", "latest")
"""Versions of Azure's newer API, whose paths are OpenAI's."""
_DEPLOYED: Final = re.compile(r"/(chat/completions|completions|embeddings|images/(generations|edits)|audio/\w+)")
_STREAM_OPTIONS_SINCE: Final = "2024-09-01"


class Target(NamedTuple):
    """Where a call goes."""

    base: BaseUrl
    """The provider's, or its root."""
    url: str
    """Without the query."""
    path: bytes
    """As it is sent, without the query; holds the base's own."""
    query: bytes


def model_in_path(endpoint: Endpoint, raw_path: str) -> str:
    """The model that the path names; empty when it names none."""
    rest = raw_path[len(endpoint.mount) :]
    if endpoint.deployment:
        return unquote(rest.split("/")[1])
    if endpoint.place is Place.TEMPLATE and endpoint.target.endswith(_MODEL):
        return unquote(rest[len(endpoint.target) - len(_MODEL) + 1 :].rstrip("/"))
    return ""


def target_of(endpoint: Endpoint, provider: Provider, model: str, raw_path: str, query: bytes) -> Target:
    """Where a call goes. `model` is without a provider; `raw_path` is the caller's, percent-encoded.

    Raises InvalidRequestError for a model whose name would climb.
    """
    if endpoint.place is Place.FIXED and not provider.azure:
        fixed = _fixed(provider, endpoint.target)
        return fixed._replace(query=query) if query else fixed
    if endpoint.place is Place.PASSED:
        return _target(provider.root, raw_path[len(endpoint.mount) :], query)
    path = _below_base(endpoint, raw_path)
    return _azure(endpoint, provider, model, path, query) if provider.azure else _plain(provider, path, query)


@lru_cache(maxsize=1024)
def _fixed(provider: Provider, path: str) -> Target:
    return _plain(provider, path, b"")


def _plain(provider: Provider, path: str, query: bytes) -> Target:
    if path in provider.targets:
        return _target(provider.root, provider.targets[path], query)
    return _target(provider.base, path, query)


def _target(base: BaseUrl, path: str, query: bytes) -> Target:
    path = base.path + path
    return Target(base, f"{base.origin}{path}", path.encode("latin-1"), query)


def takes_stream_options(provider: Provider, query: bytes) -> bool:
    """Whether a stream's usage chunk may be asked for."""
    if not provider.azure:
        return provider.ask_usage
    version = _version(provider, query)
    return provider.ask_usage and (version in _UNDATED or version >= _STREAM_OPTIONS_SINCE)


def _below_base(endpoint: Endpoint, raw_path: str) -> str:
    if endpoint.place is Place.FIXED or endpoint.deployment:
        return endpoint.target
    path = raw_path[len(endpoint.mount) :].rstrip("/")
    if not endpoint.target.endswith(_MODEL):
        return path
    start = len(endpoint.target) - len(_MODEL) + 1
    found = _SEPARATOR.search(path, start)
    if found is None:
        return path
    check_path(path[found.end() :])  # the provider's name may have hidden a dot
    return path[:start] + path[found.end() :]


def _azure(endpoint: Endpoint, provider: Provider, model: str, path: str, query: bytes) -> Target:
    """Azure's older API has dated versions and, for inference, the deployment in the path; its newer has neither."""
    version = _version(provider, query)
    if provider.api_version not in ("", "v1") and _given(query) is None:
        query = b"&".join(filter(None, (query, b"api-version=" + quote(version, safe="").encode("ascii"))))
    root = provider.root
    if endpoint.deployment or (version not in _UNDATED and _DEPLOYED.fullmatch(path)):
        return _target(root, f"/openai/deployments/{as_segment(model)}{path}", query)
    return _target(root, f"/openai{'' if version not in _UNDATED else '/v1'}{path}", query)


def _version(provider: Provider, query: bytes) -> str:
    """The caller's, else the setting's."""
    return _given(query) or provider.api_version


def _given(query: bytes) -> str | None:
    values = parse_qs(query.decode("latin-1")).get("api-version") if query else None
    return values[-1] if values else None
