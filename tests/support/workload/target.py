"""Where to send, and the stock clients that send there."""

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import anthropic
import openai
import requests
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Tracer


@dataclass(frozen=True)
class Target:
    """A running to11 and a key for one of its projects; the gateway's provider `scripted` is ours."""

    api: str
    gateway: str
    otlp_http: str
    api_key: str

    @functools.cached_property
    def _exchanged(self) -> dict[str, Any]:
        answer = requests.post(f"{self.api}/v1/ingest-token/exchange", json={"credential": self.api_key}, timeout=30)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    @property
    def token(self) -> str:
        return str(self._exchanged["token"])

    @property
    def project_id(self) -> str:
        return str(self._exchanged["projectId"])

    @property
    def authorization(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}

    @contextmanager
    def tracer(self, service: str, **resource: str) -> Iterator[Tracer]:
        """A stock SDK for one service; everything is sent when the block ends."""
        named = {"service.name": service, **{name.replace("__", "."): value for name, value in resource.items()}}
        provider = TracerProvider(resource=Resource.create(named), shutdown_on_exit=False)
        exporter = OTLPSpanExporter(endpoint=f"{self.otlp_http}/v1/traces", headers=self.authorization)
        provider.add_span_processor(BatchSpanProcessor(exporter, max_queue_size=50_000))
        try:
            yield provider.get_tracer(service)
            assert provider.force_flush(30_000)
        finally:
            provider.shutdown()

    def openai(self, **headers: str) -> openai.OpenAI:
        """OpenAI's SDK through the gateway; keyword `session_id` becomes the header `x-to11-session-id`."""
        return openai.OpenAI(
            base_url=f"{self.gateway}/v1",
            api_key="sk-callers-own",
            default_headers=self._headers(headers),
            max_retries=0,
        )

    def anthropic(self, **headers: str) -> anthropic.Anthropic:
        """Anthropic's SDK through the gateway."""
        return anthropic.Anthropic(
            base_url=self.gateway, api_key="sk-ant-callers-own", default_headers=self._headers(headers), max_retries=0
        )

    def _headers(self, grouping: dict[str, str]) -> dict[str, str]:
        named = {f"x-to11-{name.replace('_', '-')}": value for name, value in grouping.items()}
        return {"x-to11-authorization": f"Bearer {self.api_key}", **named}
