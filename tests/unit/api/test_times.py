from datetime import UTC, datetime

import pytest

from to11.api import times
from to11.model.errors import InvalidRequestError

AT = 1_774_459_800 * times.NS  # 2026-03-25T17:30:00Z


@pytest.mark.parametrize(
    ("ns", "text"),
    [
        (AT, "2026-03-25T17:30:00Z"),
        (AT + 123_000_000, "2026-03-25T17:30:00.123Z"),
        (AT + 123_456_000, "2026-03-25T17:30:00.123456Z"),
        (AT + 123_456_789, "2026-03-25T17:30:00.123456789Z"),
        (AT + 1, "2026-03-25T17:30:00.000000001Z"),
        (0, "1970-01-01T00:00:00Z"),
        (2**64 - 1, "2554-07-21T23:34:33.709551615Z"),
    ],
)
def test_a_time_has_as_many_digits_as_it_needs(ns: int, text: str) -> None:
    assert times.rfc3339(ns) == text


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-25T17:30:00Z",
        "2026-03-25t17:30:00z",
        "2026-03-25T17:30:00.000Z",
        "2026-03-25T18:30:00+01:00",
        "2026-03-25T18:30:00 01:00",
        "2026-03-25T12:00:00-05:30",
    ],
)
def test_one_moment_in_many_spellings(text: str) -> None:
    assert times.parse(text, name="from") == AT


def test_nanoseconds_are_kept() -> None:
    assert times.parse("2026-03-25T17:30:00.123456789Z", name="from") == AT + 123_456_789


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-03-25",
        "2026-03-25T17:30:00",
        "2026-02-30T00:00:00Z",
        "2026-03-25T24:30:00Z",
        "2026-03-25T17:30:00.1234567890Z",
        "0001-01-01T00:00:00+14:00",
        "1969-12-31T23:59:59Z",
        "9999-12-31T23:59:59Z",
        "2026-03-25T17:30:00+99:00",
        "٢٠٢٦-03-25T17:30:00Z\n",
    ],
)
def test_what_is_no_time_is_refused_by_name(text: str) -> None:
    with pytest.raises(InvalidRequestError) as refused:
        times.parse(text, name="from")
    assert refused.value.details["fields"]
    assert refused.value.message.startswith("from: ")


@pytest.mark.parametrize(("text", "seconds"), [("90s", 90), ("10m", 600), ("8h", 28_800), ("60d", 5_184_000)])
def test_a_window(text: str, seconds: int) -> None:
    assert times.parse_window(text) == seconds * times.NS


@pytest.mark.parametrize("text", ["", "8", "h", "0h", "-1h", "8 h", "8w", "1.5h", "999999999d", "8H"])
def test_what_is_no_window_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequestError):
        times.parse_window(text)


def test_a_datetime_keeps_its_microseconds() -> None:
    assert times.of_datetime(datetime(2026, 3, 25, 17, 30, 0, 123456, UTC)) == "2026-03-25T17:30:00.123456Z"
