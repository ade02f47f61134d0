"""Images made, edited or varied: a request and its answer, whole or streamed -> `model.inference` values.

Every image is a choice. Providers give no finish reason for it.
"""

from typing import Final, NamedTuple

import msgspec

from to11.model.inference import (
    ERROR_FINISH,
    BlobPart,
    ChatMessage,
    FilePart,
    OutputMessage,
    Part,
    Request,
    Response,
    TextPart,
    UriPart,
    Usage,
)
from to11.wire.lenient import Json, count, decode, decode_whole, mapping, objects, text
from to11.wire.openai import chat_response, chat_stream, forms, media, parts

_IMAGE: Final = "image"
_FINISHED: Final = "stop"
_PARTIAL: Final = ".partial_image"
_COMPLETED: Final = ".completed"


class Asked(NamedTuple):
    """What a request asks for."""

    request: Request
    form: str | None
    """The format of the images that are to come."""


def request(body: bytes, content_type: str) -> Asked:
    """What a request asks for: the prompt, then the images that come with it, the mask last."""
    asked, files = forms.read(body, content_type)
    prompt = text(asked.get("prompt"))
    contents: list[Part] = [TextPart(prompt)] if prompt else []
    for name in (_IMAGE, "images", "mask"):
        contents += [file.part(_IMAGE) for file in files if file.field == name]
        contents += _given(asked.get(name))
    read = Request(
        model=text(asked.get("model")),
        stream=asked.get("stream") is True,
        choice_count=count(asked.get("n")),
        output_type=_IMAGE,
        messages=[ChatMessage("user", contents)] if contents else [],
    )
    return Asked(read, text(asked.get("output_format")))


def response(body: bytes, form: str | None = None) -> Response:
    """What a provider answered. `form` is the format that was asked for, where the answer does not tell.

    Of a body that breaks off, what can be read; not the image that it breaks off in.
    """
    whole = decode_whole(body)
    answer = mapping(decode(body) if whole is None else whole)
    images = objects(answer.get("data"))
    form = text(answer.get("output_format")) or form
    messages = [_message(image, form) for image in images]
    if whole is None and images:
        messages[-1] = OutputMessage("assistant", [], ERROR_FINISH)
    return Response(
        id=text(answer.get("id")),
        model=text(answer.get("model")),
        messages=messages,
        usage=_usage(answer.get("usage")),
        error=chat_response.error(answer),
    )


def streamed(body: bytes, form: str | None = None) -> Response:
    """What a provider streamed; of a stream that breaks off, the newest image that had come."""
    completed: list[OutputMessage] = []
    partial: OutputMessage | None = None
    found = Response()
    for event in chat_stream.chunks(body):
        kind = text(event.get("type")) or ""
        message = _message(event, text(event.get("output_format")) or form)
        if kind.endswith(_COMPLETED):
            completed.append(message)
            partial = None
        elif kind.endswith(_PARTIAL):
            partial = msgspec.structs.replace(message, finish_reason=ERROR_FINISH)
        found = msgspec.structs.replace(
            found,
            usage=_usage(event["usage"]) if mapping(event.get("usage")) else found.usage,
            error=chat_response.error(event) or found.error,
        )
    return msgspec.structs.replace(found, messages=completed + ([partial] if partial else []))


def _given(images: Json) -> list[Part]:
    """Images of a request in JSON: an address, an object with one, or the id of a file; one or several."""
    found: list[Part] = []
    for image in images if isinstance(images, list) else [images]:
        address = image if isinstance(image, str) else mapping(image).get("image_url") or mapping(image).get("url")
        if address:
            found += parts.of_content([{"type": "image_url", "image_url": address}])
        elif file_id := text(mapping(image).get("file_id")):
            found.append(FilePart(_IMAGE, file_id))
    return found


def _message(image: dict[str, Json], form: str | None) -> OutputMessage:
    contents: list[Part] = []
    if revised := text(image.get("revised_prompt")):
        contents.append(TextPart(revised))
    if data := text(image.get("b64_json")):
        contents.append(BlobPart(_IMAGE, data, media.mime_type(_IMAGE, form or "png")))
    elif address := text(image.get("url")):
        contents.append(UriPart(_IMAGE, address))
    return OutputMessage("assistant", contents, _FINISHED)


def _usage(found: Json) -> Usage:
    """Where it is not told of what kind the output is, it is image tokens: so OpenAI defines its `output_tokens`."""
    usage = media.usage(found)
    if mapping(mapping(found).get("output_tokens_details")):
        return usage
    return msgspec.structs.replace(usage, image_output=usage.output)
