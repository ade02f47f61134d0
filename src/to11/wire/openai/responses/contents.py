"""Contents of a message in the Responses API -> message parts.

What has the same form in chat completions is read there, and so is whatever is not known here.
"""

from collections.abc import Callable, Iterator
from typing import Final

from to11.model.inference import FilePart, Part, TextPart
from to11.wire.lenient import Json, items, text
from to11.wire.openai import parts


def of_content(content: Json) -> list[Part]:
    """The parts of `content`: a string, or a list of typed contents."""
    if isinstance(content, str):
        return [TextPart(content)] if content else []
    found: list[Part] = []
    for item in items(content):
        if isinstance(item, dict) and (read := _READERS.get(text(item.get("type")) or "")):
            found += read(item)
        else:
            found += parts.of_content([item])
    return found


def _text(item: dict[str, Json]) -> Iterator[Part]:
    if isinstance(content := item.get("text"), str):
        yield TextPart(content)


def _image(item: dict[str, Json]) -> Iterator[Part]:
    """An address, a data URL, or the id of an uploaded file."""
    if file_id := text(item.get("file_id")):
        yield FilePart("image", file_id)
    else:
        yield from parts.of_content([{"type": "image_url", "image_url": item.get("image_url")}])


def _file(item: dict[str, Json]) -> Iterator[Part]:
    if address := text(item.get("file_url")):
        yield from parts.of_content([{"type": "document_url", "document_url": address}])
    else:
        yield from parts.of_content([{"type": "file", "file": item}])


_READERS: Final[dict[str, Callable[[dict[str, Json]], Iterator[Part]]]] = {
    "input_text": _text,
    "output_text": _text,
    "input_image": _image,
    "computer_screenshot": _image,
    "input_file": _file,
}
