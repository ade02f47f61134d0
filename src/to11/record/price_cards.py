"""A model's prices at some minute, ready to be multiplied: in whole numbers of `UNIT`, so that nothing is rounded too
early."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from genai_prices import Usage as PricedUsage
from genai_prices.types import ModelPrice, TieredPrices

from to11.model.inference import Usage

UNIT: Final = 10**24
"""So many make a US dollar: fine enough for prices that are quotients, such as 0.08333333333333334 a million."""
_MTOK: Final = UNIT // 1_000_000
_KCOUNT: Final = UNIT // 1_000
_FURTHER: Final = {
    "output_reasoning_tokens": "reasoning",
    "input_audio_tokens": "audio",
    "output_audio_tokens": "audio",
    "input_image_tokens": "image",
    "output_image_tokens": "image",
    "audio_seconds": "audio_hours",
    "input_characters": "input_mchars",
    "cache_write_1h_tokens": "cache_write_1h",
    "web_searches": "web_searches",
}
"""Count that not every model prices -> what is in the names of its prices."""


class Tiered(NamedTuple):
    """A price that depends on how long the input is. Where each tier starts, highest first, and its price."""

    base: int
    tiers: tuple[tuple[int, int], ...]


Price = int | Tiered


class Card(NamedTuple):
    """Prices in units a token."""

    input: Price | None
    output: Price | None
    cache_read: Price | None
    cache_write: Price | None
    request: int
    """For the call itself."""
    whole: ModelPrice
    further: frozenset[str]
    """Names of other counts that change the price."""


def card_of(price: ModelPrice) -> Card | None:
    """The card of the library's price; None where the call itself is priced in tiers."""
    values: dict[str, Decimal | TieredPrices] = {k: value for k, value in vars(price).items() if value is not None}
    requests = values.pop("requests_kcount", Decimal(0))
    if isinstance(requests, TieredPrices):
        return None
    return Card(
        input=_price(values.pop("input_mtok", None)),
        output=_price(values.pop("output_mtok", None)),
        cache_read=_price(values.pop("cache_read_mtok", None)),
        cache_write=_price(values.pop("cache_write_mtok", None)),
        request=int(requests * _KCOUNT),
        whole=price,
        further=frozenset(name for name, word in _FURTHER.items() if any(word in key for key in values)),
    )


def dollars(card: Card, given: int, output: int, read: int, written: int) -> float | None:
    """What so many tokens cost; None when the counts contradict each other. Cached tokens have a price of their own, or
    count as input like the others."""
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
    return total / UNIT


def has_common_price(card: Card) -> bool:
    """Whether the four common counts tell the cost. They do not where seconds, characters or pages alone have a price:
    tokens that such a model tells of are not free."""
    common = (card.input, card.output, card.cache_read, card.cache_write)
    if card.request or any(price is not None for price in common):
        return True
    return all(price is None for price in vars(card.whole).values())


def dollars_of(card: Card, usage: Usage) -> float | None:
    """What a call cost by all that it used; None when nothing is known of that, or the counts contradict each other."""
    further = {
        "output_reasoning_tokens": usage.reasoning,
        "input_audio_tokens": usage.audio_input,
        "output_audio_tokens": usage.audio_output,
        "input_image_tokens": usage.image_input,
        "output_image_tokens": usage.image_output,
        "audio_seconds": usage.audio_seconds,
        "input_characters": usage.characters,
        "cache_write_1h_tokens": usage.cache_write_1h,
        "web_searches": usage.web_searches,
    }
    if any(further[name] for name in card.further):
        found = _by_library(card.whole, usage, {name: further[name] for name in card.further})
        return found if found or has_common_price(card) else None
    if (usage.input is None and usage.output is None) or not has_common_price(card):
        return None
    return dollars(card, usage.input or 0, usage.output or 0, usage.cache_read or 0, usage.cache_write or 0)


def _by_library(price: ModelPrice, usage: Usage, further: Mapping[str, float | None]) -> float | None:
    """For prices that depend on more than the four common counts."""
    counts: dict[str, float | None] = {
        "input_tokens": usage.input,
        "output_tokens": usage.output,
        "cache_read_tokens": usage.cache_read,
        "cache_write_tokens": usage.cache_write,
    }
    counts |= {name: count for name, count in further.items() if count}
    try:
        return float(price.calc_price(PricedUsage(**counts))["total_price"])
    except ValueError:
        # Counts that contradict each other, or that the price needs broken down further.
        return None


def _tier(price: Tiered, given: int) -> int:
    """A tier's price is for all tokens, as soon as the input is longer than where it starts."""
    return next((amount for start, amount in price.tiers if given > start), price.base)


def _price(price: Decimal | TieredPrices | None) -> Price | None:
    if isinstance(price, TieredPrices):
        tiers = tuple((tier.start, int(tier.price * _MTOK)) for tier in reversed(price.tiers))
        return Tiered(int(price.base * _MTOK), tiers)
    return None if price is None else int(price * _MTOK)
