import pytest

from to11.gateway.envelope import read_envelope, read_form, replace_form_model
from to11.model.errors import InvalidRequestError


def test_only_what_decides_the_way_is_read() -> None:
    envelope = read_envelope(b'{"messages": [{"role": 5}], "model": "gpt-4o", "temperature": "hot"}')
    assert (envelope.model, envelope.streams, envelope.asks_usage) == ("gpt-4o", False, False)


@pytest.mark.parametrize(
    ("value", "streams"), [("true", True), ("false", False), ("null", False), ('"true"', False), ("1", False)]
)
def test_stream(value: str, streams: bool) -> None:
    assert read_envelope(b'{"model":"m","stream":%b}' % value.encode()).streams is streams


@pytest.mark.parametrize(
    ("value", "asks"),
    [
        ('{"include_usage": true}', True),
        ('{"include_usage": false}', False),
        ("{}", False),
        ("null", False),
        ("[1]", False),
    ],
)
def test_stream_options(value: str, asks: bool) -> None:
    assert read_envelope(b'{"model":"m","stream":true,"stream_options":%b}' % value.encode()).asks_usage is asks


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"not json",
        b"[]",
        b'"model"',
        b"null",
        b'{"model": 5}',
        b'{"model": "  "}',
        b'{"model": "m"} {}',
        b'{"model": "\xff"}',
        b'{"model": "m", "messages": ' + b"[" * 100_000,
    ],
)
def test_what_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidRequestError):
        read_envelope(body)


@pytest.mark.parametrize("body", [b"{}", b'{"model": null, "stream": true}', b'{"model": ""}'])
def test_no_model_is_for_the_endpoint_to_judge(body: bytes) -> None:
    envelope = read_envelope(body)
    assert (envelope.model, envelope.streams) == ("", b"stream" in body)


@pytest.mark.parametrize(("value", "has"), [('{"id": "pmpt_1"}', True), ('"once upon"', False), ("null", False)])
def test_a_stored_prompt(value: str, has: bool) -> None:
    assert read_envelope(b'{"prompt": %b}' % value.encode()).has_prompt is has
    assert read_envelope(b'{"model": null, "prompt": %b}' % value.encode()).has_prompt is has


FORM = "multipart/form-data; boundary=xyz"


def form(*fields: tuple[str, bytes], end: bool = True) -> bytes:
    """A form; a name may bring along further parameters."""
    parts = [b"--xyz\r\ncontent-disposition: form-data; name=%b\r\n\r\n%b\r\n" % (n.encode(), v) for n, v in fields]
    return b"".join(parts) + (b"--xyz--\r\n" if end else b"")


SOUND = ('"file"; filename="a.wav"', b"RIFF\0\r\n")


def test_a_form() -> None:
    envelope = read_form(form(SOUND, ('"model"', b"groq::whisper-1"), ('"stream"', b"true")), FORM)
    assert (envelope.model, envelope.streams) == ("groq::whisper-1", True)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        form(SOUND),
        form(('"model"', b"")),
        form(('"model"; filename="m"', b"whisper-1")),
        form(('"model"', b"\xff")),
        form(('"model"', b"m" * 5000)),
        form(('"model"', b"whisper-1"), end=False)[:-5],
    ],
)
def test_a_form_without_a_readable_model(body: bytes) -> None:
    assert read_form(body, FORM).model == ""
    assert replace_form_model(form(SOUND), FORM, "m") == form(SOUND)


def test_what_is_no_form_names_no_model() -> None:
    assert read_form(b'{"model": "m"}', "text/plain").model == ""
    assert read_form(b"", "").model == ""


JSON = "application/json; charset=utf-8"


@pytest.mark.parametrize(
    "prefix",
    [
        b'{"model": "xai::grok", "image": "',
        b'{"model": "xai::grok", "image": {"url": "data:AAA',
        b'{"image": {"model": "no"}, "model" :"xai::grok"}',
        b'{"model": "xai::grok"',
    ],
)
def test_json_where_a_form_is_usual(prefix: bytes) -> None:
    assert read_form(prefix, JSON).model == "xai::grok"
    assert replace_form_model(prefix, JSON, "grok") == prefix.replace(b"xai::grok", b"grok")


@pytest.mark.parametrize(
    "prefix",
    [b"", b"{", b"[]", b"nonsense", b'{"model": "xai::gr', b'{"model": 5}', b'{"image": "AAAA', b'{"model": null}'],
)
def test_json_without_a_readable_model(prefix: bytes) -> None:
    assert read_form(prefix, JSON).model == ""


def test_the_model_of_a_form_is_replaced_and_nothing_else() -> None:
    fields = (('"prompt"', b"\xc3\xa9"), ('"model"', b"groq::whisper-1"), SOUND)
    replaced = (fields[0], ('"model"', b"whisper-1"), SOUND)
    assert replace_form_model(form(*fields, end=False), FORM, "whisper-1") == form(*replaced, end=False)


URLENCODED = "application/x-www-form-urlencoded; charset=utf-8"


def test_a_form_without_a_file() -> None:
    """As Mistral's client sends it."""
    body = b"file_url=https%3A%2F%2Fx%2Fa.wav&model=mistral%3A%3Avoxtral+mini%2Fa&stream=True"
    envelope = read_form(body, URLENCODED)
    assert (envelope.model, envelope.streams) == ("mistral::voxtral mini/a", True)
    replaced = replace_form_model(body, URLENCODED, "voxtral mini/a")
    assert replaced == body.replace(b"mistral%3A%3Avoxtral+mini%2Fa", b"voxtral+mini%2Fa")


@pytest.mark.parametrize("body", [b"", b"&&", b"model", b"model=", b"models=m", b"model=%ff", b"x=model"])
def test_a_form_without_a_file_and_a_readable_model(body: bytes) -> None:
    assert read_form(body, URLENCODED).model == ""


def test_a_model_that_may_go_on_is_none_yet() -> None:
    assert read_form(b"a=1&model=voxtr", URLENCODED, whole=False).model == ""
    assert read_form(b"model=voxtral&a=", URLENCODED, whole=False).model == "voxtral"
