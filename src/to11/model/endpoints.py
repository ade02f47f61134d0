"""The addresses that clients use."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Endpoints:
    """One URL each, without a path. That of OTLP/gRPC has a scheme too, as OTEL_EXPORTER_OTLP_ENDPOINT takes it: `http`
    is without TLS, `https` with."""

    api: str
    gateway: str
    otlp_http: str
    otlp_grpc: str
    loopback: frozenset[str] = frozenset()
    """Those of them that name this machine in place of all its addresses, as the listeners are bound to all."""

    def seen_from(self, host: str) -> "Endpoints":
        """The addresses for a client that reached one of them under this host, as it stands in a URL (IPv6 in
        brackets, no port)."""
        if not host:
            return self

        def seen(name: str, url: str) -> str:
            return _with_host(url, host) if name in self.loopback else url

        return Endpoints(
            api=seen("api", self.api),
            gateway=seen("gateway", self.gateway),
            otlp_http=seen("otlp_http", self.otlp_http),
            otlp_grpc=seen("otlp_grpc", self.otlp_grpc),
        )


def _with_host(url: str, host: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{host}:{rest.rpartition(':')[2]}"
