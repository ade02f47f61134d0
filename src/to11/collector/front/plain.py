"""HTTP/1.1 answers that are written here, before or instead of an application: a `google.rpc.Status` as every error."""

from http import HTTPStatus

from to11.collector.errors import refusal
from to11.model.errors import To11Error
from to11.wire import status as rpc_status
from to11.wire.otlp.encoding import Encoding


def response(error: To11Error, encoding: Encoding | None = None) -> bytes:
    """A whole response, after which the connection is closed; in JSON where the encoding is not known."""
    refused = refusal(error)
    if encoding is Encoding.PROTOBUF:
        body = rpc_status.to_protobuf(refused.status)
    else:
        encoding, body = Encoding.JSON, rpc_status.to_json(refused.status)
    head = [
        b"HTTP/1.1 %d %b" % (refused.http_status, HTTPStatus(refused.http_status).phrase.encode()),
        b"content-type: " + encoding.value.encode(),
        b"content-length: %d" % len(body),
        b"connection: close",
        *(name + b": " + value for name, value in refused.headers),
    ]
    return b"\r\n".join((*head, b"", body))
