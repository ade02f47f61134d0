"""HTTP/1.1 for clients that offer more.

A request may offer to go on in another protocol (`Upgrade: h2c` is what Java's HTTP client sends) and is to be served
as it is where the offer is not taken (RFC 9110, 7.8). uvicorn's parser ends such a request at its headers instead: the
body would be lost, and an export request without a body is a success.
"""

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_OFFER = frozenset({b"upgrade", b"http2-settings"})


class Http11Protocol(HttpToolsProtocol):
    """uvicorn's protocol, but for offers to upgrade: they are struck out, and the request is read as any other."""

    def data_received(self, data: bytes) -> None:
        """Bytes from the client."""
        self._unset_keepalive_if_required()
        rest = memoryview(data)
        try:
            while ends := self._feed(rest):
                head, self.parser = self._head(), _parser(self)
                self.parser.feed_data(head)
                rest = rest[ends:]
        except httptools.HttpParserError:
            self.logger.warning("Invalid HTTP request received.")
            self.send_400_response("Invalid HTTP request received.")

    def on_headers_complete(self) -> None:
        """A head with an offer in it is read once more without."""
        if not self._offered():
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The end of a request, or of a head with an offer."""
        if not self._offered():
            super().on_message_complete()

    def _feed(self, data: memoryview) -> int:
        """Parse; where a head with an offer ends in `data`, or 0 when all of it was read."""
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as paused:
            ends: int = paused.args[0]
            return ends if self._offered() else 0
        return 0

    def _offered(self) -> bool:
        """Whether this is an offer; the parser takes CONNECT for one, too."""
        return self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT"

    def _head(self) -> bytes:
        """The head that was read, without the offer."""
        version = self.parser.get_http_version().encode("ascii")
        lines = [b"%b %b HTTP/%b" % (self.parser.get_method(), self.url, version)]
        for name, value in self.headers:
            if name == b"connection":
                value = b",".join(token for token in value.split(b",") if token.strip().lower() not in _OFFER)
            if name not in _OFFER:
                lines.append(name + b": " + value)
        return b"\r\n".join((*lines, b"", b""))


def _parser(protocol: HttpToolsProtocol) -> httptools.HttpRequestParser:
    """A parser set as uvicorn sets its own."""
    parser = httptools.HttpRequestParser(protocol)
    parser.set_dangerous_leniencies(lenient_data_after_close=True)
    return parser
