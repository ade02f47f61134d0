import pytest

from to11.gateway.known_providers import KNOWN as TABLE
from to11.gateway.providers import Provider, Providers
from to11.gateway.upstream import Timeouts
from to11.model.errors import InvalidRequestError, NotFoundError, SettingsError
from to11.settings import GatewaySettings, ProviderSettings

KNOWN = {
    "openai": ("https://api.openai.com/v1", "openai"),
    "anthropic": ("https://api.anthropic.com/v1", "anthropic"),
    "cohere": ("https://api.cohere.ai/compatibility/v1", "cohere"),
    "google-gemini": ("https://generativelanguage.googleapis.com/v1beta/openai", "gcp.gemini"),
    "groq": ("https://api.groq.com/openai/v1", "groq"),
    "mistral": ("https://api.mistral.ai/v1", "mistral_ai"),
    "xai": ("https://api.x.ai/v1", "x_ai"),
    "together": ("https://api.together.xyz/v1", "together"),
    "fireworks": ("https://api.fireworks.ai/inference/v1", "fireworks"),
    "deepseek": ("https://api.deepseek.com/v1", "deepseek"),
    "perplexity": ("https://api.perplexity.ai", "perplexity"),
    "openrouter": ("https://openrouter.ai/api/v1", "openrouter"),
    "cerebras": ("https://api.cerebras.ai/v1", "cerebras"),
    "sambanova": ("https://api.sambanova.ai/v1", "sambanova"),
    "nvidia": ("https://integrate.api.nvidia.com/v1", "nvidia"),
    "ollama": ("http://127.0.0.1:11434/v1", "ollama"),
    "vllm": ("http://127.0.0.1:8000/v1", "vllm"),
    "demo": ("http://127.0.0.1:4010/v1", "demo"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_known_by_name(name: str) -> None:
    provider, model = Providers({}).resolve(f"{name}::some/model:free", "", "openai")
    assert (f"{provider.base.origin}{provider.base.path}", provider.telemetry_name) == KNOWN[name]
    assert model == "some/model:free"
    assert provider.ask_usage is (name not in ("mistral", "cohere"))


def test_the_prefix_goes_before_the_header_and_the_header_before_the_list() -> None:
    providers = Providers({"mine": ProviderSettings(base_url="http://mine", models=("m",))})
    assert providers.resolve("groq::m", "xai", "openai")[0].name == "groq"
    assert providers.resolve("m", "xai", "openai")[0].name == "xai"
    assert providers.resolve("m", "", "openai")[0].name == "mine"
    assert providers.resolve("n", "", "openai")[0].name == "openai"


def test_names_in_any_case() -> None:
    assert Providers({}).resolve("OpenAI::m", "", "groq")[0].name == "openai"


def test_the_rest_of_the_name_may_hold_the_separator() -> None:
    assert Providers({}).resolve("groq::a::b", "", "openai")[1] == "a::b"


def test_configured_over_known() -> None:
    settings = {"mistral": ProviderSettings(base_url="http://localhost:1/v1", telemetry_name="own")}
    provider, _ = Providers(settings).resolve("mistral::m", "", "openai")
    assert (str(provider.base.origin), provider.telemetry_name) == ("http://localhost:1", "own")
    assert provider.ask_usage is False


def test_asking_for_usage_can_be_turned_on_and_off() -> None:
    providers = Providers(
        {
            "mistral": ProviderSettings(base_url="http://a", ask_usage=True),
            "openai": ProviderSettings(base_url="http://b", ask_usage=False),
        }
    )
    assert providers.resolve("mistral::m", "", "openai")[0].ask_usage is True
    assert providers.resolve("openai::m", "", "openai")[0].ask_usage is False


def test_an_own_provider_is_called_by_its_name() -> None:
    provider, _ = Providers({"mine": ProviderSettings(base_url="http://mine")}).resolve("mine::m", "", "openai")
    assert provider.telemetry_name == "mine"


@pytest.mark.parametrize(("model", "header"), [("nobody::m", ""), ("m", "nobody")])
def test_unknown(model: str, header: str) -> None:
    with pytest.raises(NotFoundError, match="nobody"):
        Providers({}).resolve(model, header, "openai")


@pytest.mark.parametrize("model", ["::m", "groq::", "::"])
def test_half_a_name(model: str) -> None:
    with pytest.raises(InvalidRequestError):
        Providers({}).resolve(model, "", "openai")


def test_a_model_that_two_list() -> None:
    two = {name: ProviderSettings(base_url="http://x", models=("m",)) for name in ("a", "b")}
    with pytest.raises(SettingsError, match="'a' and 'b' both list the model 'm'"):
        Providers(two)


def test_a_bad_base_url_names_its_setting() -> None:
    with pytest.raises(SettingsError, match=r"providers\.mine\.base_url"):
        Providers({"mine": ProviderSettings(base_url="mine:8000")})


def test_an_unknown_name_needs_a_base_url() -> None:
    with pytest.raises(SettingsError, match=r"providers\.mine\.base_url' is missing"):
        Providers({"mine": ProviderSettings(models=("a",))})


def test_the_table_is_what_is_tested() -> None:
    assert set(TABLE) - set(KNOWN) == {"azure-openai", "gcp-vertex-ai", "aws-bedrock"}


@pytest.mark.parametrize("name", ["azure-openai", "gcp-vertex-ai", "aws-bedrock", "AWS-Bedrock"])
def test_known_and_not_served_without_an_address(name: str) -> None:
    with pytest.raises(NotFoundError, match=f"{name}' is not served yet: it needs") as caught:
        Providers({}).resolve(f"{name}::m", "", "openai")
    assert caught.value.reason == "PROVIDER_NOT_SERVED"


@pytest.mark.parametrize(
    ("name", "telemetry_name"),
    [("azure-openai", "azure.ai.openai"), ("gcp-vertex-ai", "gcp.vertex_ai"), ("aws-bedrock", "aws.bedrock")],
)
def test_served_at_an_address(name: str, telemetry_name: str) -> None:
    providers = Providers({name: ProviderSettings(base_url="http://x/v1")})
    provider, _ = providers.resolve(f"{name}::m", "", "openai")
    assert (provider.telemetry_name, provider.base.path) == (telemetry_name, "/v1")


def test_one_that_is_like_another() -> None:
    configured = ProviderSettings(base_url="https://eu.openai.azure.com", like="Azure-OpenAI", models=("gpt-eu",))
    provider, _ = Providers({"azure-eu": configured}).resolve("gpt-eu", "", "openai")
    assert (provider.name, provider.telemetry_name, provider.azure) == ("azure-eu", "azure.ai.openai", True)


def test_like_nobody() -> None:
    with pytest.raises(SettingsError, match=r"providers\.mine\.like"):
        Providers({"mine": ProviderSettings(base_url="http://x", like="nobody")})


def test_without_a_model_the_endpoint_s_own_or_the_one_that_is_named() -> None:
    providers = Providers({})
    assert providers.resolve("", "", "openai")[0].name == "openai"
    assert providers.resolve("", "groq", "openai")[0].name == "groq"


def test_limits_are_the_gateway_s_where_the_provider_has_none() -> None:
    gateway = GatewaySettings(connect_timeout_seconds=1, first_byte_timeout_seconds=2, idle_timeout_seconds=3)
    configured = ProviderSettings(
        idle_timeout_seconds=9, max_concurrent_calls=4, max_queued_calls=5, queue_timeout_seconds=6
    )
    providers = Providers({"groq": configured}, gateway)
    groq, openai = (providers.resolve(f"{name}::m", "", "")[0] for name in ("groq", "openai"))
    assert openai.timeouts == Timeouts(1, 2, 3)
    assert openai.max_concurrent is None
    assert groq.timeouts == Timeouts(1, 2, 9)
    assert (groq.max_concurrent, groq.max_queued, groq.queue_timeout) == (4, 5, 6)


def test_one_object_for_each_provider() -> None:
    providers = Providers({"groq": ProviderSettings(models=("llama",))})
    one: Provider = providers.resolve("groq::a", "", "")[0]
    assert one is providers.resolve("llama", "", "openai")[0]
    assert len({one, providers.resolve("b", "groq", "")[0]}) == 1
