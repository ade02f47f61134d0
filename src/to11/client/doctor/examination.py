"""One thing after the other, each only where what it needs has been found well."""

import os
import secrets
from collections.abc import Iterator
from dataclasses import replace

from to11.client.doctor import collector, environment, gateway
from to11.client.doctor.api import Addresses, Api
from to11.client.doctor.finding import Finding, Verdict, skipped
from to11.client.exchange import Token
from to11.client.settings import GATEWAY_URL, ClientSettings

WAIT_SECONDS = 10.0
"""How long the doctor waits for its spans to be stored."""


def examine(settings: ClientSettings, *, wait_seconds: float = WAIT_SECONDS) -> Iterator[Finding]:
    """What is found, as it is found. Collector and gateway are looked for where the API says that they are, the gateway
    rather where `TO11_GATEWAY_URL` does, and the collector where OpenTelemetry's variables do for their protocol.

    Raises ClientError where the key may not even be shown to the API.
    """
    yield from environment.misleading(os.environ)
    api = Api(settings)
    reached = api.reach()
    yield reached
    if reached.verdict is Verdict.FAILED:
        return
    of_key, scopes = api.key()
    yield from of_key
    if not scopes:
        return
    addresses = api.addresses()
    of_token, token = api.exchange()
    yield from of_token
    if token is None or addresses is None:
        yield skipped("collector", "needs a token")
    else:
        yield from _spans(api, token, addresses, may_read="traces:read" in scopes, wait_seconds=wait_seconds)
    if "gateway:invoke" not in scopes:
        yield skipped("gateway", "needs gateway:invoke")
        return
    if addresses is not None and not os.environ.get(GATEWAY_URL):
        settings = replace(settings, gateway_url=f"{addresses.gateway}/v1")
    yield gateway.knows_the_key(settings)


def _spans(api: Api, token: Token, addresses: Addresses, *, may_read: bool, wait_seconds: float) -> Iterator[Finding]:
    trace_id = secrets.token_bytes(16)
    http, grpc = _endpoints(addresses)
    sent = [
        collector.over_http(http, token.value, trace_id),
        collector.over_grpc(grpc, token.value, trace_id),
    ]
    yield from sent
    count = sum(one.verdict is Verdict.OK for one in sent)
    if not count:
        yield skipped("stored", "nothing was sent")
    elif not may_read:
        yield skipped("stored", "needs traces:read")
    else:
        yield api.await_spans(token.project_id, trace_id.hex(), count, wait_seconds)


def _endpoints(addresses: Addresses) -> tuple[str, str]:
    """Where an application's exporter would send to, if it is set up; else where the API says. Of OTLP/HTTP, the whole
    URL: the variable of the traces alone is taken as it is, `/v1/traces` is appended to that of all signals
    (OpenTelemetry Protocol Exporter, Endpoint URLs for OTLP/HTTP)."""
    http, grpc = f"{addresses.otlp_http}/v1/traces", addresses.otlp_grpc
    base = os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", "").rstrip("/")
    own = os.environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "")
    if not (own or base).startswith(("http://", "https://")):
        return http, grpc
    if environment.speaks_grpc(os.environ):
        return http, own or base
    return own or f"{base}/v1/traces", grpc
