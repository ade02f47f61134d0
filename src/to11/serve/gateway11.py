"""HTTP/1.1 on the gateway's port: what is no HTTP is told so as every refusal there, in the caller's own format."""

import os

from to11.gateway.errors import body_of, headers_of
from to11.gateway.routes import error_format_of
from to11.model.errors import InvalidRequestError
from to11.serve.http11 import Http11Protocol


class Gateway11Protocol(Http11Protocol):
    """In the format that the path and headers tell, as far as they came, else in OpenAI's."""

    def send_400_response(self, msg: str) -> None:
        """Answer and close."""
        request_id = "req_" + os.urandom(12).hex()
        path = getattr(self, "url", b"").partition(b"?")[0]
        scope = {"path": path.decode("latin-1"), "raw_path": path, "headers": getattr(self, "headers", None) or []}
        error, their = InvalidRequestError(msg, code="BAD_HTTP"), error_format_of(scope)
        body = body_of(error, their, request_id)
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
            *headers_of(error, their, request_id),
            (b"x-to11-request-id", request_id.encode("ascii")),
            (b"connection", b"close"),
        ]
        head = b"".join(b"%b: %b\r\n" % header for header in headers)
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\n" + head + b"\r\n" + body)
        self.transport.close()
