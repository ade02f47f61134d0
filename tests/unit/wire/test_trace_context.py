import pytest

from to11.wire.trace_context import (
    Context,
    TraceParent,
    extract,
    format_traceparent,
    parse_traceparent,
    parse_tracestate,
)

TRACE = "0af7651916cd43dd8448eb211c80319c"
SPAN = "b7ad6b7169203331"
VALID = f"00-{TRACE}-{SPAN}-01"


@pytest.mark.parametrize(
    ("value", "flags"),
    [
        (VALID, 1),
        (f" \t{VALID}\t", 1),
        (f"00-{TRACE}-{SPAN}-00", 0),
        (f"00-{TRACE}-{SPAN}-02", 2),
        (f"00-{TRACE}-{SPAN}-03", 3),
        (f"00-{TRACE}-{SPAN}-ff", 3),
        # A later version: only the sampled bit has a known meaning, and what follows is not looked at.
        (f"01-{TRACE}-{SPAN}-03", 1),
        (f"cc-{TRACE}-{SPAN}-01-what-the-future-will-be-like", 1),
        (f"fe-{TRACE}-{SPAN}-01-", 1),
    ],
)
def test_valid(value: str, flags: int) -> None:
    assert parse_traceparent([value]) == TraceParent(TRACE, SPAN, flags)


@pytest.mark.parametrize(
    "value",
    [
        "",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01-",
        f"00-{TRACE}-{SPAN}-01-more",
        f"cc-{TRACE}-{SPAN}-01.what-the-future",
        f"cc-{TRACE}-{SPAN}-011",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE}-{SPAN.upper()}-01",
        f"00-{TRACE}-{SPAN}-0A",
        f"0-{TRACE}-{SPAN}-01",
        f"00-{TRACE[1:]}-{SPAN}-01",
        f"00-{TRACE}-{SPAN[1:]}-01",
        f"00-{TRACE}-{SPAN}-1",
        f"00-{TRACE}-{SPAN}",
        f"00{TRACE}-{SPAN}-01",
        f"00-{TRACE[:-1]}g-{SPAN}-01",
        f"00-{TRACE[:-1]}\u0661-{SPAN}-01",
        f"{VALID}\n",
        f"{VALID},{VALID}",
    ],
)
def test_invalid(value: str) -> None:
    assert parse_traceparent([value]) is None


def test_the_header_given_twice_is_invalid_even_if_equal() -> None:
    assert parse_traceparent([VALID, VALID]) is None
    assert parse_traceparent([]) is None


def test_format_sends_unknown_flags_as_zero() -> None:
    assert format_traceparent(TRACE, SPAN, 0xFF) == f"00-{TRACE}-{SPAN}-03"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([], ""),
        (["", " \t"], ""),
        (["foo=1"], "foo=1"),
        (["foo=1,bar=2"], "foo=1,bar=2"),
        (["foo=1", "bar=2"], "foo=1,bar=2"),
        (["foo=1 \t , \t bar=2, "], "foo=1,bar=2"),
        (["foo=1,,,bar=2"], "foo=1,bar=2"),
        (["foo=  1 2"], "foo=  1 2"),
        (["0foo@vendor=1"], "0foo@vendor=1"),
        (["foo@@bar@=1"], "foo@@bar@=1"),
        (["a_-*/=!#~"], "a_-*/=!#~"),
        (["k" * 256 + "=" + "v" * 256], "k" * 256 + "=" + "v" * 256),
        ([",".join(f"k{number}=1" for number in range(32))], ",".join(f"k{number}=1" for number in range(32))),
    ],
)
def test_tracestate(lines: list[str], expected: str) -> None:
    assert parse_tracestate(lines) == expected


@pytest.mark.parametrize(
    "lines",
    [
        ["foo"],
        ["foo="],
        ["=1"],
        ["foo =1"],
        ["Foo=1"],
        ["@foo=1"],
        ["foo=1=2"],
        ["foo=1;bar=2 \x7f"],
        ["foo=\u00e9"],
        ["foo=a\tb"],
        ["foo=1,foo=2"],
        ["foo=1", "foo=1"],
        ["k" * 257 + "=1"],
        ["k=" + "v" * 257],
        [",".join(f"k{number}=1" for number in range(33))],
    ],
)
def test_an_invalid_tracestate_is_dropped_whole(lines: list[str]) -> None:
    assert parse_tracestate(["good=1", *lines]) == ""


def test_extract() -> None:
    assert extract([VALID], ["foo=1"]) == Context(TRACE, SPAN, 1, "foo=1")
    assert extract([VALID], ["Foo=1"]) == Context(TRACE, SPAN, 1, "")


def test_without_traceparent_tracestate_is_ignored() -> None:
    assert extract([], ["foo=1"]) is None
