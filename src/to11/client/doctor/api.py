"""The API's side: whether it is there, what the key may do, where the collector and gateway are, what is stored."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import requests

from to11.client.asking import asking, told
from to11.client.doctor.finding import Finding, failed, ok, warning
from to11.client.errors import ClientError, NoTokenError
from to11.client.exchange import Token, exchange
from to11.client.settings import API_KEY, API_URL, PROJECT_ID, ClientSettings

SCOPES: Final = {
    "otel:write": "send spans to the collector",
    "gateway:invoke": "call the gateway",
    "traces:read": "read traces",
}

_TIMEOUT_SECONDS: Final = 10.0
_SOON: Final = timedelta(days=7)
_SKEW_SECONDS: Final = 5.0
_POLL_SECONDS: Final = 0.2

_REMEDIES: Final = {
    "INVALID_CREDENTIAL": f"check {API_KEY}; a new key comes from the settings page, or from `to11 keys create`",
    "INSUFFICIENT_SCOPE": "create a key that holds otel:write (the presets Write and Ingest do)",
    "PROJECT_REQUIRED": f"the key spans projects: set {PROJECT_ID}",
    "PROJECT_NOT_AUTHORIZED": f"check {PROJECT_ID}: the key does not reach this project, or there is none",
    "RATE_LIMITED": "wait a minute; the setting is api.exchange_per_credential_per_minute",
}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where clients send to, as the API says: without a path, `otlp_grpc` with a scheme."""

    gateway: str
    otlp_http: str
    otlp_grpc: str


class Api:
    """Questions to the API, with the key. Nothing here raises but ClientError."""

    def __init__(self, settings: ClientSettings) -> None:
        self._settings = settings

    def reach(self) -> Finding:
        """Whether to11's API answers at all."""
        url = self._settings.api_url
        try:
            answer = self._get("/health", key=False)
            version = answer.json()["version"]
        except (requests.exceptions.JSONDecodeError, KeyError, TypeError):
            return failed("API", f"what answers at {url} is not to11", f"check {API_URL}")
        except requests.RequestException as error:
            remedy = f"check {API_URL}, and that `to11 serve` runs there"
            return failed("API", f"{url} does not answer ({type(error).__name__})", remedy)
        return ok("API", f"{url}, to11 {version}")

    def key(self) -> tuple[list[Finding], frozenset[str]]:
        """What is to be said of the key, and its scopes."""
        try:
            answer = self._get("/v1/me")
        except requests.RequestException as error:
            return [failed("API key", f"cannot be asked about ({type(error).__name__})", "try again")], frozenset()
        if not answer.ok:
            code, message = told(answer)
            return [failed("API key", message, _REMEDIES.get(code, "try again"))], frozenset()
        data = answer.json()["data"]
        scopes = frozenset(map(str, data["scopes"]))
        return [_of_key(data), _of_scopes(scopes)], scopes

    def addresses(self) -> Addresses | None:
        """Where the others are; None when the API does not say."""
        try:
            data = self._get("/v1/endpoints").json()["data"]
            return Addresses(data["gateway"], data["otlpHttp"], data["otlpGrpc"])
        except (requests.RequestException, KeyError, TypeError):
            return None

    def exchange(self) -> tuple[list[Finding], Token | None]:
        """A token, and what it says of the clocks."""
        try:
            token = exchange(self._settings)
        except NoTokenError as error:
            return [failed("token", str(error), _REMEDIES.get(error.code, "try again"))], None
        except ClientError as error:
            return [failed("token", str(error), "use https")], None
        return [ok("token", f"for {token.project_id}, lives {_span(token.lifetime_seconds)}"), _of_clock(token)], token

    def await_spans(self, project_id: str, trace_id: str, count: int, wait_seconds: float) -> Finding:
        """Whether so many spans of a trace are stored."""
        deadline = time.monotonic() + wait_seconds
        found = 0
        while True:
            try:
                answer = self._get(f"/v1/projects/{project_id}/traces/{trace_id}")
                found = len(answer.json()["data"]["spans"]) if answer.ok else 0
            except (requests.RequestException, KeyError, TypeError):
                found = 0
            if found >= count:
                return ok("stored", f"trace {trace_id} can be read, with {count} of {count} spans")
            if time.monotonic() > deadline:
                remedy = "look at ingest health on the settings page, and at the log of `to11 serve`"
                return failed("stored", f"{found} of {count} spans are there after {wait_seconds:.0f} s", remedy)
            time.sleep(_POLL_SECONDS)

    def _get(self, path: str, *, key: bool = True) -> requests.Response:
        self._settings.require_safe(self._settings.api_url)
        headers = {"authorization": f"Bearer {self._settings.api_key}"} if key else {}
        with asking(self._settings.api_url) as session:
            return session.get(
                self._settings.api_url + path, headers=headers, timeout=_TIMEOUT_SECONDS, allow_redirects=False
            )


def _of_key(data: dict[str, Any]) -> Finding:
    named = f"{data['name']} ({data['hint']}), a key of {data['scopeClass']} class"
    if data["expiresAt"] is None:
        return ok("API key", f"{named}, never expires")
    left = datetime.fromisoformat(data["expiresAt"]) - datetime.now(UTC)
    if left < _SOON:
        return warning("API key", f"{named}, expires in {_span(left.total_seconds())}", "rotate it before then")
    return ok("API key", f"{named}, expires in {_span(left.total_seconds())}")


def _of_scopes(scopes: frozenset[str]) -> Finding:
    missing = {scope: use for scope, use in SCOPES.items() if scope not in scopes}
    if not missing:
        return ok("scopes", ", ".join(SCOPES))
    uses = " or ".join(missing.values())
    return warning("scopes", f"the key cannot {uses}", f"for that, create a key with {', '.join(missing)}")


def _of_clock(token: Token) -> Finding:
    skew = token.skew_seconds
    if abs(skew) <= _SKEW_SECONDS:
        return ok("clock", "as the API's")
    direction = "ahead of" if skew > 0 else "behind"
    said = f"this machine is {_span(abs(skew))} {direction} the API"
    return warning("clock", said, "set the clock by NTP: spans are shown at the times that they say")


def _span(seconds: float) -> str:
    for size, name in ((86_400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds:.0f} seconds"
