"""The calls of one connection: how far the message of each has come, and what it holds of the allowance."""

from collections.abc import Iterator

from to11.collector.front.allowance import Allowance


class Call:
    """One call, from its headers until the server's answer ends it. Times are the event loop's."""

    __slots__ = ("complete", "held", "left", "opened", "prefix", "stream", "touched")

    def __init__(self, stream: int, now: float) -> None:
        self.stream = stream
        self.prefix = b""
        """The message's prefix of five bytes (gRPC over HTTP2: Length-Prefixed-Message), as far as it has come."""
        self.left = 0
        """Bytes of the message still to come."""
        self.held = 0
        self.complete = False
        """The client has said all."""
        self.opened = now
        self.touched = now


class Calls:
    """By their streams. `close` gives everything back."""

    def __init__(self, allowance: Allowance) -> None:
        self._allowance = allowance
        self._open: dict[int, Call] = {}

    def __len__(self) -> int:
        return len(self._open)

    def __iter__(self) -> Iterator[Call]:
        return iter(self._open.values())

    def get(self, stream: int) -> Call | None:
        """The call on a stream, None where there is none or it is over."""
        return self._open.get(stream)

    def open(self, stream: int, now: float) -> Call | None:
        """A new call; None where as many are open as may be."""
        if not self._allowance.begin():
            return None
        call = self._open[stream] = Call(stream, now)
        return call

    def end(self, stream: int) -> None:
        """The call is over, if there was one."""
        call = self._open.pop(stream, None)
        if call is not None:
            self._allowance.end()
            if call.held:
                self._allowance.lane(call.held).give(call.held)

    def close(self) -> None:
        """The connection is over, and all its calls with it."""
        for stream in list(self._open):
            self.end(stream)

    def unfinished(self, but: int = 0) -> list[Call]:
        """Calls whose client has more to say, without the one on stream `but`."""
        return [call for call in self._open.values() if not call.complete and call.stream != but]
