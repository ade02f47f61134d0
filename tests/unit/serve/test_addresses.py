"""What clients are told of where the listeners are."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from to11.serve import addresses
from to11.serve.listeners import Listeners, port_of
from to11.settings import Settings


@pytest.fixture
def listeners() -> Iterator[Listeners]:
    bound = Listeners(*(socket.create_server(("127.0.0.1", 0)) for _ in range(4)))
    yield bound
    bound.close()


def told(listeners: Listeners, **settings: Any) -> tuple[list[str], set[str]]:
    made = Settings.model_validate(settings)
    found = addresses.endpoints(made, addresses.of(made, listeners))
    return [found.api, found.gateway, found.otlp_http, found.otlp_grpc], set(found.loopback)


def test_without_public_addresses_it_is_where_to11_listens(listeners: Listeners) -> None:
    ports = [port_of(one) for one in (listeners.api, listeners.gateway, listeners.otlp_http, listeners.grpc)]
    assert told(listeners) == ([f"http://127.0.0.1:{port}" for port in ports], set())
    tls = {"collector": {"tls_cert": "c.pem", "tls_key": "k.pem"}}
    assert [url.partition(":")[0] for url in told(listeners, **tls)[0]] == ["http", "http", "https", "https"]
    everywhere = told(listeners, host="::")
    assert everywhere == (
        [f"http://[::1]:{port}" for port in ports],
        {"api", "gateway", "otlp_http", "otlp_grpc"},
    )


def test_public_addresses_go_first(listeners: Listeners) -> None:
    urls, loopback = told(
        listeners,
        host="0.0.0.0",
        api={"public_url": "https://to11.example.com"},
        collector={"public_url": "https://collector.example.com"},
    )
    gateway = f"http://127.0.0.1:{port_of(listeners.gateway)}"
    collector = "https://collector.example.com"
    assert urls == ["https://to11.example.com", gateway, collector, f"{collector}:443"]
    assert loopback == {"gateway"}
    for public, grpc in (
        ("http://collector.lan", "http://collector.lan:80"),
        ("https://collector.lan:8443", "https://collector.lan:8443"),
        ("https://[fd00::1]", "https://[fd00::1]:443"),
    ):
        assert told(listeners, collector={"public_url": public})[0][2:] == [public, grpc]


def test_grpc_in_the_run_file_is_host_and_port(listeners: Listeners) -> None:
    found = addresses.of(Settings(), listeners)
    assert found["otlpGrpc"] == f"127.0.0.1:{port_of(listeners.grpc)}"
    assert found["otlpHttp"] == f"http://127.0.0.1:{port_of(listeners.otlp_http)}"
