"""Speech made of text: a request and its answer (audio, events, or JSON) -> `model.inference` values."""

import base64
from typing import Final, NamedTuple

from to11.model.inference import (
    ERROR_FINISH,
    BlobPart,
    ChatMessage,
    OutputMessage,
    Request,
    Response,
    TextPart,
    Usage,
)
from to11.wire.lenient import Json, decode, decode_whole, mapping, text
from to11.wire.openai import chat_response, chat_stream, media, parts

_AUDIO: Final = "audio"
_FINISHED: Final = "stop"
_DEFAULT_FORM: Final = "mp3"


class Asked(NamedTuple):
    """What a request asks for."""

    request: Request
    mime_type: str | None
    """Of the audio."""
    characters: int
    """By which some models are billed."""


def request(body: bytes) -> Asked:
    """What a request asks for. How to speak is an instruction."""
    asked = mapping(decode(body))
    said, how = text(asked.get("input")), text(asked.get("instructions"))
    read = Request(
        model=text(asked.get("model")),
        stream=asked.get("stream") is True or asked.get("stream_format") == "sse",
        output_type="speech",
        system_instructions=[TextPart(how)] if how else [],
        messages=[ChatMessage("user", [TextPart(said)])] if said else [],
    )
    form = text(asked.get("response_format")) or _DEFAULT_FORM
    return Asked(read, media.mime_type(_AUDIO, form), len(said or ""))


def audio(body: bytes, mime_type: str | None, *, whole: bool = True) -> Response:
    """An answer that is the audio itself; `whole` is False where it broke off."""
    data = base64.b64encode(body).decode("ascii")
    return Response(messages=_messages(data, mime_type, _FINISHED if whole else ERROR_FINISH))


def response(body: bytes, mime_type: str | None) -> Response:
    """An answer in JSON: an error, or as Mistral has it, the audio. What breaks off gives no audio."""
    whole = decode_whole(body)
    answer = mapping(decode(body) if whole is None else whole)
    data = None if whole is None else _data(answer)
    return Response(
        id=text(answer.get("id")),
        model=text(answer.get("model")),
        messages=_messages(data or "", mime_type, _FINISHED),
        usage=media.usage(answer.get("usage")),
        error=chat_response.error(answer),
    )


def streamed(body: bytes, mime_type: str | None) -> Response:
    """What a provider streamed, up to where the stream ends or breaks."""
    pieces: list[str] = []
    finish = ERROR_FINISH
    usage, error = Usage(), None
    for event in chat_stream.chunks(body):
        if data := _data(event):
            pieces.append(data)
        if event.get("type") == "speech.audio.done":
            finish = _FINISHED
        if told := mapping(event.get("usage")):
            usage = media.usage(told)
        error = chat_response.error(event) or error
    return Response(messages=_messages(parts.join_base64(pieces), mime_type, finish), usage=usage, error=error)


def _data(found: dict[str, Json]) -> str | None:
    """Base64; Mistral calls it `audio_data`."""
    return text(found.get("audio")) or text(found.get("audio_data"))


def _messages(data: str, mime_type: str | None, finish: str) -> list[OutputMessage]:
    return [OutputMessage("assistant", [BlobPart(_AUDIO, data, mime_type)], finish)] if data else []
