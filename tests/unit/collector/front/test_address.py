"""The client's address survives the relay; a proxy is believed only when it is known."""

from urllib.parse import quote

import pytest

from to11.collector.front.address import Proxies, client_of, name_for


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "fe80::1%eth0", ""])
def test_there_and_back(address: str) -> None:
    first, second = name_for(address), name_for(address)
    assert first != second
    assert first[:1] == b"\0", "abstract: nothing is left on a disk"
    assert len(first) <= 107
    assert client_of("unix-abstract:" + quote(first[1:], safe="/:-")) == address


@pytest.mark.parametrize(
    ("trusted", "address", "said", "client"),
    [
        ((), "192.0.2.1", ["203.0.113.7"], "192.0.2.1"),
        (("10.0.0.0/8",), "192.0.2.1", ["203.0.113.7"], "192.0.2.1"),
        (("10.0.0.0/8",), "10.1.2.3", [], "10.1.2.3"),
        (("10.0.0.0/8",), "10.1.2.3", ["203.0.113.7"], "203.0.113.7"),
        (("10.0.0.0/8",), "10.1.2.3", ["1.1.1.1, 203.0.113.7", "10.9.9.9"], "203.0.113.7"),
        (("10.0.0.0/8",), "10.1.2.3", [""], "10.1.2.3"),
    ],
)
def test_proxies(trusted: tuple[str, ...], address: str, said: list[str], client: str) -> None:
    assert Proxies(trusted).client(address, said) == client
