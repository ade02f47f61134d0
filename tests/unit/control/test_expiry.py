"""Ends of keys."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from to11.control.expiry import ExpiryPreset, checked, expiry_of
from to11.model.errors import InvalidRequestError

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(("preset", "days"), [("30d", 30), ("90d", 90), ("365d", 365)])
def test_presets_count_from_now(preset: str, days: int) -> None:
    assert expiry_of(ExpiryPreset(preset), None, NOW) == NOW + timedelta(days=days)


def test_never_and_custom() -> None:
    assert expiry_of(ExpiryPreset.NEVER, None, NOW) is None
    tomorrow = NOW + timedelta(days=1)
    elsewhere = tomorrow.astimezone(timezone(timedelta(hours=9)))
    ends = expiry_of(ExpiryPreset.CUSTOM, elsewhere, NOW)
    assert ends == tomorrow
    assert ends is not None
    assert ends.tzinfo is UTC


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(InvalidRequestError):
        expiry_of(ExpiryPreset.CUSTOM, None, NOW)
    for preset in set(ExpiryPreset) - {ExpiryPreset.CUSTOM}:
        with pytest.raises(InvalidRequestError):
            expiry_of(preset, NOW + timedelta(days=1), NOW)


@pytest.mark.parametrize(
    "end",
    [
        NOW,
        NOW - timedelta(days=1),
        datetime(2099, 1, 1),  # noqa: DTZ001 - the point of the test
        datetime(9999, 12, 31, 23, tzinfo=timezone(-timedelta(hours=12))),
    ],
)
def test_bad_ends_are_refused(end: datetime) -> None:
    with pytest.raises(InvalidRequestError):
        checked(end, NOW)
