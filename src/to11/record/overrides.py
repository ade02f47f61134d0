"""Prices of the deployment's own, which go before those that genai-prices keeps."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Self

from genai_prices.types import ModelPrice

from to11.record.price_cards import Card, card_of
from to11.settings import PriceSettings


class Overrides:
    """Cards by `gen_ai.provider.name` and model. A model that ends in `*` stands for all that begin so; an exact name
    goes before those, and the longest beginning before shorter ones. Never changes."""

    __slots__ = ("_exact", "_prefixes")

    def __init__(self, cards: Mapping[str, Mapping[str, Card]] | None = None) -> None:
        self._exact: dict[tuple[str, str], Card] = {}
        prefixes: dict[str, list[tuple[str, Card]]] = {}
        for provider, models in (cards or {}).items():
            for model, card in models.items():
                if model.endswith("*"):
                    prefixes.setdefault(provider, []).append((model[:-1], card))
                else:
                    self._exact[provider, model] = card
        self._prefixes = {
            provider: sorted(found, key=lambda one: len(one[0]), reverse=True) for provider, found in prefixes.items()
        }

    @classmethod
    def of(cls, prices: Mapping[str, Mapping[str, PriceSettings]]) -> Self:
        """The cards of the settings."""
        return cls(
            {provider: {model: _card(one) for model, one in models.items()} for provider, models in prices.items()}
        )

    def __bool__(self) -> bool:
        return bool(self._exact or self._prefixes)

    def find(self, provider: str, model: str) -> Card | None:
        """The card of a model, None when none is given."""
        card = self._exact.get((provider, model))
        if card is not None:
            return card
        return next((card for start, card in self._prefixes.get(provider, ()) if model.startswith(start)), None)


NO_OVERRIDES = Overrides()


def _card(settings: PriceSettings) -> Card:
    given: dict[str, Decimal] = settings.model_dump(exclude_none=True)
    card = card_of(ModelPrice(**given))
    assert card is not None  # noqa: S101 (for the type checker: settings have no tiers)
    return card
