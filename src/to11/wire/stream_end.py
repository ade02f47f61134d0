"""Whether a provider's event stream has said its last word.

HTTP ends a stream with its body. Stock SDKs do not wait for that: they read the event after which nothing comes, and
close the connection.
"""

from typing import Final

import msgspec

from to11.wire import sse

DONE: Final = b"[DONE]"
"""Chat completions and completions, of OpenAI and all that speak as it does."""
_LAST: Final = frozenset(
    {
        "message_stop",  # Anthropic's messages
        "response.completed",  # OpenAI's responses
        "response.failed",
        "response.incomplete",
        "transcript.text.done",  # OpenAI's transcriptions
        "transcription.done",  # Mistral's
        "image_generation.completed",
        "image_edit.completed",
        "speech.audio.done",
        "error",
    }
)


class _Typed(msgspec.Struct):
    type: str = ""


def is_over(body: bytes) -> bool:
    """Whether the last event of a stream, as far as it came, ends the answer and came whole."""
    start = sse.last_start(body.rstrip(b"\r\n"))
    data = [event.data for event in sse.Parser().feed(body[start:]) if event.data is not None]
    if not data:
        return False
    if data[-1].strip() == DONE:
        return True
    try:
        return msgspec.json.decode(data[-1], type=_Typed).type in _LAST
    except msgspec.MsgspecError:
        return False
