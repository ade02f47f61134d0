"""Times, cursors and rate limits of the API, for any input."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from to11.api import cursors, times
from to11.api.rate_limit import RateLimit
from to11.model.errors import InvalidRequestError, RateLimitedError


@given(st.integers(0, times.MAX_NS))
def test_a_time_comes_back_as_it_was(ns: int) -> None:
    text = times.rfc3339(ns)
    assert times.parse(text, name="from") == ns
    assert datetime.fromisoformat(text[:19] + "+00:00").astimezone(UTC).timestamp() == ns // times.NS


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    with suppress(InvalidRequestError):
        assert 0 <= times.parse(text, name="from") <= times.MAX_NS


VALUES = st.lists(st.integers(-(2**63), 2**63) | st.text(max_size=40), max_size=5)


@given(VALUES, st.text(max_size=40), st.text(max_size=40))
def test_a_cursor_comes_back_to_its_own_list_alone(values: cursors.Values, listing: str, other: str) -> None:
    shape = tuple(type(value) for value in values)
    text = cursors.encode(values, listing=listing)
    assert cursors.decode(text, listing=listing, shape=shape) == values
    if other != listing:
        with pytest.raises(InvalidRequestError):
            cursors.decode(text, listing=other, shape=shape)


@given(st.text(max_size=80))
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    with pytest.raises(InvalidRequestError):
        cursors.decode(text, listing="traces", shape=(int, str))


@given(st.integers(1, 120), st.lists(st.floats(0, 90), min_size=1, max_size=200))
def test_no_minute_grants_more_than_a_burst_and_a_refill(per_minute: int, pauses: list[float]) -> None:
    now = 0.0
    limit = RateLimit(per_minute, clock=lambda: now)
    granted: list[float] = []
    waits: list[float] = []
    for pause in pauses:
        now += pause
        try:
            limit.check("caller")
            granted.append(now)
        except RateLimitedError as refused:
            waits.append(refused.retry_after)
    assert all(0 < wait <= 60 / per_minute + 1e-6 for wait in waits)
    for start in granted:
        within = sum(start <= moment < start + 60 for moment in granted)
        assert within <= 2 * per_minute + 1
