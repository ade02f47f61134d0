"""What can go wrong on the way to a provider; every library's error is mapped to one of these, once."""

import socket
import ssl
from typing import ClassVar

from to11.model.errors import RetryableError


class UpstreamError(RetryableError):
    """No whole answer was had from the provider. `error_type` is the span's `error.type`."""

    code: ClassVar[str] = "UPSTREAM_FAILED"

    def __init__(self, message: str, error_type: str) -> None:
        super().__init__(message)
        self.error_type = error_type


class ConnectFailed(UpstreamError):  # noqa: N818 (what happened, as the room's interface names it)
    """No connection: `connection_refused`, `connection_reset`, `dns`, `tls`, `proxy`, `unreachable`."""

    code = "UPSTREAM_UNREACHABLE"


class TimedOut(UpstreamError):  # noqa: N818 (as above)
    """Too slow; `phase` is `connect`, `first_byte` or `idle`. `error.type` is `timeout`."""

    code = "UPSTREAM_TIMEOUT"

    def __init__(self, phase: str, seconds: float) -> None:
        super().__init__(f"the provider timed out ({phase}, {seconds:g} s)", "timeout")
        self.phase = phase


class Broken(UpstreamError):  # noqa: N818 (as above)
    """The provider broke off, or broke the protocol, before its answer was whole."""

    code = "UPSTREAM_BROKEN"

    def __init__(self, message: str, error_type: str = "connection_closed") -> None:
        super().__init__(message, error_type)


class StaleConnection(Broken):
    """A kept connection turned out to be closed before any byte of an answer came: worth one fresh attempt."""


def broken_protocol(reason: str) -> Broken:
    """A Broken for an answer that is not proper HTTP/1.1."""
    return Broken(f"the provider's answer is not proper HTTP: {reason}", "protocol_error")


def connect_failed(error: OSError, where: str) -> UpstreamError:
    """The typed error for what a socket, a resolver or a TLS library raised while connecting to `where`."""
    if isinstance(error, socket.gaierror):
        return ConnectFailed(f"cannot resolve {where}", "dns")
    if isinstance(error, ssl.SSLCertVerificationError):
        return ConnectFailed(f"the certificate of {where} is not trusted: {error.verify_message}", "tls")
    if isinstance(error, ssl.SSLError):
        return ConnectFailed(f"TLS with {where} failed: {error.reason or 'handshake error'}", "tls")
    # Several addresses that failed differently come as one plain OSError that holds their texts only.
    if isinstance(error, ConnectionRefusedError) or "Connection refused" in str(error):
        return ConnectFailed(f"{where} refused the connection", "connection_refused")
    if isinstance(error, ConnectionError):
        return ConnectFailed(f"{where} closed the connection while it was being set up", "connection_reset")
    return ConnectFailed(f"cannot reach {where}: {error.strerror or type(error).__name__}", "unreachable")
