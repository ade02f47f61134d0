import base64
from typing import Any

import httpx
import pytest

from to11.model.inference import BlobPart
from to11.wire.openai import forms


def encoded(**given: Any) -> tuple[bytes, str]:
    request = httpx.Request("POST", "http://x.test", **given)
    return request.read(), request.headers["content-type"]


def test_a_form() -> None:
    body, content_type = encoded(
        data={"model": "m", "prompt": "42", "n": "2", "temperature": "0.5", "stream": "True", "empty": ""},
        files=[("image[]", ("a.png", b"one", "image/png")), ("mask", ("b.png", b"two"))],
    )
    asked, files = forms.read(body, content_type)
    assert asked == {"model": "m", "prompt": "42", "n": 2, "temperature": 0.5, "stream": True, "empty": ""}
    assert files == [
        forms.File("image", b"one", "image/png", "a.png"),
        forms.File("mask", b"two", "image/png", "b.png"),
    ]


def test_a_form_without_files() -> None:
    body, content_type = encoded(
        data={"model": "m", "file_url": "https://x.test/a b.mp3?c=\u00e9&d", "stream": "false"}
    )
    assert content_type == "application/x-www-form-urlencoded"
    expected = {"model": "m", "file_url": "https://x.test/a b.mp3?c=\u00e9&d", "stream": False}
    assert forms.read(body, f"{content_type}; charset=utf-8") == (expected, [])
    assert forms.read(b"&".join([b"a=b"] * 2000), content_type) == ({}, [])
    assert forms.read(b"a=%c3&=%\xff&b", content_type).asked == {"a": "\ufffd", "": "%\u00ff", "b": ""}


def test_the_same_in_json() -> None:
    assert forms.read(b'{"model": "m", "n": 2}', "application/json") == ({"model": "m", "n": 2}, [])
    assert forms.read(b"[]", "") == ({}, [])


def test_scalars_that_are_none() -> None:
    body, content_type = encoded(data={"n": "two", "stream": "", "temperature": "[" * 10}, files={"f": b""})
    assert forms.read(body, content_type).asked == {"n": None, "stream": None, "temperature": None}


def test_of_a_field_that_comes_twice_the_first_counts() -> None:
    body, content_type = encoded(data={"include[]": ["a", "b"]}, files={"f": b""})
    assert forms.read(body, content_type).asked == {"include": "a"}


def test_a_file_that_is_cut_off_is_left_out_and_a_text_is_cut() -> None:
    body, content_type = encoded(data={"prompt": "what to do"}, files={"file": ("a.wav", b"sound")})
    assert forms.read(body[: body.index(b"und")], content_type) == ({"prompt": "what to do"}, [])
    assert forms.read(body[: body.index(b"to do")], content_type) == ({"prompt": "what "}, [])


@pytest.mark.parametrize(
    ("content_type", "filename", "expected"),
    [
        ("audio/x-wav; rate=1", "a.mp3", "audio/x-wav"),
        ("application/octet-stream", "a.MP3", "audio/mpeg"),
        ("", "talk.v2.m4a", "audio/mp4"),
        ("", "mp3", "audio/mpeg"),
        ("", "a.png", None),
        ("", "", None),
        ("", None, None),
    ],
)
def test_a_file_as_a_part(content_type: str, filename: str | None, expected: str | None) -> None:
    part = forms.File("file", b"\0\xff", content_type, filename).part("audio")
    assert part == BlobPart("audio", base64.b64encode(b"\0\xff").decode(), expected)


def test_a_file_may_lack_a_name() -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: audio/wav\r\n\r\nx\r\n--b--'
    assert forms.read(body, "multipart/form-data; boundary=b").files == [forms.File("file", b"x", "audio/wav", None)]
