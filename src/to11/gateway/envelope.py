"""The little that is read of a request's body on the way: which model, and whether it streams. Pure."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from to11.model.errors import InvalidRequestError
from to11.wire import json_edit, json_prefix, multipart, urlencoded

_MAX_FORM_VALUE: Final = 4096
"""Bytes of a form's field that is looked at; no model has so long a name."""
_TRUE: Final = (b"true", b"1")


class Envelope(msgspec.Struct, gc=False):
    """The members that decide where a call goes. What else the body holds is the provider's to judge."""

    model: str = ""
    """Empty where the body names none."""
    stream: Any = False
    stream_options: Any = None
    prompt: msgspec.Raw = msgspec.Raw()

    @property
    def streams(self) -> bool:
        """Whether a stream is asked for."""
        return self.stream is True

    @property
    def asks_usage(self) -> bool:
        """Whether the caller asks for the usage chunk."""
        return isinstance(self.stream_options, dict) and self.stream_options.get("include_usage") is True

    @property
    def has_prompt(self) -> bool:
        """Whether a stored prompt is named, which brings a model along."""
        return bytes(self.prompt)[:1] == b"{"


class _Unnamed(msgspec.Struct, gc=False):
    """The same with a model that is null, which is as good as none."""

    model: None
    stream: Any = False
    stream_options: Any = None
    prompt: msgspec.Raw = msgspec.Raw()


_DECODER: Final = msgspec.json.Decoder(Envelope)
_UNNAMED: Final = msgspec.json.Decoder(_Unnamed)


def read_envelope(body: bytes) -> Envelope:
    """The envelope. Raises InvalidRequestError for what is no JSON object, or whose model is no name."""
    try:
        envelope = _DECODER.decode(body)
    except msgspec.ValidationError as error:
        return _without_model(body, error)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidRequestError("the body is not valid JSON") from error
    if envelope.model.isspace():
        raise InvalidRequestError("'model' is empty", details={"param": "model"})
    return envelope


def _without_model(body: bytes, error: Exception) -> Envelope:
    try:
        unnamed = _UNNAMED.decode(body)
    except msgspec.MsgspecError:
        message = "the body must be a JSON object, and 'model' a string"
        raise InvalidRequestError(message, details={"param": "model"}) from error
    return Envelope("", unnamed.stream, unnamed.stream_options, unnamed.prompt)


def read_form(prefix: bytes, content_type: str, *, whole: bool = True) -> Envelope:
    """The envelope of a form, of which `prefix` is all or the beginning; without a model where that holds none.

    Mistral's client sends one without a file url-encoded. Some providers take JSON where OpenAI takes a form; that is
    read too, as far as `prefix` goes.
    """
    if _is_json(content_type):
        return _read_json(prefix)
    model = stream = b""
    for name, value in _values(prefix, content_type, whole=whole):
        if name == "model":
            model = model or value
        elif name == "stream":
            stream = value
    return Envelope(_name(model), stream.strip().lower() in _TRUE)


def replace_form_model(prefix: bytes, content_type: str, model: str) -> bytes:
    """The beginning of a form with the value of its `model` replaced, every other byte as it was."""
    if _is_json(content_type):
        return _replace_in_json(prefix, model)
    if urlencoded.is_urlencoded(content_type):
        found = next((each for each in urlencoded.fields(prefix) if _is_model(each)), None)
        return prefix if found is None else _replaced(prefix, found, urlencoded.encoded(model))
    for field in multipart.fields(prefix, content_type):
        if field.name == "model" and field.filename is None and field.whole and field.start < field.end:
            return _replaced(prefix, field, model.encode())
    return prefix


def _values(prefix: bytes, content_type: str, *, whole: bool) -> Iterator[tuple[str, bytes]]:
    """The fields that are there whole and no files."""
    if urlencoded.is_urlencoded(content_type):
        for pair in urlencoded.fields(prefix, whole=whole):
            yield pair.name.decode("utf-8", "replace"), urlencoded.decoded(prefix[pair.start : pair.end])
        return
    for field in multipart.fields(prefix, content_type):
        if field.whole and field.filename is None:
            yield field.name, prefix[field.start : field.end]


def _is_model(pair: urlencoded.Field) -> bool:
    return pair.name == b"model" and pair.start < pair.end


def _replaced(prefix: bytes, field: multipart.Field | urlencoded.Field, value: bytes) -> bytes:
    return b"".join((prefix[: field.start], value, prefix[field.end :]))


def _is_json(content_type: str) -> bool:
    return content_type.partition(";")[0].strip().lower() == "application/json"


def _read_json(prefix: bytes) -> Envelope:
    try:
        envelope = _DECODER.decode(json_prefix.complete(prefix) or b"{}")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Envelope()
    return envelope if _replace_in_json(prefix, "") != prefix else Envelope(stream=envelope.stream)


def _replace_in_json(prefix: bytes, model: str) -> bytes:
    """The same for JSON; a model that is cut off is left alone."""
    whole = json_prefix.complete(prefix)
    found = json_edit.layout(whole) if whole else None
    member = found.last("model") if found else None
    if whole is None or member is None or prefix[: member.value_end] != whole[: member.value_end]:
        return prefix
    return b"".join((prefix[: member.value_start], msgspec.json.encode(model), prefix[member.value_end :]))


def _name(value: bytes) -> str:
    try:
        return value.decode().strip() if len(value) <= _MAX_FORM_VALUE else ""
    except UnicodeDecodeError:
        return ""
