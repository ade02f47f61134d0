"""The API, and what is behind the doors: spool, drain, store, control database, logs."""

from typing import Annotated, Literal

from pydantic import Field

from to11.settings.base import MIB, Count, Port, PublicUrl, Seconds, Section


class ApiSettings(Section):
    """The API: management, exchange and query."""

    port: Port = Field(4500, description="Port of the API; 0 picks a free one.")
    public_url: PublicUrl | None = Field(
        None,
        description="The API's address as clients and browsers see it; the tokens' issuer. Default: the address it "
        "listens on.",
    )
    max_request_bytes: Count = Field(MIB, description="Largest request body the API reads.")
    compress_bytes: Count = Field(
        4 * MIB, description="Length from which answers are compressed, for clients that take zstd or gzip."
    )
    exchange_per_credential_per_minute: Count = Field(120, description="Token exchanges per API key and minute.")
    exchange_per_address_per_minute: Count = Field(600, description="Token exchanges per client address and minute.")
    query_timeout_seconds: Seconds = Field(30.0, description="Longest time a query of the span store may take.")
    max_page_size: int = Field(1000, ge=100, description="Largest `limit` a list accepts; the explorer asks for 100.")
    max_export_rows: Count = Field(100_000, description="Most rows of an export of traces; the newest.")
    max_outline_spans: Annotated[int, Field(gt=0, le=2**32 - 1)] = Field(
        250_000, description="Most spans that a trace's outline tells; of a longer trace, the earliest."
    )
    max_turn_spans: Annotated[int, Field(gt=0, le=100_000)] = Field(
        1000, description="Most GenAI spans of one trace whose messages a session's conversation tells; the earliest."
    )
    max_conversation_bytes: Count = Field(
        16 * MIB, description="About how much a page of a session's conversation reads; a page ends before it is more."
    )


class TokenSettings(Section):
    """Collector tokens."""

    lifetime_seconds: Count = Field(900, description="How long a collector token lives.")
    signing_key_days: Count = Field(30, description="Age at which a new signing key takes over.")
    clock_skew_seconds: Annotated[float, Field(ge=0)] = Field(5.0, description="Tolerated difference between clocks.")


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
    settle_seconds: Seconds = Field(
        5.0,
        description="How often new traces are made ready for lists; questions find them before, at more cost.",
    )


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


class LogSettings(Section):
    """Logs, on standard error."""

    format: Literal["auto", "human", "json"] = Field(
        "auto", description="`auto` is human-readable on a terminal, else JSON."
    )
    level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is written.")
