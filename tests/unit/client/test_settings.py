import pytest

from to11.client.errors import ClientError
from to11.client.settings import ClientSettings, is_loopback

ENVIRON = {
    "TO11_API_KEY": " to11_live_x ",
    "TO11_API_URL": "https://api.example.com/",
    "TO11_GATEWAY_URL": "https://gateway.example.com/v1",
    "TO11_PROJECT_ID": "proj_a",
    "TO11_INSECURE": "True",
}


def test_all_of_it_is_read_from_the_environment() -> None:
    assert ClientSettings.read(environ=ENVIRON) == ClientSettings(
        "to11_live_x", "https://api.example.com", "https://gateway.example.com/v1", "proj_a", insecure=True
    )


def test_what_is_given_counts_more() -> None:
    given = ClientSettings.read(
        api_key="k",
        api_url="http://[::1]:1",
        gateway_url="http://h/v1",
        project_id="p",
        insecure=False,
        environ=ENVIRON,
    )
    assert given == ClientSettings("k", "http://[::1]:1", "http://h/v1", "p", insecure=False)


def test_one_machine_is_assumed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TO11_API_KEY", "k")
    for name in ENVIRON.keys() - {"TO11_API_KEY"}:
        monkeypatch.delenv(name, raising=False)
    assert ClientSettings.read() == ClientSettings("k", "http://127.0.0.1:4500", "http://127.0.0.1:4000/v1")


def test_the_key_is_not_shown() -> None:
    assert "to11_live" not in repr(ClientSettings.read(environ=ENVIRON))


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({}, "set TO11_API_KEY"),
        ({"TO11_API_KEY": " "}, "set TO11_API_KEY"),
        ({**ENVIRON, "TO11_API_URL": "api.example.com"}, "TO11_API_URL is no address"),
        ({**ENVIRON, "TO11_API_URL": "ftp://api"}, "TO11_API_URL is no address"),
        ({**ENVIRON, "TO11_GATEWAY_URL": "http://"}, "TO11_GATEWAY_URL is no address"),
    ],
)
def test_what_is_missing_or_wrong_is_named(environ: dict[str, str], told: str) -> None:
    with pytest.raises(ClientError, match=told):
        ClientSettings.read(environ=environ)


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:4500", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:4500", True),
        ("http://localhost", True),
        ("http://api.localhost:80", True),
        ("http://10.0.0.1", False),
        ("http://localhost.example.com", False),
        ("http://127.0.0.1.example.com", False),
        ("http://0.0.0.0", False),
        ("http://", False),
    ],
)
def test_what_is_this_machine(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback


def test_a_key_does_not_go_over_plain_text_to_another_machine() -> None:
    careful = ClientSettings("k")
    for url in ("https://api.example.com", "http://127.0.0.1:1", "http://localhost"):
        careful.require_safe(url)
    with pytest.raises(ClientError, match="TO11_INSECURE=true"):
        careful.require_safe("http://api.example.com")
    with pytest.raises(ClientError, match="plain text"):
        careful.require_safe("HTTP://10.0.0.1")
    ClientSettings("k", insecure=True).require_safe("http://api.example.com")
