"""Writing nested envelopes without holding any of them twice: protobuf puts a message's length before its content."""

import io
from collections.abc import Iterator
from contextlib import contextmanager

from to11.wire.otlp.framing import length_prefix, tag_of


class Envelopes:
    """A message being written; `payload` gives it out, without a copy."""

    def __init__(self) -> None:
        self._out = io.BytesIO()

    def write(self, data: bytes | memoryview) -> None:
        """Append bytes."""
        self._out.write(data)

    @contextmanager
    def envelope(self, number: int) -> Iterator[None]:
        """What is written in this block is the content of field `number`."""
        self._out.write(tag_of(number))
        start = self._out.tell()
        self._out.write(b"\0")  # nearly always enough for an empty one, and moved apart for any other
        yield
        end = self._out.tell()
        prefix = length_prefix(end - start - 1)
        if grown := len(prefix) - 1:
            self._out.write(bytes(grown))
            with self._out.getbuffer() as buffer:
                buffer[start + len(prefix) :] = buffer[start + 1 : end]
        with self._out.getbuffer() as buffer:
            buffer[start : start + len(prefix)] = prefix

    def drop_from(self, position: int) -> None:
        """Take back everything from `position` on."""
        self._out.seek(position)
        self._out.truncate()

    @property
    def position(self) -> int:
        """How much has been written."""
        return self._out.tell()

    def payload(self) -> bytes:
        """What was written; to be called once, at the end."""
        return self._out.getvalue()
