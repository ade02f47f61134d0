"""What a call cost, in US dollars: at the deployment's own prices, else at those that genai-prices keeps.

The same as `genai_prices.calc_price`, some forty times as fast: finding the model's price depends on the provider, the
model, the service tier and the minute only, and is remembered; multiplying is done here for the four common counts.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from genai_prices.data_snapshot import get_snapshot
from genai_prices.types import ModelInfo, Provider

from to11.model.inference import Usage
from to11.record.overrides import NO_OVERRIDES, Overrides
from to11.record.price_cards import Card, card_of, dollars, dollars_of, has_common_price

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

_REMEMBERED: Final = 4096
_LONGEST_NAME: Final = 256


def cost(
    provider: str,
    model: str,
    usage: Usage,
    *,
    at_ns: int,
    service_tier: str | None = None,
    speed: str | None = None,
    overrides: Overrides = NO_OVERRIDES,
) -> float | None:
    """US dollars for one call, None when the model's price is not known or the counts contradict each other.

    `provider` is a `gen_ai.provider.name`; `at_ns` is when the call began, in nanoseconds since the epoch.
    `service_tier` and `speed` are in the provider's words.
    """
    if len(model) > _LONGEST_NAME:
        return None
    card = overrides.find(provider, model) or _card(provider, model, service_tier, speed, at_ns // MINUTE_NS)
    return None if card is None else dollars_of(card, usage)


def load() -> None:
    """Load the prices, which the first question does else: a quarter of a second, in which no other thread gets on, and
    16 MB."""
    _find("openai", "gpt-4o")


def costs(
    provider: str,
    model: str,
    minute: int,
    input_tokens: Sequence[int],
    output_tokens: Sequence[int],
    cache_read_tokens: Sequence[int],
    cache_write_tokens: Sequence[int],
    *,
    overrides: Overrides = NO_OVERRIDES,
) -> list[float | None]:
    """`cost` of many calls of one model in one minute since the epoch, of which each says its tokens, 0 for none."""
    card = None
    if len(model) <= _LONGEST_NAME:
        card = overrides.find(provider, model) or _card(provider, model, None, None, minute)
    if card is None or not has_common_price(card):
        return [None] * len(input_tokens)
    counts = zip(input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, strict=True)
    return [dollars(card, *call) for call in counts]


@lru_cache(_REMEMBERED)
def _card(provider: str, model: str, service_tier: str | None, speed: str | None, minute: int) -> Card | None:
    """Prices change with the date and with the time of day, by whole minutes, here since the epoch."""
    found = _find(provider, model)
    if found is None:
        return None
    owner, info = found
    # As in the library, a fallback provider's model is priced without the context of the call.
    own = any(info is candidate for candidate in owner.models)
    when = datetime.fromtimestamp(minute * 60, UTC)
    context = {name: value for name, value in (("service_tier", service_tier), ("speed", speed)) if value}
    return card_of(info.get_prices(when, context if context and own else None))


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
