"""Defaults < file < environment < flags, and nothing unknown."""

from decimal import Decimal
from pathlib import Path

import pytest

from to11.model.capture import Capture
from to11.model.errors import SettingsError
from to11.settings import SECRETS, Settings, load, place


def test_defaults_are_those_of_the_product() -> None:
    settings = load(environ={})
    assert settings.host == "127.0.0.1"
    assert (settings.api.port, settings.gateway.port) == (4500, 4000)
    assert (settings.collector.grpc_port, settings.collector.http_port) == (4317, 4318)
    assert settings.gateway.capture_content
    assert settings.store.retention_days == 60
    assert settings.tokens.lifetime_seconds == 900
    assert settings.collector.max_request_bytes == 64 * 1024 * 1024


def test_each_source_goes_over_the_one_before(tmp_path: Path) -> None:
    file = tmp_path / "to11.toml"
    file.write_text('host = "10.0.0.1"\nworkers = 2\n[api]\nport = 1\nmax_page_size = 700\n[gateway]\nport = 1\n')
    environ = {"TO11_API__PORT": "2", "TO11_GATEWAY__PORT": "2", "TO11_WORKERS": "3", "PATH": "/bin"}
    settings = load({"api": {"port": 3}}, config_file=file, environ=environ)
    assert (settings.api.port, settings.gateway.port, settings.workers, settings.host) == (3, 2, 3, "10.0.0.1")
    assert settings.api.max_page_size == 700, "what is beside a given setting stays"


def test_providers_by_name() -> None:
    environ = {
        "TO11_PROVIDERS__AZURE_OPENAI__BASE_URL": "https://example.test/v1",
        "TO11_PROVIDERS__AZURE_OPENAI__MODELS": "gpt-4o, gpt-4.1",
        "TO11_TRUSTED_PROXIES": "10.0.0.0/8,127.0.0.1",
    }
    settings = load(environ=environ)
    assert settings.providers["azure-openai"].models == ("gpt-4o", "gpt-4.1")
    assert settings.trusted_proxies == ("10.0.0.0/8", "127.0.0.1")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        *[(word, Capture.FULL) for word in ("true", "True", "on", "1", "full", True)],
        *[(word, Capture.METADATA) for word in ("false", "no", "0", "metadata", "METADATA", False)],
        ("none", Capture.NONE),
    ],
)
def test_how_much_is_kept(said: str | bool, expected: Capture) -> None:
    assert load({"gateway": {"capture_content": said}}, environ={}).gateway.capture_content is expected
    environ = {"TO11_GATEWAY__CAPTURE_CONTENT": str(said)}
    assert load(environ=environ).gateway.capture_content is expected


def test_prices_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "to11.toml"
    file.write_text(
        '[prices.openai."gpt-4o"]\ninput_mtok = 2.5\noutput_mtok = 10\n'
        '[prices."azure.ai.openai"]\n"Our/Model-1.5*" = { requests_kcount = "0.30" }\n'
    )
    prices = load(config_file=file, environ={}).prices
    assert prices["openai"]["gpt-4o"].input_mtok == Decimal("2.5")
    assert prices["azure.ai.openai"]["Our/Model-1.5*"].requests_kcount == Decimal("0.30")


def test_prices_from_the_environment_stand_in_place_of_the_files(tmp_path: Path) -> None:
    file = tmp_path / "to11.toml"
    file.write_text("[prices.groq.m]\ninput_mtok = 1\n")
    prices = load(config_file=file, environ={"TO11_PRICES": '{"openai": {"A/b.c": {"input_mtok": 0.1}}}'}).prices
    assert list(prices) == ["openai"]
    assert prices["openai"]["A/b.c"].input_mtok == Decimal("0.1")


def test_settings_go_to_children_whole() -> None:
    settings = load(environ={"TO11_PRICES": '{"openai": {"m": {"input_mtok": 0.1}}}'})
    assert Settings.model_validate_json(settings.model_dump_json()) == settings


@pytest.mark.parametrize(
    ("prices", "told"),
    [
        ("{", "must be a table, or a JSON object"),
        ("[]", "setting 'prices'"),
        ('{"openai": {"m": {}}}', "a price is needed"),
        ('{"openai": {"m": {"input_mtok": -1}}}', "prices.openai.m.input_mtok"),
        ('{"openai": {"m": {"input_mtok": "NaN"}}}', "prices.openai.m.input_mtok"),
        ('{"openai": {"m": {"input": 1}}}', "unknown setting 'prices.openai.m.input'"),
        ('{"openai": {"m": {"cache_read_mtok": 1}}}', "'cache_read_mtok' needs 'input_mtok' beside it"),
        ('{"openai": {"m": {"output_audio_mtok": 1, "input_mtok": 1}}}', "'output_audio_mtok' needs 'output_mtok'"),
    ],
)
def test_prices_that_make_no_sense(prices: str, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(environ={"TO11_PRICES": prices})
    assert told in caught.value.message


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TO11_GATEWAY__CAPTURE_CONTENT": "some"}, "setting 'gateway.capture_content'"),
        ({"TO11_GATEWAY__MAX_CONTENT_BYTES": "1023"}, "setting 'gateway.max_content_bytes'"),
        ({"TO11_GATEWAY__PROT": "1"}, "unknown setting 'gateway.prot' (environment: TO11_GATEWAY__PROT)"),
        ({"TO11_GATEWAY": "1"}, "setting 'gateway'"),
        ({"TO11_GATEWAY": "1", "TO11_GATEWAY__PORT": "1"}, "both as a value and as a group"),
        ({"TO11_API__PORT": "70000"}, "setting 'api.port'"),
        ({"TO11_API__MAX_PAGE_SIZE": "99"}, "setting 'api.max_page_size'"),
        ({"TO11_GRACE_SECONDS": "0"}, "setting 'grace_seconds'"),
        ({"TO11_GATEWAY__MAX_BODY_MEMORY_BYTES": str(2**27)}, "max_body_memory_bytes is too small"),
        ({"TO11_WORKERS": "3", "TO11_PROVIDERS__X__MAX_CONCURRENT_CALLS": "2"}, "one for each of the workers"),
        ({"TO11_COLLECTOR__MAX_MEMORY_BYTES": str(2**28)}, "max_memory_bytes is too small for max_request_bytes"),
    ],
)
def test_what_is_wrong_is_named_in_one_line(environ: dict[str, str], expected: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(environ=environ)
    assert expected in caught.value.message
    assert "\n" not in caught.value.message


def test_an_error_does_not_repeat_a_value() -> None:
    with pytest.raises(SettingsError) as caught:
        load(environ={"TO11_CONTROL__URL__PASSWORD": "hunter2"})
    assert "hunter2" not in caught.value.message


def test_the_clients_variables_are_none_of_ours() -> None:
    environ = {"TO11_API_KEY": "to11_live_x", "TO11_API_URL": "http://x"}
    assert load(environ=environ) == load(environ={})


@pytest.mark.parametrize("text", ["[api\n", "api = 3\n"])
def test_a_file_that_is_wrong(tmp_path: Path, text: str) -> None:
    file = tmp_path / "to11.toml"
    file.write_text(text)
    with pytest.raises(SettingsError):
        load(config_file=file, environ={})


def test_urls_follow_the_data_directory(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert settings.store_url == f"chdb://{tmp_path}/store"
    assert settings.control_url == f"sqlite:///{tmp_path}/control.db"
    assert settings.spool_dir == tmp_path / "spool"


def test_place_makes_groups() -> None:
    nested: dict[str, object] = {}
    place(nested, ["api", "port"], "0")
    place(nested, ["api", "public_url"], "https://x")
    assert nested == {"api": {"port": "0", "public_url": "https://x"}}


def test_what_is_held_of_requests_follows_from_the_memory() -> None:
    default = load(environ={}).collector
    assert default.max_memory_bytes == 512 * 1024 * 1024
    assert default.request_bytes_held == 1.5 * default.max_request_bytes - 3
    more = load(environ={"TO11_COLLECTOR__MAX_MEMORY_BYTES": str(2**30)}).collector
    assert more.request_bytes_held > default.request_bytes_held + 2**28
    for settings in (default, more):
        assert settings.message_bytes_under_way >= 1.5 * settings.max_request_bytes
    small = load(environ={"TO11_COLLECTOR__MAX_REQUEST_BYTES": str(2**20)}).collector
    assert small.request_bytes_held > default.request_bytes_held


KEY = "sk-a-key-of-ours"


def test_a_provider_s_key_is_shown_to_nobody_who_does_not_ask() -> None:
    settings = load(environ={"TO11_PROVIDERS__GROQ__API_KEY": KEY})
    provider = settings.providers["groq"]
    assert provider.api_key is not None
    assert provider.api_key.get_secret_value() == KEY
    for shown in (repr(settings), str(settings), repr(settings.model_dump()), settings.model_dump_json()):
        assert KEY not in shown
    passed_on = Settings.model_validate_json(settings.model_dump_json(context=SECRETS))
    assert passed_on == settings


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"TO11_METRICS__OTLP_ENDPOINT": "localhost:4317"}, "'otlp_endpoint' is no HTTP address"),
        ({"TO11_METRICS__OTLP_ENDPOINT": "http://user:hidden@h"}, "'otlp_endpoint' is no HTTP address"),
        ({"TO11_METRICS__OTLP_ENDPOINT": "http://h/?key=hidden"}, "'otlp_endpoint' is no HTTP address"),
        ({"TO11_METRICS__OTLP_HEADERS": "a b=hidden"}, "'otlp_headers' is not of the form"),
        ({"TO11_METRICS__OTLP_HEADERS": "x=hidden%0d%0ay:z"}, "'otlp_headers' is not of the form"),
    ],
)
def test_a_receivers_secrets_are_not_in_what_is_said(environ: dict[str, str], expected: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(environ=environ)
    assert expected in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_a_receivers_headers() -> None:
    settings = load(environ={"TO11_METRICS__OTLP_HEADERS": "authorization=Bearer%20x%3D%2C, X-Scope-OrgID=a=b"}).metrics
    assert settings.otlp_header_fields == {"authorization": "Bearer x=,", "X-Scope-OrgID": "a=b"}
    assert "Bearer" not in repr(settings)


@pytest.mark.parametrize("section", ["api", "gateway", "collector"])
def test_a_public_address_is_one(section: str) -> None:
    for url, kept in (
        ("https://to11.example.com/", "https://to11.example.com"),
        ("http://10.0.0.7:4500", "http://10.0.0.7:4500"),
    ):
        assert getattr(load({section: {"public_url": url}}, environ={}), section).public_url == kept
    for url in (
        "to11.example.com",
        "ftp://to11.example.com",
        "https://",
        "https://user:pass@to11.example.com",
        "https://to11.example.com/?a=b",
        "https://to11.example.com/#a",
        "https://to11.example.com:x",
        "https://to11.example.com:0",
    ):
        with pytest.raises(SettingsError, match=f"{section}.public_url"):
            load({section: {"public_url": url}}, environ={})
