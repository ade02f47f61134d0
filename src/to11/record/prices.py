"""What a call cost, in US dollars, from the prices that genai-prices keeps.

The same as `genai_prices.calc_price`, some forty times as fast: finding the model's price depends on the provider, the
model, the service tier and the minute only, and is remembered; multiplying is done here for the four common counts, in
whole numbers of `_UNIT`, so that nothing is rounded before the end.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from genai_prices import Usage as PricedUsage
from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import ModelInfo, ModelPrice, Provider, TieredPrices

PROVIDERS: Final[Mapping[str, str]] = {
    "aws.bedrock": "aws",
    "azure.ai.inference": "azure",
    "azure.ai.openai": "azure",
    "gcp.gemini": "google",
    "gcp.gen_ai": "google",
    "gcp.vertex_ai": "google",
    "mistral_ai": "mistral",
    "moonshot_ai": "moonshotai",
    "x_ai": "x-ai",
}
"""`gen_ai.provider.name` -> genai-prices' id, where they differ."""

MINUTE_NS: Final = 60_000_000_000
"""Prices change by whole minutes at the most."""

_UNIT: Final = 10**24
"""So many make a US dollar: fine enough for prices that are quotients, such as 0.08333333333333334 a million."""
_MTOK: Final = _UNIT // 1_000_000
_KCOUNT: Final = _UNIT // 1_000
_FURTHER: Final = {
    "output_reasoning_tokens": "reasoning",
    "input_audio_tokens": "audio",
    "output_audio_tokens": "audio",
    "input_image_tokens": "image",
    "output_image_tokens": "image",
    "audio_seconds": "audio_hours",
    "input_characters": "mchars",
    "cache_write_1h_tokens": "cache_write_1h",
    "web_searches": "web_searches",
}
"""Count that not every model prices -> what is in the names of its prices."""
_REMEMBERED: Final = 4096
_LONGEST_NAME: Final = 256


class _Tiered(NamedTuple):
    """A price that depends on how long the input is. Where each tier starts, highest first, and its price."""

    base: int
    tiers: tuple[tuple[int, int], ...]


_Price = int | _Tiered


class _Card(NamedTuple):
    """A model's prices at some minute, in units a token."""

    input: _Price | None
    output: _Price | None
    cache_read: _Price | None
    cache_write: _Price | None
    request: int
    """For the call itself."""
    whole: ModelPrice
    further: frozenset[str]
    """Names of other counts that change the price."""


def cost(
    provider: str,
    model: str,
    input_tokens: int | None,
    output_tokens: int | None,
    cache_read_tokens: int | None = None,
    cache_write_tokens: int | None = None,
    *,
    at_ns: int,
    reasoning_tokens: int | None = None,
    audio_input_tokens: int | None = None,
    audio_output_tokens: int | None = None,
    image_input_tokens: int | None = None,
    image_output_tokens: int | None = None,
    audio_seconds: float | None = None,
    characters: int | None = None,
    cache_write_1h_tokens: int | None = None,
    web_searches: int | None = None,
    service_tier: str | None = None,
    speed: str | None = None,
) -> float | None:
    """US dollars for one call, None when the model's price is not known or the counts contradict each other.

    `provider` is a `gen_ai.provider.name`; input tokens include the cached ones, output tokens include reasoning,
    tokens written to a cache include those that stay there for an hour. `audio_seconds` of audio were heard,
    `characters` of text spoken, for models that are billed so. `at_ns` is when the call began, in nanoseconds since the
    epoch.
    """
    if len(model) > _LONGEST_NAME:
        return None
    card = _card(provider, model, service_tier, speed, at_ns // MINUTE_NS)
    if card is None:
        return None
    further = {
        "output_reasoning_tokens": reasoning_tokens,
        "input_audio_tokens": audio_input_tokens,
        "output_audio_tokens": audio_output_tokens,
        "input_image_tokens": image_input_tokens,
        "output_image_tokens": image_output_tokens,
        "audio_seconds": audio_seconds,
        "input_characters": characters,
        "cache_write_1h_tokens": cache_write_1h_tokens,
        "web_searches": web_searches,
    }
    if any(further[name] for name in card.further):
        common = (input_tokens, output_tokens, cache_read_tokens, cache_write_tokens)
        return _by_library(card.whole, common, {name: further[name] for name in card.further})
    if input_tokens is None and output_tokens is None:
        return None
    units = _units(card, input_tokens or 0, output_tokens or 0, cache_read_tokens or 0, cache_write_tokens or 0)
    return None if units is None else units / _UNIT


def costs(
    provider: str,
    model: str,
    minute: int,
    input_tokens: Sequence[int],
    output_tokens: Sequence[int],
    cache_read_tokens: Sequence[int],
    cache_write_tokens: Sequence[int],
) -> list[float | None]:
    """`cost` of many calls of one model in one minute since the epoch, of which each says its tokens, 0 for none."""
    card = _card(provider, model, None, None, minute) if len(model) <= _LONGEST_NAME else None
    if card is None:
        return [None] * len(input_tokens)
    counts = zip(input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, strict=True)
    return [None if (units := _units(card, *call)) is None else units / _UNIT for call in counts]


def _units(card: _Card, given: int, output: int, read: int, written: int) -> int | None:
    """Cached tokens have a price of their own, or count as input like the others."""
    fresh = given
    if card.cache_read is not None:
        fresh -= read
    if card.cache_write is not None:
        fresh -= written
    if fresh < 0 or output < 0 or read < 0 or written < 0:
        return None
    total = card.request
    for price, count in (
        (card.input, fresh),
        (card.output, output),
        (card.cache_read, read),
        (card.cache_write, written),
    ):
        if price and count:
            total += count * (price if isinstance(price, int) else _tier(price, given))
    return total


def _tier(price: _Tiered, given: int) -> int:
    """A tier's price is for all tokens, as soon as the input is longer than where it starts."""
    return next((amount for start, amount in price.tiers if given > start), price.base)


def _by_library(
    price: ModelPrice,
    common: tuple[int | None, int | None, int | None, int | None],
    further: Mapping[str, float | None],
) -> float | None:
    """For prices that depend on more than the four common counts."""
    names = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens")
    counts: dict[str, float | None] = dict(zip(names, common, strict=True))
    counts |= {name: count for name, count in further.items() if count}
    try:
        return float(price.calc_price(PricedUsage(**counts))["total_price"])
    except ValueError:
        # Counts that contradict each other, or that the price needs broken down further.
        return None


@lru_cache(_REMEMBERED)
def _card(provider: str, model: str, service_tier: str | None, speed: str | None, minute: int) -> _Card | None:
    """Prices change with the date and with the time of day, by whole minutes, here since the epoch."""
    found = _find(provider, model)
    if found is None:
        return None
    owner, info = found
    # As in the library, a fallback provider's model is priced without the context of the call.
    own = any(info is candidate for candidate in owner.models)
    when = datetime.fromtimestamp(minute * 60, UTC)
    context = {name: value for name, value in (("service_tier", service_tier), ("speed", speed)) if value}
    price = info.get_prices(when, context if context and own else None)
    values: dict[str, Decimal | TieredPrices] = {k: value for k, value in vars(price).items() if value is not None}
    requests = values.pop("requests_kcount", Decimal(0))
    if isinstance(requests, TieredPrices):
        return None
    return _Card(
        input=_price(values.pop("input_mtok", None)),
        output=_price(values.pop("output_mtok", None)),
        cache_read=_price(values.pop("cache_read_mtok", None)),
        cache_write=_price(values.pop("cache_write_mtok", None)),
        request=int(requests * _KCOUNT),
        whole=price,
        further=frozenset(name for name, word in _FURTHER.items() if any(word in key for key in values)),
    )


def _price(price: Decimal | TieredPrices | None) -> _Price | None:
    if isinstance(price, TieredPrices):
        tiers = tuple((tier.start, int(tier.price * _MTOK)) for tier in reversed(price.tiers))
        return _Tiered(int(price.base * _MTOK), tiers)
    return None if price is None else int(price * _MTOK)


@lru_cache(_REMEMBERED)
def _find(provider: str, model: str) -> tuple[Provider, ModelInfo] | None:
    """Only providers of exactly this id: a custom provider whose name resembles a known one has its own prices."""
    snapshot = get_snapshot()
    provider_id = PROVIDERS.get(provider, provider)
    if not any(known.id == provider_id for known in snapshot.providers):
        return None
    try:
        return snapshot.find_provider_model(model, None, provider_id, None)
    except LookupError:
        return None
