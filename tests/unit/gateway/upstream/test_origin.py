import pytest

from to11.gateway.upstream.origin import BaseUrl, Origin
from to11.model.errors import SettingsError


@pytest.mark.parametrize(
    ("url", "origin", "path", "host"),
    [
        ("https://api.openai.com/v1", Origin("https", "api.openai.com", 443), "/v1", "api.openai.com"),
        ("https://api.perplexity.ai", Origin("https", "api.perplexity.ai", 443), "", "api.perplexity.ai"),
        ("http://127.0.0.1:8000/v1/", Origin("http", "127.0.0.1", 8000), "/v1", "127.0.0.1:8000"),
        ("http://[::1]:11434/v1", Origin("http", "::1", 11434), "/v1", "[::1]:11434"),
        ("https://[2001:db8::1]/a/b", Origin("https", "2001:db8::1", 443), "/a/b", "[2001:db8::1]"),
        ("http://host:443", Origin("http", "host", 443), "", "host:443"),
        ("HTTPS://API.Example.COM:443/V1", Origin("https", "api.example.com", 443), "/V1", "api.example.com"),
        ("https://bücher.example/v1", Origin("https", "xn--bcher-kva.example", 443), "/v1", "xn--bcher-kva.example"),
    ],
)
def test_parse(url: str, origin: Origin, path: str, host: str) -> None:
    base = BaseUrl.parse(url)
    assert (base.origin, base.path, base.origin.host_header) == (origin, path, host)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.openai.com/v1",
        "ftp://host/v1",
        "https:///v1",
        "https://user:secret@host/v1",
        "https://host/v1?key=secret",
        "https://host/v1#x",
        "http://host:99999",
        "http://host:port",
        "http://[::1",
        "https://host/a b",
        "https://host/\x01x",
        "https://host/é",
    ],
)
def test_what_is_no_base_url(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        BaseUrl.parse(url)
    assert "secret" not in caught.value.message


def test_authority_always_has_a_port() -> None:
    assert Origin("https", "::1", 443).authority == "[::1]:443"
