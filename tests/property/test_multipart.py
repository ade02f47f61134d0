"""A form gives back what was put into it; the beginning of a form gives the beginning of its fields."""

import httpx
from hypothesis import given
from hypothesis import strategies as st

from to11.wire.multipart import Field, fields

NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='"\\'), min_size=1, max_size=8)
LIKE_A_BOUNDARY = st.sampled_from([b"\r\n--", b"\r\n--bound", b"--boundary", b"\r\n--boundar\r\n", b"\r", b"\n", b"-"])
VALUES = st.lists(LIKE_A_BOUNDARY | st.binary(max_size=6), max_size=6).map(b"".join)
FORMS = st.lists(st.tuples(NAMES, st.none() | NAMES, VALUES), max_size=4)
TYPE = "multipart/form-data; boundary=boundary-0"


def encoded(form: list[tuple[str, str | None, bytes]]) -> bytes:
    """As a standard client writes it."""
    request = httpx.Request(
        "POST",
        "http://x.test",
        headers={"content-type": TYPE},
        files=[(name, (filename, value)) for name, filename, value in form],
    )
    return request.read()


def read(body: bytes) -> list[tuple[str, str | None, bytes]]:
    return [(field.name, field.filename, body[field.start : field.end]) for field in fields(body, TYPE)]


@given(FORMS)
def test_what_was_put_in_comes_out(form: list[tuple[str, str | None, bytes]]) -> None:
    assert read(encoded(form)) == form


@given(FORMS, st.data())
def test_a_beginning_gives_the_beginning(form: list[tuple[str, str | None, bytes]], data: st.DataObject) -> None:
    body = encoded(form)
    whole = fields(body, TYPE)
    for end in {0, len(body), *data.draw(st.lists(st.integers(0, len(body)), max_size=40))}:
        assert_beginning(fields(body[:end], TYPE), whole, end)


def test_every_beginning_of_a_form() -> None:
    body = encoded([("model", None, b"m"), ("file", "a.wav", b"\r\n--boundary-1\r\n--boundary-"), ("e", None, b"")])
    whole = fields(body, TYPE)
    for end in range(len(body) + 1):
        assert_beginning(fields(body[:end], TYPE), whole, end)


def assert_beginning(found: list[Field], whole: list[Field], end: int) -> None:
    assert len(found) <= len(whole)
    for field, expected in zip(found, whole, strict=False):
        assert field.end <= min(end, expected.end)
        assert field._replace(end=expected.end, whole=True) == expected
        assert not field.whole or field == expected
    assert all(field.whole for field in found[:-1])


@given(st.lists(st.binary(max_size=8) | LIKE_A_BOUNDARY | st.sampled_from([b"--boundary-0", b"\r\n", b": "])))
def test_nothing_raises(pieces: list[bytes]) -> None:
    body = b"".join(pieces)
    for text in (body, b'--boundary-0\r\ncontent-disposition: form-data; name="a"' + body):
        for field in fields(text, TYPE):
            assert 0 <= field.start <= field.end <= len(text)


@given(st.text(), st.text())
def test_no_content_type_raises(content_type: str, boundary: str) -> None:
    fields(b"--b\r\n", content_type)
    fields(b"--b\r\n", f"multipart/form-data; boundary={boundary}")
