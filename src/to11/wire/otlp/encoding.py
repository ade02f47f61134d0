"""The two encodings of OTLP/HTTP; OTLP/gRPC is always protobuf."""

from enum import Enum


class Encoding(Enum):
    """How a message is written; the value is its media type."""

    PROTOBUF = "application/x-protobuf"
    JSON = "application/json"


_BY_MEDIA_TYPE = {encoding.value: encoding for encoding in Encoding}


def of_content_type(content_type: str) -> Encoding | None:
    """The encoding a Content-Type names, ignoring case and parameters; None where it is neither of the two."""
    return _BY_MEDIA_TYPE.get(content_type.partition(";")[0].strip().lower())
