"""Ports are had at once or refused in one line."""

import asyncio
import socket

import pytest

from to11.model.errors import SettingsError
from to11.serve.listeners import bind, port_of, url_host
from to11.settings import ApiSettings, CollectorSettings, GatewaySettings, Settings


def settings(**ports: int) -> Settings:
    return Settings(
        host="127.0.0.1",
        api=ApiSettings(port=ports.get("api", 0)),
        gateway=GatewaySettings(port=ports.get("gateway", 0)),
        collector=CollectorSettings(http_port=ports.get("http", 0), grpc_port=ports.get("grpc", 0)),
    )


async def test_port_zero_picks_free_ones() -> None:
    listeners = await bind(settings(), patience=0)
    ports = {port_of(each) for each in (listeners.api, listeners.gateway, listeners.otlp_http, listeners.grpc)}
    assert len(ports) == 4
    assert 0 not in ports
    listeners.close()


async def test_connections_wait_for_whoever_will_accept_them() -> None:
    listeners = await bind(settings(), patience=0)
    for listener in (listeners.api, listeners.gateway, listeners.otlp_http, listeners.grpc):
        with socket.create_connection(("127.0.0.1", port_of(listener)), 1):
            pass
    listeners.close()


@pytest.mark.parametrize(("which", "setting"), [("gateway", "gateway.port"), ("grpc", "collector.grpc_port")])
async def test_a_port_in_use_is_told_with_its_setting(which: str, setting: str) -> None:
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as taken:
        with pytest.raises(SettingsError, match=f"in use.*{setting}") as caught:
            await bind(settings(**{which: port_of(taken)}), patience=0)
        assert "\n" not in caught.value.message


async def test_a_port_that_is_being_given_back_is_waited_for() -> None:
    taken = socket.create_server(("127.0.0.1", 0))
    port = port_of(taken)
    asyncio.get_running_loop().call_later(0.2, taken.close)
    listeners = await bind(settings(api=port), patience=5)
    assert port_of(listeners.api) == port
    listeners.close()


async def test_an_address_that_is_not_ours() -> None:
    with pytest.raises(SettingsError, match=r"cannot listen on 192\.0\.2\.1"):
        await bind(settings().model_copy(update={"host": "192.0.2.1"}), patience=0)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("0.0.0.0", "127.0.0.1"),
        ("::", "[::1]"),
        ("fe80::1", "[fe80::1]"),
        ("a.test", "a.test"),
    ],
)
def test_the_host_in_a_url(host: str, expected: str) -> None:
    assert url_host(host) == expected
