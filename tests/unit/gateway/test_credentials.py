"""Keys that the gateway holds: where they come from, who gets them, and that nobody else sees them."""

import pytest
from pydantic import SecretStr

from to11.gateway.known_providers import KNOWN
from to11.gateway.providers import Provider, Providers
from to11.model.errors import SettingsError
from to11.settings import GatewaySettings, ProviderSettings

KEY = "sk-a-key-of-ours"
ON = GatewaySettings(use_provider_keys=True)
THEIRS = [
    (b"authorization", b"Bearer theirs"),
    (b"x-api-key", b"theirs"),
    (b"api-key", b"theirs"),
    (b"x-goog-api-key", b"theirs"),
    (b"x-other", b"1"),
]


def provider(name: str, environ: dict[str, str], gateway: GatewaySettings = ON, **settings: object) -> Provider:
    configured = {name: ProviderSettings.model_validate(settings)} if settings else {}
    return Providers(configured, gateway, environ).resolve(f"{name}::m", "", "")[0]


@pytest.mark.parametrize(
    ("name", "variable", "header"),
    [
        ("openai", "OPENAI_API_KEY", (b"authorization", b"Bearer " + KEY.encode())),
        ("groq", "GROQ_API_KEY", (b"authorization", b"Bearer " + KEY.encode())),
        ("mistral", "MISTRAL_API_KEY", (b"authorization", b"Bearer " + KEY.encode())),
        ("anthropic", "ANTHROPIC_API_KEY", (b"x-api-key", KEY.encode())),
        ("azure-openai", "AZURE_OPENAI_API_KEY", (b"api-key", KEY.encode())),
        ("cohere", "CO_API_KEY", (b"authorization", b"Bearer " + KEY.encode())),
        ("google-gemini", "GEMINI_API_KEY", (b"authorization", b"Bearer " + KEY.encode())),
    ],
)
def test_a_key_of_the_environment_replaces_the_caller_s(name: str, variable: str, header: tuple[bytes, bytes]) -> None:
    where = provider(name, {variable: KEY}, base_url="https://res.example/v1")
    assert where.credential is not None
    assert where.credential.put(THEIRS) == [(b"x-other", b"1"), header]


def test_google_s_own_api_has_a_header_of_its_own() -> None:
    where = provider("google-gemini", {"GOOGLE_API_KEY": KEY})
    assert where.root_credential is not None
    assert where.root_credential.put(THEIRS) == [(b"x-other", b"1"), (b"x-goog-api-key", KEY.encode())]


def test_the_setting_goes_before_the_environment() -> None:
    where = provider("groq", {"GROQ_API_KEY": "another"}, api_key=KEY)
    assert where.credential is not None
    assert where.credential.put([]) == [(b"authorization", b"Bearer " + KEY.encode())]


def test_off_by_default() -> None:
    off = GatewaySettings()
    assert provider("openai", {"OPENAI_API_KEY": KEY}, off).credential is None
    assert provider("openai", {}, off, api_key=KEY).credential is None


def test_each_provider_has_its_own_key() -> None:
    providers = Providers({"mine": ProviderSettings(base_url="http://x")}, ON, {"OPENAI_API_KEY": KEY})
    for name in (*KNOWN, "mine"):
        if not KNOWN.get(name, KNOWN["openai"]).needs:
            credential = providers.resolve(f"{name}::m", "", "")[0].credential
            assert (credential is not None) is (name == "openai")


def test_one_that_is_like_another_has_a_key_of_its_own() -> None:
    environ = {"ANTHROPIC_API_KEY": "another"}
    assert provider("mine", environ, base_url="http://x", like="anthropic").credential is None
    where = provider("mine", environ, base_url="http://x", like="anthropic", api_key=KEY)
    assert where.credential is not None
    assert where.credential.put([]) == [(b"x-api-key", KEY.encode())]


def test_every_remote_provider_has_a_variable_of_its_own() -> None:
    variables = [variable for known in KNOWN.values() for variable in known.key_variables]
    assert len(variables) == len(set(variables))
    assert all(known.key_variables for name, known in KNOWN.items() if known.base_url and not known.direct)


@pytest.mark.parametrize("key", ["", "  ", "\n"])
def test_an_empty_key_is_none(key: str) -> None:
    assert provider("groq", {"GROQ_API_KEY": key}).credential is None
    assert provider("groq", {"GROQ_API_KEY": KEY}, api_key=key).credential is not None


@pytest.mark.parametrize("key", ["sk-a\r\nx-evil: 1", "sk-é", "sk-a\0"])
def test_a_key_that_no_header_can_hold(key: str) -> None:
    with pytest.raises(SettingsError) as caught:
        provider("groq", {"GROQ_API_KEY": key})
    assert "GROQ_API_KEY" in caught.value.message
    assert "sk-" not in caught.value.message
    with pytest.raises(SettingsError, match=r"providers\.groq\.api_key"):
        provider("groq", {}, api_key=SecretStr(key))


def test_a_key_is_not_shown() -> None:
    providers = Providers({"groq": ProviderSettings(api_key=SecretStr(KEY))}, ON, {"OPENAI_API_KEY": KEY})
    for name in ("groq", "openai"):
        where = providers.resolve(f"{name}::m", "", "")[0]
        assert where.credential is not None
        assert KEY not in repr(where) + str(where.credential) + repr(vars(providers))
