"""From a request's method and path to its endpoint. Pure; the tables are made once.

A mount is a place where endpoints are reached. Paths without a part that varies are found by one lookup, the others by
their patterns; what is then left over below a provider's own prefix passes through.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from to11.gateway.asgi import Header, Scope
from to11.gateway.endpoints import ANTHROPIC, ENDPOINTS, OPENAI, SHARED, Body, Endpoint, ErrorFormat, Place
from to11.gateway.errors import MethodNotAllowedError
from to11.gateway.paths import check_path
from to11.model.errors import NotFoundError

Methods = Mapping[str, Endpoint]

_PASSED_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_DEPLOYMENTS: Final = "/openai/deployments"
_DEPLOYED: Final = (
    "/v1/chat/completions",
    "/v1/completions",
    "/v1/embeddings",
    "/v1/images/generations",
    "/v1/images/edits",
    "/v1/audio/speech",
    "/v1/audio/transcriptions",
    "/v1/audio/translations",
)
"""What Azure serves below a deployment."""


@dataclass(frozen=True, slots=True)
class _Mount:
    """Endpoints at a path; with a provider, that one is their default."""

    path: str
    endpoints: tuple[Endpoint, ...]
    provider: str = ""


@dataclass(frozen=True, slots=True)
class _Prefix:
    """A provider's own prefix: `/{provider}/…`."""

    provider: str
    error_format: ErrorFormat


_ALL: Final = (*OPENAI, *ANTHROPIC, *SHARED)
_INFERENCE: Final = tuple(each for each in _ALL if each.operation and each.route != "/v1/rerank")
"""What neither Cohere nor Google has at a path of its own."""
_UNDEPLOYED: Final = tuple(each for each in (*OPENAI, *SHARED) if each.route not in _DEPLOYED)
_PREFIXES: Final = (
    _Prefix("openai", ErrorFormat.OPENAI),
    _Prefix("anthropic", ErrorFormat.ANTHROPIC),
    _Prefix("cohere", ErrorFormat.OPENAI),
    _Prefix("google-gemini", ErrorFormat.OPENAI),
)
_MOUNTS: Final = (
    _Mount("/v1", _ALL),
    _Mount("/v1/v1", (*ANTHROPIC, *SHARED), "anthropic"),  # Anthropic's client appends its own /v1
    _Mount("/openai/v1", _ALL, "openai"),
    _Mount("/openai", _UNDEPLOYED, "azure-openai"),  # AzureOpenAI appends /openai, without a version
    _Mount("/anthropic/v1", _ALL, "anthropic"),
    _Mount("/anthropic/v1/v1", (*ANTHROPIC, *SHARED), "anthropic"),
    _Mount("/cohere/v1", _INFERENCE, "cohere"),
    _Mount("/cohere/compatibility/v1", _ALL, "cohere"),
    _Mount("/cohere/v2", (ENDPOINTS["/v1/rerank"],), "cohere"),
    _Mount("/google-gemini/v1", _INFERENCE, "google-gemini"),
    _Mount("/google-gemini/v1beta/openai", _ALL, "google-gemini"),
)


def find(scope: Scope) -> Endpoint:
    """The endpoint of a request.

    Raises NotFoundError, MethodNotAllowedError, and InvalidRequestError for a path that climbs.
    """
    methods = FIXED.get(scope["path"])
    endpoint = methods.get(scope["method"]) if methods is not None else None
    if endpoint is None:
        endpoint = _search(scope)
    if endpoint.anthropic is not None and _is_anthropic(scope["headers"]):
        return endpoint.anthropic
    return endpoint


def error_format_of(scope: Scope) -> ErrorFormat:
    """The format of a refusal where there is no endpoint, or none for the method."""
    for prefix in _PREFIXES:
        if scope["path"].startswith(f"/{prefix.provider}/"):
            return prefix.error_format
    if any(name == b"anthropic-version" for name, _ in scope["headers"]):
        return ErrorFormat.ANTHROPIC
    raw_path = scope["raw_path"].decode("latin-1")
    methods = FIXED.get(scope["path"].rstrip("/")) or _by_pattern(raw_path) or {}
    return next((endpoint.error_format for endpoint in methods.values()), ErrorFormat.OPENAI)


def _search(scope: Scope) -> Endpoint:
    method: str = scope["method"]
    raw_path = scope["raw_path"].decode("latin-1")
    methods = FIXED.get(scope["path"].rstrip("/")) or _by_pattern(raw_path) or {}
    endpoint = methods.get(method) or _passed(raw_path, method, scope["headers"])
    if endpoint is not None:
        check_path(raw_path)
        return endpoint
    if methods:
        raise MethodNotAllowedError(method, ", ".join(methods))
    raise NotFoundError(f"there is nothing at {method} {scope['path']}")


def _by_pattern(raw_path: str) -> Methods | None:
    return next((methods for pattern, methods in _PATTERNS if pattern.fullmatch(raw_path)), None)


def _passed(raw_path: str, method: str, headers: list[Header]) -> Endpoint | None:
    for start, passing, azure in _PASSED:
        if raw_path.startswith(start):
            if method not in passing:
                raise MethodNotAllowedError(method, ", ".join(passing))
            return (azure if azure and _is_azure(raw_path, headers) else passing)[method]
    return None


def _is_azure(raw_path: str, headers: list[Header]) -> bool:
    """Azure has no version in its older paths, and its keys in a header of their own; they must not reach OpenAI."""
    if raw_path.startswith(_DEPLOYMENTS + "/"):
        return True
    return not raw_path.startswith("/openai/v1/") and any(name == b"api-key" for name, _ in headers)


def _is_anthropic(headers: list[Header]) -> bool:
    return any(name in (b"anthropic-version", b"x-api-key") for name, _ in headers)


def _mounted(mount: _Mount) -> Iterator[tuple[str, Endpoint]]:
    """The endpoints of a mount, each with its path; those that take GET take HEAD too."""
    for endpoint in mount.endpoints:
        provider = mount.provider or endpoint.default_provider
        made = replace(endpoint, mount=mount.path, default_provider=provider)
        if endpoint in SHARED:
            theirs = replace(made, default_provider="anthropic", error_format=ErrorFormat.ANTHROPIC)
            if mount.provider == "anthropic":
                made = theirs
            elif not mount.provider:
                made = replace(made, anthropic=theirs)
        yield from _with_head(mount.path + endpoint.target, made)


def _with_head(path: str, endpoint: Endpoint) -> Iterator[tuple[str, Endpoint]]:
    yield path, endpoint
    if endpoint.method == "GET":
        theirs = endpoint.anthropic and replace(endpoint.anthropic, method="HEAD")
        yield path, replace(endpoint, method="HEAD", anthropic=theirs)


def _deployed() -> Iterator[tuple[str, Endpoint]]:
    for route in _DEPLOYED:
        endpoint = replace(
            ENDPOINTS[route],
            default_provider="azure-openai",
            place=Place.TEMPLATE,
            mount=_DEPLOYMENTS,
            deployment=True,
        )
        yield f"{_DEPLOYMENTS}/{{deployment}}{endpoint.target}", endpoint


def _gather(endpoints: Iterable[tuple[str, Endpoint]]) -> dict[str, dict[str, Endpoint]]:
    gathered: dict[str, dict[str, Endpoint]] = {}
    for path, endpoint in endpoints:
        gathered.setdefault(path, {})[endpoint.method] = endpoint
    return gathered


def _pattern(template: str) -> re.Pattern[str]:
    """A segment for each name; a model may hold slashes, but for those of an endpoint below it."""
    escaped = re.escape(template).replace(r"\{model\}", "[^/]+(?:/[^/]+)*")
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", escaped) + "/?")


def _passing(prefix: _Prefix, provider: str, mount: str) -> dict[str, Endpoint]:
    return {
        method: Endpoint(
            f"/{prefix.provider}/{{path}}",
            method,
            "",
            "/{path}",
            provider,
            prefix.error_format,
            Body.OPAQUE,
            place=Place.PASSED,
            mount=mount,
        )
        for method in _PASSED_METHODS
    }


_BY_PATH: Final = _gather([*(each for mount in _MOUNTS for each in _mounted(mount)), *_deployed()])
FIXED: Final = {path: methods for path, methods in _BY_PATH.items() if "{" not in path}
"""Path -> method -> endpoint."""
TEMPLATES: Final = {path: methods for path, methods in _BY_PATH.items() if "{" in path}
"""The same for paths with parts that vary."""
_PATTERNS: Final = [(_pattern(template), methods) for template, methods in TEMPLATES.items()]
_PASSED: Final = [
    (
        f"/{prefix.provider}/",
        _passing(prefix, prefix.provider, f"/{prefix.provider}"),
        _passing(prefix, "azure-openai", "") if prefix.provider == "openai" else None,
    )
    for prefix in _PREFIXES
]
