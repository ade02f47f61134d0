import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from genai_prices import Usage, calc_price, extract_usage
from genai_prices.data_snapshot import get_snapshot

from support.calls import BARE
from support.prices import cost
from to11.model.call import Call, Ending
from to11.model.inference import Request, Response
from to11.record.inference_attributes import of_call
from to11.record.prices import MINUTE_NS, PROVIDERS, costs
from to11.record.readers.base import Reading
from to11.wire.anthropic import messages_response

AT = datetime(2026, 11, 22, 17, 31, 12, 345, UTC)
COUNTS = [
    (1000, 50, None, None),
    (300_000, 2000, 250_000, 10_000),
    (0, 7, None, None),
    (10, None, 4, None),
    (None, 5, None, None),
]
EVERY_MODEL = [(provider.id, model.id) for provider in get_snapshot().providers for model in provider.models]


def ns(at: datetime) -> int:
    return round(at.timestamp()) * 1_000_000_000


def expected(
    provider: str, model: str, at: datetime, context: dict[str, str] | None = None, **counts: int | None
) -> float | None:
    try:
        price = calc_price(
            Usage(**{name: count for name, count in counts.items() if count is not None}),
            model,
            provider_id=provider,
            genai_request_timestamp=at,
            price_context=context,
        )
    except (LookupError, ValueError):
        return None
    return float(price.total_price)


@pytest.mark.parametrize("given", COUNTS)
def test_equal_to_the_library_for_every_model_there_is(given: tuple[int | None, ...]) -> None:
    names = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens")
    counts = dict(zip(names, given, strict=True))
    # Many an id is no name that the library finds again: then neither finds a price.
    priced = 0
    for provider, model in EVERY_MODEL:
        ours, theirs = cost(provider, model, *given, at_ns=ns(AT)), expected(provider, model, AT, None, **counts)
        if theirs == 0 and not _has_price_for_tokens(provider, model):
            theirs = None  # the library adds up what it is told of
        assert ours == theirs, (provider, model)
        priced += ours is not None
    assert priced > len(EVERY_MODEL) // 2


def _has_price_for_tokens(provider: str, model: str) -> bool:
    """Or no price at all, being free."""
    _, found = get_snapshot().find_provider_model(model, None, provider, None)
    prices = {name for name, value in vars(found.get_prices(AT, None)).items() if value is not None}
    common = {"input_mtok", "output_mtok", "cache_read_mtok", "cache_write_mtok", "requests_kcount"}
    return not prices or bool(prices & common)


def test_many_calls_cost_what_each_costs() -> None:
    calls = [tuple(count or 0 for count in given) for given in COUNTS]
    minute = ns(AT) // MINUTE_NS
    columns = [list(column) for column in zip(*calls, strict=True)]
    for provider, model in [*EVERY_MODEL[::9], ("nobody", "nothing"), ("openai", "x" * 300)]:
        each = [cost(provider, model, *call, at_ns=ns(AT)) for call in calls]
        assert costs(provider, model, minute, *columns) == each, (provider, model)


@pytest.mark.parametrize("hours", range(0, 24, 3))
def test_prices_change_with_the_time_of_day(hours: int) -> None:
    at = datetime(2025, 6, 1, hours, 30, 59, tzinfo=UTC)
    ours = cost("deepseek", "deepseek-chat", 1000, 1000, at_ns=ns(at))
    assert ours == expected("deepseek", "deepseek-chat", at, input_tokens=1000, output_tokens=1000)
    other_zone = at.astimezone(timezone(timedelta(hours=8)))
    assert cost("deepseek", "deepseek-chat", 1000, 1000, at_ns=ns(other_zone)) == ours


@pytest.mark.parametrize("tier", ["default", "priority", "flex", "unheard of"])
def test_the_service_tier_has_its_price(tier: str) -> None:
    counts = {"input_tokens": 1000, "output_tokens": 1000}
    assert cost("openai", "gpt-4.1", 1000, 1000, at_ns=ns(AT), service_tier=tier) == expected(
        "openai", "gpt-4.1", AT, {"service_tier": tier}, **counts
    )


def test_counts_that_only_some_models_price() -> None:
    audio = cost("openai", "gpt-audio", 1000, 100, at_ns=ns(AT), audio_input=900, audio_output=50)
    assert audio == expected(
        "openai",
        "gpt-audio",
        AT,
        input_tokens=1000,
        output_tokens=100,
        input_audio_tokens=900,
        output_audio_tokens=50,
    )
    plain = cost("openai", "gpt-audio", 1000, 100, at_ns=ns(AT))
    assert audio is not None
    assert plain is not None
    assert audio > plain


CLAUDE = [model for provider, model in EVERY_MODEL if provider == "anthropic"]
CACHED = {"input_tokens": 5, "cache_read_input_tokens": 1000, "cache_creation_input_tokens": 700, "output_tokens": 90}


@pytest.mark.parametrize(
    "raw",
    [
        CACHED,
        {**CACHED, "cache_creation": {"ephemeral_5m_input_tokens": 300, "ephemeral_1h_input_tokens": 400}},
        {**CACHED, "output_tokens_details": {"thinking_tokens": 60}},
        {**CACHED, "server_tool_use": {"web_search_requests": 3}},
        {"input_tokens": 250_000, "cache_read_input_tokens": 0, "output_tokens": 2_000},
    ],
)
def test_anthropic_costs_what_the_library_reads_from_its_answers(raw: dict[str, Any]) -> None:
    """By the library's own way to read an answer, which is not ours."""
    priced = 0
    for model in CLAUDE:
        response = messages_response.read(json.dumps({"model": model, "usage": raw}).encode())
        try:
            counts = extract_usage({"model": model, "usage": raw}, provider_id="anthropic").usage
            price = calc_price(counts, model, provider_id="anthropic", genai_request_timestamp=AT)
        except LookupError:
            continue
        assert anthropic_cost(response) == float(price.total_price), model
        priced += 1
    assert priced > len(CLAUDE) // 2


def test_what_is_kept_for_an_hour_and_what_comes_fast_costs_more() -> None:
    def of(model: str, **usage: Any) -> float:
        body = {"model": model, "usage": {**CACHED, **usage}}
        found = anthropic_cost(messages_response.read(json.dumps(body).encode()))
        assert found is not None
        return found

    haiku = (5 * 1 + 1000 * 0.1 + 700 * 1.25 + 90 * 5) / 1e6
    assert of("claude-haiku-4-5") == pytest.approx(haiku)
    hour = of("claude-haiku-4-5", cache_creation={"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 700})
    assert hour == pytest.approx(haiku + 700 * (2 - 1.25) / 1e6)
    assert of("claude-haiku-4-5", server_tool_use={"web_search_requests": 2}) == pytest.approx(haiku + 0.02)
    assert of("claude-fable-5-2", speed="fast") == pytest.approx(2 * of("claude-fable-5-2", speed="standard"))


def anthropic_cost(response: Response) -> float | None:
    """As the recorder asks for it."""
    made = Call("", "", "", "", 0, "", "", ns(AT), ns(AT), "POST", "/v1/messages", Ending.COMPLETE, 200)
    made = msgspec.structs.replace(made, provider="anthropic", model=response.model or "")
    attributes = of_call(made, Reading(Request(), response, "chat", openai=False), ns(AT), BARE)
    found = attributes["gen_ai.usage.cost"]
    assert found is None or isinstance(found, float)
    return found


@pytest.mark.parametrize("model", ["gpt-image-1", "gpt-image-1.5", "gpt-image-1-mini", "chatgpt-image-latest"])
def test_images_have_tokens_of_their_own(model: str) -> None:
    ours = cost("openai", model, 500, 4000, at_ns=ns(AT), image_input=400, image_output=4000)
    assert ours == expected(
        "openai", model, AT, input_tokens=500, output_tokens=4000, input_image_tokens=400, output_image_tokens=4000
    )
    plain = cost("openai", model, 500, 4000, at_ns=ns(AT))
    assert plain is not None
    assert ours is not None
    assert ours > plain


@pytest.mark.parametrize("model", ["gpt-4o-transcribe", "gpt-4o-mini-transcribe"])
def test_transcription_by_tokens(model: str) -> None:
    ours = cost("openai", model, 100, 40, at_ns=ns(AT), audio_input=90)
    assert ours == expected("openai", model, AT, input_tokens=100, output_tokens=40, input_audio_tokens=90)
    assert ours


@pytest.mark.parametrize(
    ("provider", "model"), [("openai", "whisper-1"), ("groq", "whisper-large-v3"), ("mistral", "voxtral-mini-2602")]
)
def test_transcription_by_time(provider: str, model: str) -> None:
    price = calc_price(Usage(audio_seconds=90.5), model, provider_id=provider, genai_request_timestamp=AT)
    assert cost(provider, model, None, None, at_ns=ns(AT), audio_seconds=90.5) == float(price.total_price) > 0
    assert cost(provider, model, None, None, at_ns=ns(AT)) is None
    # Characters are none of its business.
    assert cost(provider, model, None, None, at_ns=ns(AT), characters=90) is None


def test_speech_by_characters() -> None:
    assert cost("openai", "tts-1", None, None, at_ns=ns(AT), characters=2000) == pytest.approx(0.03)
    assert cost("openai", "tts-1", None, None, at_ns=ns(AT), audio_seconds=3) is None
    assert cost("openai", "gpt-4o-mini-tts", None, None, at_ns=ns(AT), characters=2000) is None


@pytest.mark.parametrize(
    ("provider", "model"),
    [("openai", "text-embedding-3-small"), ("mistral", "mistral-embed"), ("cohere", "embed-v4.0")],
)
def test_embeddings(provider: str, model: str) -> None:
    assert cost(provider, model, 1000, None, at_ns=ns(AT)) == expected(provider, model, AT, input_tokens=1000)
    assert cost(provider, model, 1000, None, at_ns=ns(AT))


@pytest.mark.parametrize(("name", "provider"), sorted(PROVIDERS.items()))
def test_provider_names_of_the_conventions(name: str, provider: str) -> None:
    models = next(known.models for known in get_snapshot().providers if known.id == provider)
    found = [
        model.id for model in models if expected(provider, model.id, AT, input_tokens=10, output_tokens=10) is not None
    ]
    # Azure sells others' models and prices them as those do.
    model = found[0]
    assert cost(name, model, 10, 10, at_ns=ns(AT)) == expected(provider, model, AT, input_tokens=10, output_tokens=10)


def test_azure_prices_models_as_their_makers_do() -> None:
    assert cost("azure.ai.openai", "gpt-4.1", 1000, 1000, at_ns=ns(AT)) is not None
    with_tier = cost("azure.ai.openai", "gpt-4.1", 1000, 1000, at_ns=ns(AT), service_tier="priority")
    assert with_tier == expected(
        "azure", "gpt-4.1", AT, {"service_tier": "priority"}, input_tokens=1000, output_tokens=1000
    )


@pytest.mark.parametrize(
    ("provider", "model", "given"),
    [
        ("openai", "no-such-model", (10, 10)),
        ("openai", "x" * 10_000, (10, 10)),
        # The library would take these for OpenAI.
        ("my-openai-proxy", "gpt-4o", (10, 10)),
        ("", "gpt-4o", (10, 10)),
        ("openai", "gpt-4o", (None, None)),
        ("openai", "gpt-4o", (10, 10, 11)),
        ("openai", "gpt-4o", (10, -1)),
        ("openai", "gpt-4o", (None, 10, 5)),
        # Priced by the second and by the character.
        ("openai", "whisper-1", (10, 10)),
        ("openai", "tts-1", (10, 10)),
    ],
)
def test_no_cost_rather_than_a_wrong_one(provider: str, model: str, given: tuple[int | None, ...]) -> None:
    assert cost(provider, model, *given, at_ns=ns(AT)) is None
