"""What images, speech and transcriptions have in common: kinds of data, and usage by kind of token."""

from typing import Final

import msgspec

from to11.model.inference import Usage
from to11.wire.lenient import Json, count, mapping
from to11.wire.openai import tokens

_TYPES: Final = {
    "image": {
        "png": "image/png",
        "jpeg": "image/jpeg",
        "jpg": "image/jpeg",
        "webp": "image/webp",
        "gif": "image/gif",
        "svg": "image/svg+xml",
    },
    "audio": {
        "mp3": "audio/mpeg",
        "mpeg": "audio/mpeg",
        "mpga": "audio/mpeg",
        "mp4": "audio/mp4",
        "m4a": "audio/mp4",
        "wav": "audio/wav",
        "flac": "audio/flac",
        "ogg": "audio/ogg",
        "opus": "audio/opus",
        "aac": "audio/aac",
        "webm": "audio/webm",
        "pcm": "audio/pcm",
    },
}
_SAYS_NOTHING: Final = ("", "application/octet-stream")


def mime_type(modality: str, form: Json) -> str | None:
    """The media type of a format such as `png` or `mp3`; None for one that is not known."""
    return _TYPES[modality].get(form.lower()) if isinstance(form, str) else None


def of_file(modality: str, content_type: str, filename: str | None) -> str | None:
    """The media type of a file: what its header says, else what its name tells."""
    said = content_type.partition(";")[0].strip().lower()
    if said not in _SAYS_NOTHING:
        return said
    return mime_type(modality, (filename or "").rpartition(".")[2])


def usage(found: Json) -> Usage:
    """The counts in a usage object: `input_tokens` and `output_tokens` by kind, or as chat completions has them.

    Where audio is billed by its length, that.
    """
    told = mapping(found)
    if "input_tokens" not in told and "output_tokens" not in told:
        counts = tokens.read(told)
        return msgspec.structs.replace(
            counts, audio_seconds=counts.audio_seconds or tokens.seconds(told.get("seconds"))
        )
    given = mapping(told.get("input_tokens_details")) or mapping(told.get("input_token_details"))
    made = mapping(told.get("output_tokens_details")) or mapping(told.get("output_token_details"))
    return Usage(
        input=count(told.get("input_tokens")),
        output=count(told.get("output_tokens")),
        cache_read=count(given.get("cached_tokens")),
        audio_input=count(given.get("audio_tokens")),
        audio_output=count(made.get("audio_tokens")),
        image_input=count(given.get("image_tokens")),
        image_output=count(made.get("image_tokens")),
        text_input=tokens.text_apart(given),
        text_output=tokens.text_apart(made),
    )
