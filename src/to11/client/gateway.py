"""Calls through the gateway: who calls, what for, and in which trace.

What the functions give is computed anew each time it is read, so that it can be handed to an SDK once and still tells
the span and the session of each call.
"""

from collections.abc import Iterator, Mapping
from typing import Final, TypedDict

from opentelemetry import propagate

from to11.client.context import CONVERSATION_ID, SESSION_ID, USER_ID, ids
from to11.client.settings import ClientSettings

_NAMES: Final = {
    SESSION_ID: "x-to11-session-id",
    CONVERSATION_ID: "x-to11-conversation-id",
    USER_ID: "x-to11-user-id",
}


class GatewayHeaders(Mapping[str, str]):
    """The headers of the next call: the to11 key, the ids of `session` and `conversation`, and `traceparent`."""

    def __init__(self, settings: ClientSettings, fixed: Mapping[str, str]) -> None:
        self._settings = settings
        self._fixed = dict(fixed)

    def __getitem__(self, name: str) -> str:
        return self._now()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._now())

    def __len__(self) -> int:
        return len(self._now())

    def __repr__(self) -> str:
        return f"<GatewayHeaders {', '.join(self)}>"

    def _now(self) -> dict[str, str]:
        headers = {"x-to11-authorization": f"Bearer {self._settings.api_key}"}
        if self._settings.project_id is not None:
            headers["x-to11-project-id"] = self._settings.project_id
        headers.update({_NAMES[name]: value for name, value in ids().items()})
        propagate.inject(headers)
        return {**headers, **self._fixed}


class SdkOptions(TypedDict):
    """Arguments of the clients of `openai` and of `anthropic`, synchronous or not."""

    base_url: str
    default_headers: Mapping[str, str]


def gateway_headers(
    settings: ClientSettings | None = None,
    *,
    environment: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Mapping[str, str]:
    """Headers for any HTTP client that calls the gateway. `environment` is recorded as `deployment.environment.name`;
    `headers` are added as they are.

    Raises ClientError where there is no API key, or where it would go to another machine over plain text.
    """
    settings = settings or ClientSettings.read()
    settings.require_safe(settings.gateway_url)
    fixed = {} if environment is None else {"x-to11-env": environment}
    return GatewayHeaders(settings, {**fixed, **(headers or {})})


def openai_options(settings: ClientSettings | None = None, *, environment: str | None = None) -> SdkOptions:
    """`OpenAI(**openai_options())`: the provider's key stays where it is, in `OPENAI_API_KEY` or the argument
    `api_key`. Raises as `gateway_headers`."""
    settings = settings or ClientSettings.read()
    return {
        "base_url": settings.gateway_url,
        "default_headers": gateway_headers(settings, environment=environment),
    }


def anthropic_options(settings: ClientSettings | None = None, *, environment: str | None = None) -> SdkOptions:
    """`Anthropic(**anthropic_options())`, whose SDK adds `/v1` itself. Raises as `gateway_headers`."""
    settings = settings or ClientSettings.read()
    return {
        "base_url": settings.gateway_url.removesuffix("/v1"),
        "default_headers": gateway_headers(settings, environment=environment),
    }
