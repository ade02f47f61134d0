"""Transcriptions and translations of audio: a request and its answer (JSON, events, or text) -> `model.inference`."""

from typing import Final

import msgspec

from to11.model.inference import (
    ERROR_FINISH,
    ChatMessage,
    FilePart,
    OutputMessage,
    Part,
    ProviderError,
    Request,
    Response,
    TextPart,
    UriPart,
    Usage,
)
from to11.wire.lenient import Json, decode, decode_whole, mapping, number, objects, text
from to11.wire.openai import chat_response, chat_stream, forms, media

_AUDIO: Final = "audio"
_FINISHED: Final = "stop"
_DELTAS: Final = {"transcript.text.delta": "delta", "transcription.text.delta": "text"}
"""Events that bring some text, and where it is in them: OpenAI's and Mistral's."""
_DONE: Final = ("transcript.text.done", "transcription.done")


def request(body: bytes, content_type: str) -> Request:
    """What a request asks for: the prompt, if any, and the audio."""
    asked, files = forms.read(body, content_type)
    prompt = text(asked.get("prompt"))
    contents: list[Part] = [TextPart(prompt)] if prompt else []
    contents += [file.part(_AUDIO) for file in files if file.field == "file"]
    # Groq says `url`, Mistral `file_url` and `file_id`.
    if address := text(asked.get("url")) or text(asked.get("file_url")):
        contents.append(UriPart(_AUDIO, address))
    elif file_id := text(asked.get("file_id")):
        contents.append(FilePart(_AUDIO, file_id))
    return Request(
        model=text(asked.get("model")),
        stream=asked.get("stream") is True,
        output_type="text",
        temperature=number(asked.get("temperature")),
        messages=[ChatMessage("user", contents)] if contents else [],
    )


def plain(body: bytes, *, whole: bool = True) -> Response:
    """An answer that is the text itself: `text`, `srt` or `vtt`; `whole` is False where it broke off."""
    return Response(messages=_messages(body.decode("utf-8", "replace"), _FINISHED if whole else ERROR_FINISH))


def response(body: bytes) -> Response:
    """An answer in JSON. Of a body that breaks off, what can be read."""
    whole = decode_whole(body)
    answer = mapping(decode(body) if whole is None else whole)
    return Response(
        id=_id(answer),
        model=text(answer.get("model")),
        messages=_messages(text(answer.get("text")) or "", ERROR_FINISH if whole is None else _FINISHED),
        usage=_usage(answer),
        error=chat_response.error(answer),
    )


def streamed(body: bytes) -> Response:
    """What a provider streamed, up to where the stream ends or breaks."""
    answer = _Answer()
    for event in chat_stream.chunks(body):
        answer.add(event)
    return answer.response()


class _Answer:
    """What the events add up to."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._whole: str | None = None
        self._last = Response()
        self._finish = ERROR_FINISH
        self._usage = Usage()
        self._error: ProviderError | None = None

    def add(self, event: dict[str, Json]) -> None:
        kind = text(event.get("type")) or ""
        if kind in _DONE:
            self._whole = text(event.get("text"))
            self._finish = _FINISHED
        self._pieces += _delta(event, kind)
        if any(text(choice.get("finish_reason")) for choice in objects(event.get("choices"))):
            self._finish = _FINISHED
        self._last = Response(id=_id(event) or self._last.id, model=text(event.get("model")) or self._last.model)
        if mapping(event.get("usage")):
            self._usage = _usage(event)
        self._error = chat_response.error(event) or self._error

    def response(self) -> Response:
        said = self._whole or "".join(self._pieces)
        messages = _messages(said, self._finish)
        return msgspec.structs.replace(self._last, messages=messages, usage=self._usage, error=self._error)


def _delta(event: dict[str, Json], kind: str) -> list[str]:
    """The text that an event brings; vLLM streams it as chat completions does."""
    given = [event.get(_DELTAS[kind])] if kind in _DELTAS else []
    given += [mapping(choice.get("delta")).get("content") for choice in objects(event.get("choices"))]
    return [piece for value in given if (piece := text(value))]


def _id(answer: dict[str, Json]) -> str | None:
    return text(answer.get("id")) or text(mapping(answer.get("x_groq")).get("id"))


def _usage(answer: dict[str, Json]) -> Usage:
    """The counts; of a verbose answer without, how long the audio was."""
    if usage := mapping(answer.get("usage")):
        return media.usage(usage)
    return media.usage({"seconds": answer.get("duration")})


def _messages(said: str, finish: str) -> list[OutputMessage]:
    return [OutputMessage("assistant", [TextPart(said)], finish)] if said else []
