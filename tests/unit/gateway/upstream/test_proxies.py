import base64

import pytest

from to11.gateway.upstream.origin import Origin
from to11.gateway.upstream.proxies import Proxies, Proxy
from to11.model.errors import SettingsError

HTTP = Origin("http", "api.example.com", 80)
HTTPS = Origin("https", "api.example.com", 443)


def test_none() -> None:
    assert Proxies({}).route(HTTPS) is None


def test_by_scheme() -> None:
    proxies = Proxies({"HTTP_PROXY": "http://plain:3128", "https_proxy": "http://secure:3129"})
    assert proxies.route(HTTP) == Proxy("plain", 3128)
    assert proxies.route(HTTPS) == Proxy("secure", 3129)


def test_all_proxy_is_the_last_resort() -> None:
    proxies = Proxies({"ALL_PROXY": "any:1", "HTTPS_PROXY": "http://secure"})
    assert proxies.route(HTTP) == Proxy("any", 1)
    assert proxies.route(HTTPS) == Proxy("secure", 80)


def test_lower_case_wins() -> None:
    assert Proxies({"http_proxy": "a:1", "HTTP_PROXY": "b:2"}).route(HTTP) == Proxy("a", 1)


def test_the_variable_that_cgi_fills_from_a_header_is_not_trusted() -> None:
    assert Proxies({"HTTP_PROXY": "evil:1", "REQUEST_METHOD": "GET"}).route(HTTP) is None


def test_credentials() -> None:
    proxy = Proxies({"HTTPS_PROXY": "http://us%40er:pa%3Ass@proxy:1"}).route(HTTPS)
    assert proxy is not None
    assert base64.b64decode(proxy.authorization.removeprefix(b"Basic ")) == b"us@er:pa:ss"
    assert "Basic" not in repr(proxy)


@pytest.mark.parametrize(
    "url", ["socks5://secret@host:1", "https://secret@host:1", "http://secret@", "http://secret@host:x"]
)
def test_what_is_not_spoken(url: str) -> None:
    with pytest.raises(SettingsError, match="ALL_PROXY") as caught:
        Proxies({"ALL_PROXY": url})
    assert "secret" not in caught.value.message


@pytest.mark.parametrize(
    ("no_proxy", "host", "port", "direct"),
    [
        ("*", "api.example.com", 443, True),
        ("example.com", "api.example.com", 443, True),
        (".example.com", "api.example.com", 443, True),
        ("*.example.com", "api.example.com", 443, True),
        ("EXAMPLE.com", "api.example.COM", 443, True),
        ("example.com", "notexample.com", 443, False),
        ("a, api.example.com", "api.example.com", 443, True),
        ("example.com:443", "example.com", 443, True),
        ("example.com:8443", "example.com", 443, False),
        ("127.0.0.1", "127.0.0.1", 80, True),
        ("10.0.0.0/8", "10.1.2.3", 80, True),
        ("10.0.0.0/8", "11.1.2.3", 80, False),
        ("10.0.0.0/8", "10.example.com", 80, False),
        ("::1", "::1", 80, True),
        ("[::1]:80", "::1", 80, True),
        ("[::1]:81", "::1", 80, False),
        ("fd00::/8", "fd12::1", 80, True),
        ("", "api.example.com", 443, False),
        (".", "api.example.com", 443, False),
    ],
)
def test_no_proxy(no_proxy: str, host: str, port: int, direct: bool) -> None:
    proxies = Proxies({"ALL_PROXY": "proxy:1", "NO_PROXY": no_proxy})
    assert (proxies.route(Origin("https", host, port)) is None) is direct
