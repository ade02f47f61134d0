"""A few seconds of `make fuzz`."""

import pytest

from bench import fuzz

SEED = 20261122


def test_the_decoders() -> None:
    seen = fuzz.decoders(4, SEED)
    for kind in ("protobuf", "json"):
        assert all(seen[f"{kind}: {outcome}"] for outcome in ("taken", "taken in part", "refused")), seen


@pytest.mark.timeout(120)
def test_the_doors() -> None:
    seen = fuzz.doors(6, SEED)
    assert seen["http: 200"] > 5, seen
    assert seen["http: 400"] > 5, seen
    assert seen["grpc: OK"] > 5, seen
    assert seen["grpc: INVALID_ARGUMENT"] > 0, seen


@pytest.mark.timeout(120)
def test_the_gateway() -> None:
    seen = fuzz.gateway(8, SEED)
    assert seen["200"] > 5, seen
    assert seen["400 (ours)"] > 5, seen
    assert seen["502 (ours)"] > 5, seen
    assert seen["calls answered, all stored"] > 50, seen
