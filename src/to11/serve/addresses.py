"""Where the listeners are, and what clients are told of it."""

from typing import TypedDict
from urllib.parse import urlsplit

from to11.model.endpoints import Endpoints
from to11.serve.listeners import Listeners, port_of, url_host
from to11.settings import Settings

_EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104 (only compared)
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Addresses(TypedDict):
    """What this machine reaches the listeners by; that of gRPC is `host:port`."""

    api: str
    gateway: str
    otlpHttp: str
    otlpGrpc: str


def of(settings: Settings, listeners: Listeners) -> Addresses:
    """The addresses of bound listeners."""
    host = url_host(settings.host)
    return {
        "api": f"http://{host}:{port_of(listeners.api)}",
        "gateway": f"http://{host}:{port_of(listeners.gateway)}",
        "otlpHttp": f"{_collector_scheme(settings)}://{host}:{port_of(listeners.otlp_http)}",
        "otlpGrpc": f"{host}:{port_of(listeners.grpc)}",
    }


def endpoints(settings: Settings, local: Addresses) -> Endpoints:
    """What clients are told: public addresses where they are set, else where to11 listens."""
    collector = settings.collector.public_url
    public = {
        "api": settings.api.public_url,
        "gateway": settings.gateway.public_url,
        "otlp_http": collector,
        "otlp_grpc": collector and _with_port(collector),
    }
    listening = {
        "api": local["api"],
        "gateway": local["gateway"],
        "otlp_http": local["otlpHttp"],
        "otlp_grpc": f"{_collector_scheme(settings)}://{local['otlpGrpc']}",
    }
    everywhere = settings.host in _EVERYWHERE
    return Endpoints(
        **{name: public[name] or address for name, address in listening.items()},
        loopback=frozenset(name for name, url in public.items() if url is None and everywhere),
    )


def _collector_scheme(settings: Settings) -> str:
    return "https" if settings.collector.tls_cert else "http"


def _with_port(url: str) -> str:
    """gRPC's own default port is neither of HTTP's, so it is always named."""
    parts = urlsplit(url)
    if parts.port is not None:
        return url
    return parts._replace(netloc=f"{parts.netloc}:{_DEFAULT_PORTS[parts.scheme]}").geturl()
