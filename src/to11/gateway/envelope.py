"""The little that is read of a request's body on the way: which model, and whether it streams. Pure."""

from typing import Any, Final

import msgspec

from to11.model.errors import InvalidRequestError
from to11.wire import multipart


class Envelope(msgspec.Struct, gc=False):
    """The members that decide where a call goes. What else the body holds is the provider's to judge."""

    model: str
    stream: Any = False
    stream_options: Any = None

    @property
    def streams(self) -> bool:
        """Whether a stream is asked for."""
        return self.stream is True

    @property
    def asks_usage(self) -> bool:
        """Whether the caller asks for the usage chunk."""
        return isinstance(self.stream_options, dict) and self.stream_options.get("include_usage") is True


_DECODER: Final = msgspec.json.Decoder(Envelope)


def read_envelope(body: bytes) -> Envelope:
    """The envelope. Raises InvalidRequestError for what is no JSON object with a model."""
    try:
        envelope = _DECODER.decode(body)
    except msgspec.ValidationError as error:
        message = "the body must be a JSON object with a string 'model'"
        raise InvalidRequestError(message, details={"param": "model"}) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidRequestError("the body is not valid JSON") from error
    if not envelope.model.strip():
        raise InvalidRequestError("'model' is empty", details={"param": "model"})
    return envelope


def read_form(prefix: bytes, content_type: str) -> Envelope:
    """The envelope of a form whose beginning is known; its model is empty where that does not tell it."""
    model = _model_of(prefix, content_type)
    return Envelope(prefix[model.start : model.end].decode("utf-8", "replace").strip() if model else "")


def replace_form_model(prefix: bytes, content_type: str, model: str) -> bytes:
    """The beginning of a form with its model replaced, every other byte as it was."""
    field = _model_of(prefix, content_type)
    return b"".join((prefix[: field.start], model.encode(), prefix[field.end :])) if field else prefix


def _model_of(prefix: bytes, content_type: str) -> multipart.Field | None:
    found = multipart.fields(prefix, content_type)
    return next((field for field in found if field.name == "model" and field.filename is None and field.whole), None)
