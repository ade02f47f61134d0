"""Every knob, typed, in one place.

Defaults < `to11.toml` < environment (`TO11_` prefix, `__` between levels) < flags. An unknown setting is an error at
start. A room is handed its own section, not the whole. Sizes are bytes and times are seconds unless a name says
otherwise. `docs/configuration.md` is generated from this file.
"""

import json
import os
import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import unquote, urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    FieldSerializationInfo,
    SecretStr,
    ValidationError,
    field_serializer,
    model_validator,
)

from to11.model.capture import Capture
from to11.model.errors import SettingsError

ENV_PREFIX = "TO11_"
CLIENT_VARIABLES = frozenset({"TO11_API_KEY", "TO11_API_URL", "TO11_CONFIG"})
"""Read by clients and verbs, not settings of the server."""

SECRETS = {"secrets": True}
"""A context of serialization in which secrets are written out: what a process tells its own children."""

_LISTS = frozenset({"models", "trusted_proxies"})

_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")

KIB = 1024
MIB = 1024 * KIB

Port = Annotated[int, Field(ge=0, le=65535)]
Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]
Dollars = Annotated[Decimal, Field(ge=0)]


def _capture(value: Any) -> Any:
    """True and false have always stood for the two levels that there were."""
    word = str(value).strip().lower()
    if word in ("true", "yes", "on", "1"):
        return Capture.FULL
    return Capture.METADATA if word in ("false", "no", "off", "0") else word


def _json_object(value: Any) -> Any:
    """A table that is given as one value: an environment variable's name cannot hold a model's."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError as error:
        raise ValueError("must be a table, or a JSON object") from error


class Section(BaseModel):
    """A group of settings; refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ApiSettings(Section):
    """The API: management, exchange and query."""

    port: Port = Field(4500, description="Port of the API; 0 picks a free one.")
    public_url: str | None = Field(
        None,
        description="The API's address as clients see it; the tokens' issuer. Default: the address it listens on.",
    )
    max_request_bytes: Count = Field(MIB, description="Largest request body the API reads.")
    exchange_per_credential_per_minute: Count = Field(120, description="Token exchanges per API key and minute.")
    exchange_per_address_per_minute: Count = Field(600, description="Token exchanges per client address and minute.")
    query_timeout_seconds: Seconds = Field(30.0, description="Longest time a query of the span store may take.")
    max_page_size: Count = Field(1000, description="Largest `limit` a list accepts.")


class TokenSettings(Section):
    """Collector tokens."""

    lifetime_seconds: Count = Field(900, description="How long a collector token lives.")
    signing_key_days: Count = Field(30, description="Age at which a new signing key takes over.")
    clock_skew_seconds: Annotated[float, Field(ge=0)] = Field(5.0, description="Tolerated difference between clocks.")


class GatewaySettings(Section):
    """The gateway."""

    port: Port = Field(4000, description="Port of the gateway; 0 picks a free one.")
    capture_content: Annotated[Capture, BeforeValidator(_capture)] = Field(
        Capture.FULL,
        description="How much of a call is kept at the most: `full` (or `true`), `metadata` (or `false`: messages, "
        "tools and error texts never touch the disk), `none` (nothing). A project and a request may ask for less.",
    )
    max_content_bytes: Annotated[int, Field(ge=KIB)] = Field(
        MIB, description="Longest messages attribute of a recorded call; longer ones have their longest texts cut."
    )
    max_blob_bytes: Annotated[int, Field(ge=0)] = Field(
        64 * KIB, description="Longest image, sound or document kept within messages, in base64; else hash and size."
    )
    use_provider_keys: bool = Field(
        False,
        description="Send providers the keys that to11 holds (`providers.NAME.api_key`, or variables such as "
        "`OPENAI_API_KEY`) in place of the callers'. Whoever holds a to11 key then spends them.",
    )
    forward_baggage: bool = Field(False, description="Pass the callers' `baggage` header on to providers.")
    max_request_bytes: Count = Field(
        64 * MIB, description="Largest JSON request body, which is held while its model is looked up."
    )
    max_upload_bytes: Count = Field(
        512 * MIB, description="Largest request body of any other kind; it goes to the provider as it comes."
    )
    max_body_memory_bytes: Count = Field(
        512 * MIB,
        description=(
            "Memory for bodies in one edge process: request bodies over 64 KiB that are held, and recorded copies of "
            "running calls, which may take up to half of it. A call that finds no room waits a few seconds and is then "
            "told to retry; a copy that finds none ends there. At least twice `max_request_bytes` and "
            "`max_recorded_bytes` together."
        ),
    )
    body_timeout_seconds: Seconds = Field(60.0, description="Longest silence of a caller within a request body.")
    max_recorded_bytes: Count = Field(
        16 * MIB, description="Longest recorded copy of a body, each way; forwarding has no such limit."
    )
    connect_timeout_seconds: Seconds = Field(10.0, description="Time to connect to a provider, TLS included.")
    first_byte_timeout_seconds: Seconds = Field(600.0, description="Time a provider has to begin its answer.")
    idle_timeout_seconds: Seconds = Field(300.0, description="Longest silence within an answer.")
    keepalive_seconds: Seconds = Field(50.0, description="How long an idle connection to a provider is kept.")
    max_idle_connections: Count = Field(256, description="Idle connections kept per provider address.")
    max_connection_seconds: Seconds = Field(
        300.0,
        description=(
            "Age at which a connection to a provider is not used again, so that a new one finds where the provider's "
            "name points to by then."
        ),
    )

    @model_validator(mode="after")
    def _memory_suffices(self) -> Self:
        if self.max_body_memory_bytes < 2 * (self.max_request_bytes + self.max_recorded_bytes):
            raise ValueError("max_body_memory_bytes is too small for max_request_bytes and max_recorded_bytes")
        return self


_PROCESS_BYTES = 128 * MIB
"""What an edge takes when it is idle (90 MiB), and what is lost between blocks of memory."""

_WORK_FACTOR = 3
"""How many times its size a request takes, besides itself, while it is decoded; one large one is at a time."""


class CollectorSettings(Section):
    """The collector."""

    grpc_port: Port = Field(4317, description="Port of OTLP/gRPC, which takes OTLP/HTTP too; 0 picks a free one.")
    http_port: Port = Field(4318, description="Port of OTLP/HTTP, which takes OTLP/gRPC too; 0 picks a free one.")
    tls_cert: Path | None = Field(
        None, description="Certificate chain in PEM: both ports speak TLS. Read anew when the file changes."
    )
    tls_key: Path | None = Field(None, description="The certificate's key in PEM, without a password.")
    max_request_bytes: Count = Field(64 * MIB, description="Largest export request, before and after decompression.")
    max_memory_bytes: Count = Field(
        512 * MIB,
        description=(
            "Memory that one edge process takes for the collector, itself included; beyond it clients are told to "
            "retry. 160 MiB and six times `max_request_bytes` are enough."
        ),
    )
    quota_spans_per_second: Count | None = Field(
        None, description="Spans that one project may send per second, over all edges. Default: no such limit."
    )
    quota_bytes_per_second: Count | None = Field(
        None,
        description="Bytes, as sent, that one project may send per second, over all edges. Default: no such limit.",
    )
    max_connections: Count = Field(
        512,
        description=(
            "Most connections of one edge process; beyond it clients are told to retry. An idle one takes some 40 KiB, "
            "one that sends may take ten times that."
        ),
    )
    max_calls_per_connection: Count = Field(256, description="Most gRPC calls at once on one connection.")
    silence_timeout_seconds: Seconds = Field(15.0, description="Longest silence within an export request.")
    request_timeout_seconds: Seconds = Field(60.0, description="Time an export request has to come in.")
    idle_timeout_seconds: Seconds = Field(300.0, description="How long a gRPC connection without calls is kept.")

    @property
    def message_bytes_under_way(self) -> int:
        """How many bytes of gRPC messages may be under way at once, on connections and in gRPC's library; two thirds
        of it hold the largest."""
        return max(self.max_request_bytes * 3 // 2 + 3, self.max_memory_bytes // 8)

    @property
    def request_bytes_held(self) -> int:
        """How many bytes of requests may be held at once: what is left of the memory when the process itself, messages
        under way and the work on one large request have had theirs."""
        return (
            self.max_memory_bytes
            - _PROCESS_BYTES
            - self.message_bytes_under_way
            - _WORK_FACTOR * self.max_request_bytes
        )

    @model_validator(mode="after")
    def _certificate_and_key(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("'tls_cert' and 'tls_key' belong together")
        return self

    @model_validator(mode="after")
    def _memory_suffices(self) -> Self:
        if self.request_bytes_held < self.max_request_bytes * 5 // 4:  # `budget` gives one request four fifths at most
            raise ValueError("max_memory_bytes is too small for max_request_bytes")
        return self


class SpoolSettings(Section):
    """The spool between the doors and the store; one per edge process."""

    segment_bytes: Count = Field(64 * MIB, description="Size at which a new segment file is begun.")
    max_bytes: Count = Field(
        4096 * MIB, description="Largest size of one edge's spool; beyond it clients are told to retry."
    )
    min_free_bytes: Annotated[int, Field(ge=0)] = Field(
        256 * MIB,
        description="Space that the spool leaves free on its disk, so that what is spooled can still be stored.",
    )
    max_pending_bytes: Count = Field(256 * MIB, description="Most bytes waiting for the disk in one edge process.")


class DrainSettings(Section):
    """The drain from the spool into the store."""

    batch_bytes: Count = Field(32 * MIB, description="About how much is moved from the spools to the store at once.")
    poll_seconds: Seconds = Field(0.05, description="How often an empty spool is looked at.")
    linger_seconds: Seconds = Field(0.15, description="Pause after less than half a batch, so that the next is larger.")
    retry_seconds: Seconds = Field(1.0, description="Pause after the store refused a write.")


class StoreSettings(Section):
    """The span store."""

    url: str | None = Field(
        None,
        description="`chdb:///path` or `clickhouse://host/database`. Default: chDB in the data directory.",
    )
    retention_days: Count = Field(60, description="Days that spans are kept.")


class ControlSettings(Section):
    """The control database: tenants, keys, audit log."""

    url: str | None = Field(
        None, description="`sqlite:///path` or `postgresql://…`. Default: SQLite in the data directory."
    )
    poll_seconds: Seconds = Field(
        0.25, description="How often a process looks for changed keys; a revocation takes effect within it."
    )
    max_stale_seconds: Seconds = Field(
        5.0, description="How long cached keys are trusted while the control database does not answer."
    )


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


class LogSettings(Section):
    """Logs, on standard error."""

    format: Literal["auto", "human", "json"] = Field(
        "auto", description="`auto` is human-readable on a terminal, else JSON."
    )
    level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is written.")


class ProviderSettings(Section):
    """One provider; the name is the key in `providers`."""

    base_url: str | None = Field(
        None,
        description="Base URL up to and including the version, for example `https://api.openai.com/v1`. Default: the "
        "well-known provider's own.",
    )
    api_key: SecretStr | None = Field(
        None,
        description="Its key, used where `gateway.use_provider_keys` is set. Default: the well-known variable of its "
        "name, for example `OPENAI_API_KEY`.",
    )
    api_version: str | None = Field(
        None,
        description="Azure's `api-version` where the caller names none. Default: Azure's newer API, without dates.",
    )
    like: str | None = Field(
        None,
        description="Well-known provider whose paths and headers it has, for example `azure-openai`. Default: its own "
        "name, else `openai`.",
    )
    models: tuple[str, ...] = Field((), description="Bare model names that mean this provider.")
    telemetry_name: str | None = Field(
        None, description="`gen_ai.provider.name` on spans. Default: the well-known value of the name."
    )
    ask_usage: bool | None = Field(
        None,
        description="Ask for the usage chunk of a stream when the caller did not. Default: where the provider is not "
        "known to refuse it.",
    )
    connect_timeout_seconds: Seconds | None = Field(None, description="Default: as in `gateway`.")
    first_byte_timeout_seconds: Seconds | None = Field(None, description="Default: as in `gateway`.")
    idle_timeout_seconds: Seconds | None = Field(None, description="Default: as in `gateway`.")
    max_concurrent_calls: Count | None = Field(
        None, description="Calls at once, over all edges; more wait in line. Default: no such limit."
    )
    max_queued_calls: Annotated[int, Field(ge=0)] = Field(
        256, description="Calls that may wait in line, over all edges; beyond it callers get a 429."
    )
    queue_timeout_seconds: Seconds = Field(30.0, description="Longest time a call waits in line.")

    @field_serializer("api_key")
    def _hide_key(self, key: SecretStr | None, info: FieldSerializationInfo) -> str | None:
        """The key is written out only for whoever asks for `SECRETS`."""
        if key is None:
            return None
        return key.get_secret_value() if info.context is SECRETS else str(key)


class PriceSettings(Section):
    """Prices of one model in US dollars, in the words of genai-prices. What is not given is not charged; cached tokens
    without a price of their own count as input, and so on."""

    input_mtok: Dollars | None = Field(None, description="A million input tokens.")
    output_mtok: Dollars | None = Field(None, description="A million output tokens.")
    cache_read_mtok: Dollars | None = Field(None, description="A million input tokens read from a cache.")
    cache_write_mtok: Dollars | None = Field(None, description="A million input tokens written to a cache.")
    output_reasoning_mtok: Dollars | None = Field(None, description="A million output tokens of reasoning.")
    input_audio_mtok: Dollars | None = Field(None, description="A million input tokens of sound.")
    output_audio_mtok: Dollars | None = Field(None, description="A million output tokens of sound.")
    input_image_mtok: Dollars | None = Field(None, description="A million input tokens of images.")
    output_image_mtok: Dollars | None = Field(None, description="A million output tokens of images.")
    requests_kcount: Dollars | None = Field(None, description="A thousand calls.")

    @model_validator(mode="after")
    def _has_a_base(self) -> Self:
        given = sorted(self.model_dump(exclude_none=True))
        if not given:
            raise ValueError("a price is needed")
        for name in given:
            base = "output_mtok" if name.startswith("output_") else "input_mtok"
            if name != "requests_kcount" and getattr(self, base) is None:
                raise ValueError(f"'{name}' needs '{base}' beside it")
        return self


class Settings(Section):
    """All settings."""

    data_dir: Path = Field(Path(".to11"), description="Where everything is kept.")
    host: str = Field("127.0.0.1", description="Address that every listener binds.")
    workers: Count = Field(1, description="Edge processes.")
    trusted_proxies: tuple[str, ...] = Field(
        (), description="Addresses or networks of reverse proxies whose `X-Forwarded-For` and `-Proto` are believed."
    )
    head_timeout_seconds: Seconds = Field(
        10.0, description="Time a client has for its TLS handshake, and for the head of each HTTP request."
    )
    grace_seconds: Seconds = Field(30.0, description="How long running calls may go on after a stop was asked for.")
    api: ApiSettings = ApiSettings()
    tokens: TokenSettings = TokenSettings()
    gateway: GatewaySettings = GatewaySettings()
    collector: CollectorSettings = CollectorSettings()
    spool: SpoolSettings = SpoolSettings()
    drain: DrainSettings = DrainSettings()
    store: StoreSettings = StoreSettings()
    control: ControlSettings = ControlSettings()
    metrics: MetricsSettings = MetricsSettings()
    log: LogSettings = LogSettings()
    providers: dict[str, ProviderSettings] = Field({}, description="Providers by name, beside the well-known ones.")
    prices: Annotated[dict[str, dict[str, PriceSettings]], BeforeValidator(_json_object)] = Field(
        {}, description="Prices of your own, by `gen_ai.provider.name` and model; in one variable, as JSON."
    )

    @model_validator(mode="after")
    def _each_edge_has_a_share(self) -> Self:
        for name, provider in self.providers.items():
            if provider.max_concurrent_calls is not None and provider.max_concurrent_calls < self.workers:
                raise ValueError(f"providers.{name}.max_concurrent_calls is less than one for each of the workers")
        return self

    @property
    def store_url(self) -> str:
        """Where the span store is."""
        return self.store.url or f"chdb://{self.data_dir.absolute() / 'store'}"

    @property
    def control_url(self) -> str:
        """Where the control database is."""
        return self.control.url or f"sqlite:///{self.data_dir.absolute() / 'control.db'}"

    @property
    def spool_dir(self) -> Path:
        """The directory that holds one spool per edge."""
        return self.data_dir / "spool"

    @property
    def metrics_dir(self) -> Path:
        """The directory that holds what each process counts."""
        return self.data_dir / "metrics"


def load(
    flags: Mapping[str, Any] | None = None,
    *,
    config_file: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Settings:
    """The settings from all sources; `flags` is nested as in `Settings` and wins.

    Raises SettingsError with one line that names the setting and what is wrong with it.
    """
    environ = os.environ if environ is None else environ
    merged: dict[str, Any] = {}
    _merge(merged, _from_file(config_file or _default_config(environ)))
    _merge(merged, _from_environ(environ))
    _merge(merged, dict(flags or {}))
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        raise SettingsError(_explain(error)) from error


def _default_config(environ: Mapping[str, str]) -> Path | None:
    if named := environ.get("TO11_CONFIG"):
        return Path(named)
    return path if (path := Path("to11.toml")).is_file() else None


def _from_file(path: Path | None) -> dict[str, Any]:
    if path is None:
        return {}
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SettingsError(f"cannot read the configuration file {path}: {error}") from error


def _from_environ(environ: Mapping[str, str]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for name, value in environ.items():
        if not name.startswith(ENV_PREFIX) or name in CLIENT_VARIABLES:
            continue
        place(nested, name.removeprefix(ENV_PREFIX).lower().split("__"), value)
    return nested


def place(nested: dict[str, Any], path: list[str], value: str) -> None:
    """Put a textual value at a path of settings; a comma separates the items of a list."""
    here = nested
    if path[0] == "providers" and len(path) > 1:
        path = [path[0], path[1].replace("_", "-"), *path[2:]]
    for level in path[:-1]:
        here = here.setdefault(level, {})
        if not isinstance(here, dict):
            raise SettingsError(f"setting '{'.'.join(path)}' is given both as a value and as a group")
    listed = path[-1] in _LISTS
    here[path[-1]] = [item.strip() for item in value.split(",") if item.strip()] if listed else value


def _merge(base: dict[str, Any], over: Mapping[str, Any]) -> None:
    for key, value in over.items():
        if isinstance(value, Mapping) and isinstance(base.get(key), dict):
            _merge(base[key], value)
        else:
            base[key] = dict(value) if isinstance(value, Mapping) else value


def _explain(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"unknown setting '{name}' (environment: {ENV_PREFIX}{name.upper().replace('.', '__')})"
    return f"setting '{name}': {first['msg']}"
