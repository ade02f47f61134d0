"""`model.call.Call` <-> bytes (msgpack), as the spool keeps it.

Fields go by name, so that either side may be newer: what a reader does not know it ignores, what a writer did not yet
write takes its default.
"""

from typing import Final

import msgspec

from to11.model.call import Call
from to11.model.errors import InvalidRequestError

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Call)


def encode(call: Call) -> bytes:
    """The call as bytes."""
    return _ENCODER.encode(call)


def decode(data: bytes) -> Call:
    """The call from bytes. Raises InvalidRequestError when they are not a call."""
    try:
        return _DECODER.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InvalidRequestError(f"not a recorded call: {error}") from error
