"""HTTP/1.1 on the collector's ports: what is no HTTP is told so as every error there, with a `google.rpc.Status`."""

from to11.collector.front import plain
from to11.model.errors import InvalidRequestError
from to11.serve.http11 import Http11Protocol
from to11.wire.otlp.encoding import Encoding, of_content_type


class Otlp11Protocol(Http11Protocol):
    """In the encoding that the request's head names, where it came so far, else in JSON."""

    watches = False  # what a client sent before it left is telemetry, and taken

    def send_400_response(self, msg: str) -> None:
        """Answer and close."""
        self.transport.write(plain.response(InvalidRequestError(msg), self._encoding()))
        self.transport.close()

    def _encoding(self) -> Encoding | None:
        for name, value in self.headers or ():
            if name == b"content-type":
                return of_content_type(value.decode("latin-1"))
        return None
