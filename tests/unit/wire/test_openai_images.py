import json
from typing import Any

import httpx
import msgspec
import pytest

from to11.model.inference import ProviderError, Request, Response, Usage
from to11.wire.openai import images

USAGE = {
    "total_tokens": 4_510,
    "input_tokens": 350,
    "output_tokens": 4_160,
    "input_tokens_details": {"text_tokens": 27, "image_tokens": 323},
}


def asked(content_type: str = "application/json", **body: Any) -> images.Asked:
    return images.request(json.dumps(body).encode(), content_type)


def inputs(request: Request) -> Any:
    return [part for message in msgspec.to_builtins(request.messages) for part in message["parts"]]


def outputs(response: Response) -> Any:
    return [(message["parts"], message["finish_reason"]) for message in msgspec.to_builtins(response.messages)]


def blob(content: str, mime_type: str = "image/png") -> dict[str, Any]:
    return {"type": "blob", "modality": "image", "content": content, "mime_type": mime_type}


def uri(address: str) -> dict[str, Any]:
    return {"type": "uri", "modality": "image", "uri": address}


def response(answer: Any, form: str | None = None) -> Response:
    return images.response(json.dumps(answer).encode(), form)


def streamed(*events: Any, form: str | None = None) -> Response:
    texts = [f"event: {event.get('type')}\ndata: {json.dumps(event)}\n\n" for event in events]
    return images.streamed("".join(texts).encode(), form)


def test_a_request() -> None:
    request, form = asked(model="gpt-image-1", prompt="a cat", n=2, stream=True, output_format="webp", size="auto")
    assert form == "webp"
    assert (request.model, request.choice_count, request.stream, request.output_type) == (
        "gpt-image-1",
        2,
        True,
        "image",
    )
    assert inputs(request) == [{"type": "text", "content": "a cat"}]
    assert asked() == (Request(output_type="image"), None)


def test_an_edit_is_a_form_with_files() -> None:
    sent = httpx.Request(
        "POST",
        "http://x.test",
        data={"model": "gpt-image-1", "prompt": "a hat", "n": "3", "output_format": "jpeg"},
        files=[
            ("mask", ("m.png", b"mask", "image/png")),
            ("image[]", ("a.webp", b"one", "application/octet-stream")),
            ("image[]", ("b.png", b"two", "image/png")),
        ],
    )
    request, form = images.request(sent.read(), sent.headers["content-type"])
    assert (request.model, request.choice_count, form) == ("gpt-image-1", 3, "jpeg")
    assert inputs(request) == [
        {"type": "text", "content": "a hat"},
        blob("b25l", "image/webp"),
        blob("dHdv"),
        blob("bWFzaw=="),
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"image": "https://x.test/a.png"}, [uri("https://x.test/a.png")]),
        ({"image": {"url": "data:image/png;base64,AAAA"}}, [blob("AAAA")]),
        (
            {"images": [{"image_url": "https://x.test/a.png"}, {"file_id": "file_1"}, None, 5, {}]},
            [uri("https://x.test/a.png"), {"type": "file", "modality": "image", "file_id": "file_1"}],
        ),
        (
            {"mask": {"image_url": "data:image/png;base64,BBBB"}, "image": "data:image/gif,x"},
            [blob("eA==", "image/gif"), blob("BBBB")],
        ),
    ],
)
def test_an_edit_in_json(body: dict[str, Any], expected: Any) -> None:
    assert inputs(asked(**body).request) == expected


def test_an_answer() -> None:
    answer = {
        "created": 1,
        "output_format": "webp",
        "data": [{"b64_json": "AAAA"}, {"url": "https://x.test/a.png", "revised_prompt": "a red cat"}],
        "usage": USAGE,
    }
    found = response(answer, "png")
    assert outputs(found) == [
        ([blob("AAAA", "image/webp")], "stop"),
        ([{"type": "text", "content": "a red cat"}, uri("https://x.test/a.png")], "stop"),
    ]
    assert found.finish_reasons == []
    assert found.usage == Usage(350, 4160, image_input=323, image_output=4160, text_input=27)


@pytest.mark.parametrize(
    ("form", "mime_type"), [(None, "image/png"), ("JPEG", "image/jpeg"), ("svg", "image/svg+xml"), ("raw", None)]
)
def test_the_format_where_the_answer_does_not_tell(form: str | None, mime_type: str | None) -> None:
    part = outputs(response({"data": [{"b64_json": "AAAA"}]}, form))[0][0][0]
    assert part.get("mime_type") == mime_type


def test_output_that_is_told_by_kind() -> None:
    usage = {**USAGE, "output_tokens_details": {"text_tokens": 60, "image_tokens": 4_100}}
    assert response({"usage": usage}).usage == Usage(
        350, 4160, image_input=323, image_output=4100, text_input=27, text_output=60
    )


def test_an_answer_that_breaks_off_has_no_half_image() -> None:
    body = json.dumps({"data": [{"b64_json": "AAAA"}, {"b64_json": "BBBB"}], "usage": USAGE}).encode()
    found = images.response(body[: body.index(b"BB")])
    assert outputs(found) == [([blob("AAAA")], "stop"), ([], "error")]


def event(kind: str, data: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "b64_json": data, "output_format": "jpeg", **more}


@pytest.mark.parametrize("what", ["image_generation", "image_edit"])
def test_a_stream_reads_like_the_whole(what: str) -> None:
    found = streamed(
        event(f"{what}.partial_image", "AAAA", partial_image_index=0),
        event(f"{what}.partial_image", "BBBB", partial_image_index=1),
        event(f"{what}.completed", "CCCC", usage=USAGE),
    )
    assert found == response({"data": [{"b64_json": "CCCC"}], "output_format": "jpeg", "usage": USAGE})


def test_a_stream_that_breaks_off_has_the_newest_image() -> None:
    found = streamed(
        event("image_generation.partial_image", "AAAA"),
        event("image_generation.partial_image", "BBBB"),
        {"type": "error", "error": {"code": "moderation_blocked", "message": "no"}},
    )
    assert outputs(found) == [([blob("BBBB", "image/jpeg")], "error")]
    assert found.error == ProviderError("moderation_blocked", "no")


def test_an_error() -> None:
    assert response({"error": {"code": "x", "message": "m"}}) == Response(error=ProviderError("x", "m"))
