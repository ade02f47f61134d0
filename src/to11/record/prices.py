"""What a call cost, in US dollars, from the prices that genai-prices keeps.

The same as `genai_prices.calc_price`, some twenty times as fast: finding the model's price depends on the provider, the
model, the service tier and the minute only, and is remembered; multiplying is done here for the four common counts.
"""

from collections.abc import Mapping
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

_PER_MILLION: Final = 1_000_000
_PER_THOUSAND: Final = 1_000
_REMEMBERED: Final = 4096
_LONGEST_NAME: Final = 256

_Price = Decimal | TieredPrices


class _Card(NamedTuple):
    """A model's prices at some minute."""

    input: _Price | None
    output: _Price | None
    cache_read: _Price | None
    cache_write: _Price | None
    request: Decimal
    """For the call itself."""
    whole: ModelPrice
    further: frozenset[str]
    """Keys of prices for other counts."""


def cost(
    provider: str,
    model: str,
    input_tokens: int | None,
    output_tokens: int | None,
    cache_read_tokens: int | None = None,
    cache_write_tokens: int | None = None,
    *,
    at: datetime,
    reasoning_tokens: int | None = None,
    audio_input_tokens: int | None = None,
    audio_output_tokens: int | None = None,
    service_tier: str | None = None,
) -> float | None:
    """US dollars for one call, None when the model's price is not known or the counts contradict each other.

    `provider` is a `gen_ai.provider.name`; input tokens include the cached ones, output tokens include reasoning.
    `at` is when the call began (naive means UTC).
    """
    if (input_tokens is None and output_tokens is None) or len(model) > _LONGEST_NAME:
        return None
    card = _card(provider, model, service_tier, at.replace(second=0, microsecond=0))
    if card is None:
        return None
    further = {
        "output_reasoning_tokens": reasoning_tokens,
        "input_audio_tokens": audio_input_tokens,
        "output_audio_tokens": audio_output_tokens,
    }
    if card.further and any(further.values()):
        common = (input_tokens, output_tokens, cache_read_tokens, cache_write_tokens)
        return _by_library(card.whole, common, further)
    total = _total(card, input_tokens or 0, output_tokens or 0, cache_read_tokens or 0, cache_write_tokens or 0)
    return None if total is None else float(total)


def _total(card: _Card, given: int, output: int, read: int, written: int) -> Decimal | None:
    """Cached tokens have a price of their own, or count as input like the others."""
    fresh = given
    if card.cache_read is not None:
        fresh -= read
    if card.cache_write is not None:
        fresh -= written
    if fresh < 0 or output < 0 or read < 0 or written < 0:
        return None
    counted = (
        (card.input, fresh),
        (card.output, output),
        (card.cache_read, read),
        (card.cache_write, written),
    )
    return sum((_price(price, given) * count / _PER_MILLION for price, count in counted if price), card.request)


def _price(price: _Price, given: int) -> Decimal:
    """A tier's price is for all tokens, as soon as the input is longer than where it starts."""
    if isinstance(price, TieredPrices):
        return next((tier.price for tier in reversed(price.tiers) if given > tier.start), price.base)
    return price


def _by_library(
    price: ModelPrice, common: tuple[int | None, int | None, int | None, int | None], further: Mapping[str, int | None]
) -> float | None:
    """For prices that depend on more than the four common counts."""
    names = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens")
    counts = dict(zip(names, common, strict=True)) | {name: count for name, count in further.items() if count}
    try:
        return float(price.calc_price(PricedUsage(**counts))["total_price"])
    except ValueError:
        # Counts that contradict each other, or that the price needs broken down further.
        return None


@lru_cache(_REMEMBERED)
def _card(provider: str, model: str, service_tier: str | None, minute: datetime) -> _Card | None:
    """Prices change with the date and with the time of day, by whole minutes."""
    found = _find(provider, model)
    if found is None:
        return None
    owner, info = found
    # As in the library, a fallback provider's model is priced without the context of the call.
    own = any(info is candidate for candidate in owner.models)
    price = info.get_prices(minute, {"service_tier": service_tier} if service_tier and own else None)
    values: dict[str, _Price] = {key: value for key, value in vars(price).items() if value is not None}
    requests = values.pop("requests_kcount", Decimal(0))
    if isinstance(requests, TieredPrices):
        return None
    return _Card(
        input=values.pop("input_mtok", None),
        output=values.pop("output_mtok", None),
        cache_read=values.pop("cache_read_mtok", None),
        cache_write=values.pop("cache_write_mtok", None),
        request=requests / _PER_THOUSAND,
        whole=price,
        further=frozenset(values),
    )


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


def at_ns(nanoseconds: int) -> datetime:
    """The moment so many nanoseconds after the epoch."""
    return datetime.fromtimestamp(nanoseconds // 1_000_000_000, UTC)
