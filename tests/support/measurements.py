"""Measurements for tests, and a readable view of what was counted of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from to11.metrics.genai import merged
from to11.model.measurements import Instrument, Measured, Measurements

Attributes = frozenset[tuple[str, str | int]]


def measured(
    *values: tuple[Instrument, str, float],
    model: str = "gpt-4o",
    answered: str = "gpt-4o-2024",
    operation: str = "chat",
    provider: str = "openai",
    address: str = "api.openai.com",
) -> Measurements:
    """What a call gave: of each instrument one value."""
    who = (operation, provider, model, answered, address, 443)
    return Measurements(who, [Measured(instrument, own, (value,)) for instrument, own, value in values])


def counted(directory: Path) -> dict[tuple[str, Attributes], tuple[int, float]]:
    """Count and sum by the instrument's name and its attributes."""
    return {
        (instrument.name, frozenset(series.attributes.items())): (series.count, series.sum)
        for instrument, found in merged(directory)
        for series in found
    }


def total(directory: Path, instrument: Instrument, **attributes: Any) -> tuple[int, float]:
    """Count and sum over all of an instrument's histograms that have these attributes (`request_model` is short for
    `gen_ai.request.model`, and so on)."""
    wanted = {_name(key): value for key, value in attributes.items()}
    found = [
        pair for (name, has), pair in counted(directory).items() if name == instrument.name and wanted.items() <= has
    ]
    return sum(count for count, _ in found), sum(amount for _, amount in found)


def _name(short: str) -> str:
    names: Mapping[str, str] = {
        "operation": "gen_ai.operation.name",
        "provider": "gen_ai.provider.name",
        "request_model": "gen_ai.request.model",
        "response_model": "gen_ai.response.model",
        "error": "error.type",
        "token_type": "gen_ai.token.type",
    }
    return names[short]
