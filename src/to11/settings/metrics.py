"""Figures for the operator."""

import re
from typing import Annotated, Self
from urllib.parse import unquote, urlsplit

from pydantic import Field, model_validator

from to11.settings.base import Count, Seconds, Section

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


class MetricsSettings(Section):
    """Figures for the operator: Prometheus' `/metrics` on the API's port, and what each project is told of its own."""

    token: Annotated[str, Field(min_length=16)] | None = Field(
        None,
        description="Bearer token that a scraper of `/metrics` sends. Default: the one in the file `metrics.token` in "
        "the data directory, made at the first start.",
    )
    max_projects: Count = Field(
        100, description="Projects with a label of their own, first come; all others are counted together as `other`."
    )
    ingest_days: Count = Field(14, description="Days that each project's account of accepted and refused is kept.")
    max_genai_series: Annotated[int, Field(ge=1, le=10_000)] = Field(
        500,
        description="Combinations of operation, provider, models, server and error that have GenAI histograms of their "
        "own, first come; in all others the models are `other`. Each takes 8 KiB of disk in every process.",
    )
    otlp_endpoint: str | None = Field(
        None,
        description="OTLP/HTTP receiver that the GenAI histograms are pushed to, for example `http://127.0.0.1:4318`; "
        "`/v1/metrics` is appended unless it ends so. Default: they are not pushed.",
    )
    otlp_headers: str = Field(
        "",
        repr=False,
        description="Headers for that receiver, secret, in the form of `OTEL_EXPORTER_OTLP_HEADERS`: "
        "`name=value,name=value`, values percent-encoded.",
    )
    otlp_interval_seconds: Seconds = Field(60.0, description="How often they are pushed.")
    otlp_timeout_seconds: Seconds = Field(10.0, description="Time that the receiver has for one answer.")

    @property
    def otlp_url(self) -> str:
        """Where histograms are pushed to; empty when they are not (OTLP exporter specification, "Endpoint URLs for
        OTLP/HTTP")."""
        if self.otlp_endpoint is None:
            return ""
        url = self.otlp_endpoint.rstrip("/")
        return url if url.endswith("/v1/metrics") else f"{url}/v1/metrics"

    @property
    def otlp_header_fields(self) -> dict[str, str]:
        """The headers by name."""
        pairs = (pair.partition("=") for pair in self.otlp_headers.split(",") if pair.strip())
        return {name.strip(): unquote(value.strip()) for name, _, value in pairs}

    @model_validator(mode="after")
    def _receiver(self) -> Self:
        if self.otlp_endpoint is not None:
            parts = urlsplit(self.otlp_endpoint)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or "@" in parts.netloc:
                raise ValueError("'otlp_endpoint' is no HTTP address without user and query")
        for name, value in self.otlp_header_fields.items():
            # The value is a secret and not repeated.
            if not _HEADER_NAME.fullmatch(name) or not value.isprintable() or not value.isascii():
                raise ValueError("'otlp_headers' is not of the form name=value,name=value")
        return self
