"""A model's prices at some minute, ready to be multiplied: in whole numbers of `UNIT`, so that nothing is rounded too
early."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from genai_prices import Usage as PricedUsage
from genai_prices.types import ModelPrice, TieredPrices

UNIT: Final = 10**24
"""So many make a US dollar: fine enough for prices that are quotients, such as 0.08333333333333334 a million."""
_MTOK: Final = UNIT // 1_000_000
_KCOUNT: Final = UNIT // 1_000


class Tiered(NamedTuple):
    """A price that depends on how long the input is. Where each tier starts, highest first, and its price."""

    base: int
    tiers: tuple[tuple[int, int], ...]


Price = int | Tiered
Common = tuple[int | None, int | None, int | None, int | None]
"""Tokens in, out, read from a cache, written to one."""


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
    """Keys of prices for other counts."""


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
        further=frozenset(values),
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


def by_library(price: ModelPrice, common: Common, further: Mapping[str, int | None]) -> float | None:
    """For prices that depend on more than the four common counts."""
    names = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens")
    counts = dict(zip(names, common, strict=True)) | {name: count for name, count in further.items() if count}
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
