"""Tokens for OTLP/gRPC: as call credentials on a secure channel, or as metadata of each call where there is none.

gRPC sends call credentials over channels only that it holds for secure. Those are TLS, and, for plain text within one
machine, `grpc.local_channel_credentials`, which refuse any peer that is not local. Between machines plain text needs
the metadata, and leave to be used.
"""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, overload

import grpc

from to11.client.errors import NoTokenError
from to11.client.tokens import TokenSource

WAIT_SECONDS: Final = 8.0
"""How long a call waits for a first token, if its own deadline does not end it before."""

AUTHORIZATION: Final = "authorization"


class TokenPlugin(grpc.AuthMetadataPlugin):  # type: ignore[misc]  # grpc has no types
    """Gives each call the token of its moment. A call without one fails as UNAVAILABLE, which exporters retry."""

    def __init__(self, source: TokenSource) -> None:
        self._source = source

    def __call__(self, _: grpc.AuthMetadataContext, callback: grpc.AuthMetadataPluginCallback) -> None:
        """Never blocks gRPC's own threads: to wait for a first token takes another one."""
        try:
            callback(_metadata(self._source.token()), None)
        except NoTokenError as error:
            if error.retryable:
                threading.Thread(target=self._wait, args=(callback,), name="to11-token-wait", daemon=True).start()
            else:
                callback((), error)

    def _wait(self, callback: grpc.AuthMetadataPluginCallback) -> None:
        try:
            callback(_metadata(self._source.token(WAIT_SECONDS)), None)
        except NoTokenError as error:
            callback((), error)


class TokenMetadata(Sequence[tuple[str, str]]):
    """An exporter's `headers` that hold the token of the moment in which they are read."""

    def __init__(self, source: TokenSource, others: Sequence[tuple[str, str]] = ()) -> None:
        self._source = source
        self._others = tuple((name, value) for name, value in others if name.lower() != AUTHORIZATION)

    def __len__(self) -> int:
        return len(self._others) + 1

    @overload
    def __getitem__(self, index: int) -> tuple[str, str]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[tuple[str, str], ...]: ...
    def __getitem__(self, index: int | slice) -> tuple[str, str] | tuple[tuple[str, str], ...]:
        return self._now()[index]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._now())

    def _now(self) -> tuple[tuple[str, str], ...]:
        try:
            return (*_metadata(self._source.token(WAIT_SECONDS)), *self._others)
        except NoTokenError as error:
            raise NoTokenRpcError(error) from None


class NoTokenRpcError(grpc.RpcError):  # type: ignore[misc]
    """A call that was not made for want of a token, as exporters know calls that failed."""

    def __init__(self, error: NoTokenError) -> None:
        super().__init__(str(error))
        self._error = error

    def code(self) -> grpc.StatusCode:
        """UNAVAILABLE, which is retried, or UNAUTHENTICATED, which is not."""
        return grpc.StatusCode.UNAVAILABLE if self._error.retryable else grpc.StatusCode.UNAUTHENTICATED

    def details(self) -> str:
        """What went wrong."""
        return str(self._error)

    def trailing_metadata(self) -> tuple[tuple[str, Any], ...]:
        """None: no server was asked."""
        return ()


def call_credentials(source: TokenSource) -> grpc.CallCredentials:
    """The token on each call of a channel."""
    return grpc.metadata_call_credentials(TokenPlugin(source), name="to11")


def local_credentials(source: TokenSource) -> grpc.ChannelCredentials:
    """For plain text within this machine; gRPC refuses any other peer."""
    channel = grpc.local_channel_credentials(grpc.LocalConnectionType.LOCAL_TCP)
    return grpc.composite_channel_credentials(channel, call_credentials(source))


def tls_credentials(
    source: TokenSource, *, certificate: str = "", client_key: str = "", client_certificate: str = ""
) -> grpc.ChannelCredentials:
    """For TLS, with the files of `OTEL_EXPORTER_OTLP_CERTIFICATE`, `…_CLIENT_KEY` and `…_CLIENT_CERTIFICATE`; without
    them, the authorities that gRPC knows. Raises OSError for a file that cannot be read."""
    channel = grpc.ssl_channel_credentials(
        root_certificates=_file(certificate),
        private_key=_file(client_key),
        certificate_chain=_file(client_certificate),
    )
    return grpc.composite_channel_credentials(channel, call_credentials(source))


def _file(path: str) -> bytes | None:
    return Path(path).read_bytes() if path else None


def _metadata(token: str) -> tuple[tuple[str, str]]:
    return ((AUTHORIZATION, f"Bearer {token}"),)
