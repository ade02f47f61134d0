"""Prices of the deployment's own: which of them counts, and that nothing else changes."""

import json
from decimal import Decimal
from typing import Any

import pytest

from support.calls import ANSWER, START_NS, attributes, call, spans_of
from support.otlp import entry, request, span
from support.prices import cost
from support.spans import attributes as key_values
from to11.ingest.decode import decode
from to11.record import spans
from to11.record.overrides import NO_OVERRIDES, Overrides
from to11.record.policy import Policy
from to11.record.prices import costs
from to11.settings import Settings


def overrides(**providers: dict[str, dict[str, Any]]) -> Overrides:
    return Overrides.of(Settings(prices=json.loads(json.dumps(providers))).prices)


def price(found: Overrides, provider: str, model: str, *given: int | None, **more: Any) -> float | None:
    return cost(provider, model, *[*given, None, None][: max(2, len(given))], at_ns=START_NS, overrides=found, **more)


def test_without_any() -> None:
    assert not NO_OVERRIDES
    assert NO_OVERRIDES.find("openai", "gpt-4o") is None
    assert price(NO_OVERRIDES, "openai", "gpt-4o", 10, 10) == cost("openai", "gpt-4o", 10, 10, at_ns=START_NS)


def test_a_price_of_our_own_goes_before_the_library_s() -> None:
    mine = overrides(openai={"gpt-4o": {"input_mtok": 1, "output_mtok": 2}}, ours={"m": {"input_mtok": "0.1"}})
    assert mine
    assert price(mine, "openai", "gpt-4o", 1_000_000, 500_000) == 2
    assert price(mine, "ours", "m", 3_000_000, 5) == 0.3
    for provider, model in (("openai", "gpt-4o-mini"), ("groq", "gpt-4o"), ("ours", "M"), ("ours", "m2")):
        assert price(mine, provider, model, 10, 10) == cost(provider, model, 10, 10, at_ns=START_NS)


def test_the_exact_name_then_the_longest_beginning() -> None:
    models = {"*": 1, "gpt-*": 2, "gpt-4o-*": 3, "gpt-4o": 4, "gpt-4o-mini": 5}
    mine = overrides(openai={model: {"input_mtok": number} for model, number in models.items()})
    for model, expected in (
        ("o3", 1),
        ("gpt-5", 2),
        ("gpt-4o-2024", 3),
        ("gpt-4o", 4),
        ("gpt-4o-mini", 5),
        ("gpt-", 2),
    ):
        assert price(mine, "openai", model, 1_000_000, 0) == expected, model


@pytest.mark.parametrize(
    ("prices", "counts", "more", "expected"),
    [
        # Cached tokens without a price of their own count as input.
        ({"input_mtok": 2}, (1000, 10, 400, 100), {}, 2000),
        ({"input_mtok": 2, "cache_read_mtok": 1}, (1000, 10, 400, 100), {}, 1600),
        ({"input_mtok": 2, "cache_read_mtok": 1, "cache_write_mtok": 3}, (1000, 10, 400, 100), {}, 1700),
        ({"input_mtok": 2, "output_mtok": 4}, (1000, 10), {"reasoning": 5}, 2040),
        ({"input_mtok": 2, "output_mtok": 4, "output_reasoning_mtok": 6}, (1000, 10), {"reasoning": 5}, 2050),
        ({"input_mtok": 2, "input_audio_mtok": 9}, (1000, 10), {"audio_input": 100}, 2700),
        ({"input_mtok": 2, "input_image_mtok": 9}, (1000, 10), {"image_input": 100}, 2700),
        ({"requests_kcount": 5}, (1000, 10), {}, 5000),
        ({"input_mtok": 0, "output_mtok": 0}, (1000, 10), {}, 0),
    ],
)
def test_what_is_charged(
    prices: dict[str, float], counts: tuple[int, ...], more: dict[str, int], expected: float
) -> None:
    """In millionths of a dollar."""
    assert price(overrides(ours={"m": prices}), "ours", "m", *counts, **more) == pytest.approx(expected / 1e6, abs=0)


def test_many_calls_cost_what_each_costs() -> None:
    mine = overrides(ours={"m": {"input_mtok": "0.123", "output_mtok": 7, "cache_read_mtok": 0}})
    calls = [(100, 5, 0, 0), (10, 0, 10, 0), (1, 1, 2, 0)]
    columns = [list(column) for column in zip(*calls, strict=True)]
    each = [price(mine, "ours", "m", *given) for given in calls]
    assert costs("ours", "m", 0, *columns, overrides=mine) == each
    assert each[2] is None, "counts that contradict each other"


def test_prices_are_exact() -> None:
    mine = overrides(ours={"m": {"input_mtok": 0.1}})
    assert price(mine, "ours", "m", 3, 0) == float(Decimal("0.1") * 3 / 1_000_000)


def gateway_cost(mine: Overrides, **changes: Any) -> Any:
    return attributes(spans_of(spans(call(**changes), Policy(prices=mine)))[1]).get("gen_ai.usage.cost")


ONE_DOLLAR = {"requests_kcount": 1000}


def test_a_call_by_the_model_that_answered_or_that_was_asked() -> None:
    library = gateway_cost(NO_OVERRIDES)
    assert library == gateway_cost(overrides(groq={"*": ONE_DOLLAR}))
    for model in ("gpt-4o-mini", "gpt-4o-mini-2024-07-18", "gpt-4o-*"):
        assert gateway_cost(overrides(openai={model: ONE_DOLLAR})) == 1
    both = overrides(openai={"gpt-4o-mini": {"requests_kcount": 9}, "gpt-4o-mini-2024-07-18": ONE_DOLLAR})
    assert gateway_cost(both) == 1, "the one that answered"
    own = overrides(mine={"m": ONE_DOLLAR})
    assert gateway_cost(own, provider="mine", model="m", response_body={**ANSWER, "model": "whatever"}) == 1
    assert gateway_cost(own, provider="mine", model="n") is None


def span_costs(mine: Overrides, *described: dict[str, Any]) -> list[float | None]:
    """Of spans that an application sent."""
    sent = []
    for each in described:
        one = span(start_time_unix_nano=START_NS)
        one.attributes.extend(key_values({"gen_ai.usage.input_tokens": 1000, **each}))
        sent.append(one)
    found = decode([entry(*request(*sent).resource_spans)], Policy(prices=mine)).genai.cost
    costs: list[float | None] = found.to_pylist()
    return costs


def test_spans_of_applications_have_the_same_prices() -> None:
    known = {"gen_ai.provider.name": "openai", "gen_ai.request.model": "gpt-4o"}
    dated = {**known, "gen_ai.response.model": "gpt-4o-2024-08-06"}
    unknown = {"gen_ai.system": "mine", "gen_ai.request.model": "m"}
    said = {**known, "gen_ai.usage.cost": 0.5}
    described = (known, dated, unknown, said)
    library = span_costs(NO_OVERRIDES, *described)
    assert library[2] is None
    mine = overrides(openai={"gpt-4o": ONE_DOLLAR}, mine={"m": {"input_mtok": 1}})
    assert span_costs(mine, *described) == [1, 1, 0.001, 0.5]
    assert span_costs(overrides(openai={"gpt-4o-2*": ONE_DOLLAR}), *described) == [library[0], 1, None, 0.5]
    assert span_costs(overrides(groq={"*": ONE_DOLLAR}), *described) == library
