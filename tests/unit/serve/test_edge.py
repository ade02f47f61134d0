"""Connections need file descriptors."""

import resource

import pytest

from to11.serve import edge


@pytest.mark.parametrize(
    ("most", "allowed"), [(resource.RLIM_INFINITY, 1000), (100_000, 1000), (3384, 1000), (684, 100), (10, 1)]
)
def test_no_more_connections_than_there_are_descriptors_for(
    monkeypatch: pytest.MonkeyPatch, most: int, allowed: int
) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (64, most))
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: asked.append(limits))
    assert edge._connections(1000) == allowed
    assert asked == [(most, most)]
