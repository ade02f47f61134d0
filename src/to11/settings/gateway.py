"""The gateway, its providers, and prices."""

from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, FieldSerializationInfo, SecretStr, field_serializer, model_validator

from to11.model.capture import Capture
from to11.settings.base import KIB, MIB, Count, Port, PublicUrl, Seconds, Section

SECRETS = {"secrets": True}
"""A context of serialization in which secrets are written out: what a process tells its own children."""

Dollars = Annotated[Decimal, Field(ge=0)]


def _capture(value: Any) -> Any:
    """True and false have always stood for the two levels that there were."""
    word = str(value).strip().lower()
    if word in ("true", "yes", "on", "1"):
        return Capture.FULL
    return Capture.METADATA if word in ("false", "no", "off", "0") else word


class GatewaySettings(Section):
    """The gateway."""

    port: Port = Field(4000, description="Port of the gateway; 0 picks a free one.")
    public_url: PublicUrl | None = Field(
        None,
        description="The gateway's address as clients see it, without `/v1`; shown to whoever connects an application. "
        "Default: the address it listens on.",
    )
    capture_content: Annotated[Capture, BeforeValidator(_capture)] = Field(
        Capture.FULL,
        description="How much of a call is kept at the most: `full` (or `true`), `metadata` (or `false`: messages, "
        "tools and error texts never touch the disk), `none` (nothing). A project and a request may ask for less.",
    )
    max_content_bytes: Annotated[int, Field(ge=KIB)] = Field(
        MIB, description="Longest messages attribute of a recorded call; longer ones have their longest texts cut."
    )
    max_blob_bytes: Annotated[int, Field(ge=0)] = Field(
        256 * KIB, description="Longest image, sound or document kept within messages, in base64; else hash and size."
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
