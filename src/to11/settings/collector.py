"""The collector."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from to11.settings.base import MIB, Count, Port, PublicUrl, Seconds, Section

_PROCESS_BYTES = 128 * MIB
"""What an edge takes when it is idle (90 MiB), and what is lost between blocks of memory."""

_WORK_FACTOR = 3
"""How many times its size a request takes, besides itself, while it is decoded; one large one is at a time."""


class CollectorSettings(Section):
    """The collector."""

    grpc_port: Port = Field(4317, description="Port of OTLP/gRPC, which takes OTLP/HTTP too; 0 picks a free one.")
    http_port: Port = Field(4318, description="Port of OTLP/HTTP, which takes OTLP/gRPC too; 0 picks a free one.")
    public_url: PublicUrl | None = Field(
        None,
        description="The collector's address as clients see it, for both protocols, without `/v1/traces`; shown to "
        "whoever connects an application. Default: the addresses it listens on.",
    )
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
