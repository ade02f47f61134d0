import time

import httpx
import pytest

from to11.wire.multipart import MAX_FIELDS, MAX_PADDING, Field, boundary_of, fields

TYPE = "multipart/form-data; boundary=b"


def part(value: str, *headers: str) -> str:
    return "--b\r\n" + "".join(f"{header}\r\n" for header in headers) + f"\r\n{value}\r\n"


def named(name: str, value: str) -> str:
    return part(value, f'Content-Disposition: form-data; name="{name}"')


def read(body: str | bytes, content_type: str = TYPE) -> list[tuple[str, bytes, bool]]:
    raw = body.encode() if isinstance(body, str) else body
    return [(field.name, raw[field.start : field.end], field.whole) for field in fields(raw, content_type)]


def test_a_form_as_a_client_sends_it() -> None:
    request = httpx.Request(
        "POST",
        "http://x.test",
        data={"model": "whisper-1", "prompt": ""},
        files={"file": ("a b.wav", b"RIFF\r\n--\0\xff", "audio/wav")},
    )
    body = request.read()
    found = fields(body, request.headers["content-type"])
    assert [(field.name, field.filename, field.content_type, field.whole) for field in found] == [
        ("model", None, "", True),
        ("prompt", None, "", True),
        ("file", "a b.wav", "audio/wav", True),
    ]
    assert [body[field.start : field.end] for field in found] == [b"whisper-1", b"", b"RIFF\r\n--\0\xff"]


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/form-data; boundary=abc", b"abc"),
        ('Multipart/Form-Data; charset=utf-8; boundary="a b"', b"a b"),
        ("multipart/form-data; boundary=", None),
        ("multipart/form-data", None),
        ("multipart/mixed; boundary=abc", None),
        ("multipart/form-data; boundary=\u20ac", b"?"),
        ("application/json", None),
        ("", None),
    ],
)
def test_the_boundary(content_type: str, boundary: bytes | None) -> None:
    assert boundary_of(content_type) == boundary


def test_without_a_boundary_there_is_nothing_to_read() -> None:
    assert read(named("a", "1") + "--b--", "multipart/form-data") == []
    assert read(named("a", "1") + "--b--", "multipart/form-data; boundary=" + "b" * 1000) == []


def test_an_empty_value_has_its_place() -> None:
    body = named("a", "") + named("c", "1") + "--b--\r\n"
    assert read(body) == [("a", b"", True), ("c", b"1", True)]
    assert fields(body.encode(), TYPE)[0].start == body.index("\r\n\r\n") + 4


@pytest.mark.parametrize("value", ["\r\n--", "\r\n--a", "--b", "\r\n--bc", "\r\n--b\n", "\r\n--b-x", "\r\n\r\n", "\r"])
def test_what_is_like_a_boundary_is_value(value: str) -> None:
    assert read(named("a", f"x{value}y") + "--b--") == [("a", f"x{value}y".encode(), True)]


def test_what_the_end_cuts_off_is_not_whole() -> None:
    body = named("a", "1") + named("c", "some value") + "--b--\r\n"
    at = body.index("value")
    assert read(body[:at]) == [("a", b"1", True), ("c", b"some ", False)]
    # The value is all there, but that it ends here is not said yet.
    assert read(body[: body.rindex("b--")]) == [("a", b"1", True), ("c", b"some value", False)]
    assert read(body[: body.index("name=") + 4]) == []
    assert read(body[: body.index("\r\n\r\n") + 4]) == [("a", b"", False)]


def test_headers_in_every_manner() -> None:
    body = part(
        "1",
        "X-Empty:",
        'CONTENT-DISPOSITION:  Form-Data; filename="C:\\dir\\\u00e9 \\"1\\".png"; name="image[]"',
        "content-type: image/png",
        "X-Last: ",
    )
    assert fields((body + "--b--").encode(), TYPE) == [
        Field("image[]", '\u00e9 "1".png', "image/png", len(body.encode()) - 3, len(body.encode()) - 2, True)
    ]


def test_of_a_header_that_comes_twice_the_first_counts() -> None:
    twice = [f'Content-Disposition: form-data; name="{name}"' for name in "ac"]
    assert read(part("1", *twice) + "--b--") == [("a", b"1", True)]


@pytest.mark.parametrize(
    "headers",
    [
        [],
        ["Content-Type: text/plain"],
        ["Content-Disposition: form-data"],
        ['Content-Disposition: attachment; name="a"'],
        ["Content-Disposition;"],
    ],
)
def test_a_part_without_a_name_is_no_field(headers: list[str]) -> None:
    rest = named("c", "1") + "--b--"
    expected = [] if headers == ["Content-Disposition;"] else [("c", b"1", True)]
    assert read(part("x", *headers) + rest) == expected


@pytest.mark.parametrize(
    ("damaged", "expected"),
    [
        ("", []),
        ("no form", []),
        ("--c\r\n", []),
        ("--b--", []),
        (named("a", "1") + "--b\r\nbad header\r\n\r\n", [("a", b"1", True)]),
        (named("a", "1") + "--b\r\nX: \r y\r\n\r\n", [("a", b"1", True)]),
        (named("a", "1") + part("x", "X: " + "y" * 100_000), [("a", b"1", True)]),
        (named("a", "1") + part("x", *["X: y"] * 100), [("a", b"1", True)]),
        (named("a", "1") + named("c", "2") + "--b  x", [("a", b"1", True), ("c", b"2", False)]),
    ],
)
def test_of_a_damaged_form_the_beginning_is_given(
    damaged: str, expected: list[tuple[str, bytes, bool]], caplog: pytest.LogCaptureFixture
) -> None:
    assert read(damaged) == expected
    assert not caplog.records


def test_what_follows_the_end_is_nothing() -> None:
    assert read(named("a", "1") + "--b--\r\n" + named("c", "2")) == [("a", b"1", True)]


def test_so_many_fields_and_no_more() -> None:
    assert len(read(named("a", "1") * (MAX_FIELDS + 1) + "--b--")) == MAX_FIELDS
    # The last one has no end in sight.
    assert len(read(named("a", "1") * MAX_FIELDS)) == MAX_FIELDS


@pytest.mark.parametrize("filling", ["\r\n--bx", "\r\n--b\r", "\r\n--b-", "\r\n--", "\r\n"])
def test_what_only_costs_time_takes_little(filling: str) -> None:
    body = (named("a", "1") + named("c", filling * 1_000_000)).encode()
    began = time.process_time()
    found = read(body + b"--b--")
    assert time.process_time() - began < 0.5, "seconds"
    assert found[0] == ("a", b"1", True)
    assert found[1][0] == "c"


def test_padding() -> None:
    for length in (1, MAX_PADDING):
        assert read(named("a", "1") + "--b" + " " * length + "\r\n" + named("c", "2")[5:] + "--b--") == [
            ("a", b"1", True),
            ("c", b"2", True),
        ]
    assert read(named("a", "1") + "--b" + " " * 10_000_000 + "\r\n") == [("a", b"1", False)]
