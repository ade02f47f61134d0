"""Messages of every endpoint validate against the schemas of the conventions."""

import json
from typing import Any

import jsonschema
import pytest

from support.calls import attributes, call, spans_of
from support.recordings import SHARED, needs_recordings
from to11.record import spans

SCHEMAS = {
    "gen_ai.input.messages": "gen-ai-input-messages.json",
    "gen_ai.output.messages": "gen-ai-output-messages.json",
    "gen_ai.system_instructions": "gen-ai-system-instructions.json",
}
FORM = "multipart/form-data; boundary=b"
IMAGES = {"data": [{"b64_json": "AAAA", "revised_prompt": "p"}, {"url": "https://x.test/a.png"}, {}]}
CASES: list[tuple[str, Any, Any]] = [
    (
        "/v1/completions",
        {"prompt": ["a", [1, 2]], "suffix": "s"},
        {"choices": [{"index": 0, "text": "t", "finish_reason": "stop"}, {"index": 2, "text": "t"}]},
    ),
    ("/v1/embeddings", {"input": ["a", [1], {"image": "AAAA"}], "images": ["data:image/png;base64,AAAA"]}, None),
    (
        "/v1/rerank",
        {"query": {"image": "x"}, "documents": ["a", {"text": "b"}, None, 1]},
        {"results": [{"index": 0, "relevance_score": 0.5, "document": {"text": "b"}}]},
    ),
    ("/v1/rerank", {"query": "q", "documents": []}, {"data": [{"index": 0}]}),
    ("/v1/images/generations", {"prompt": "p"}, IMAGES),
    ("/v1/images/edits", {"prompt": "p", "images": [{"file_id": "f"}, "https://x.test/a.png"]}, IMAGES),
    (
        "/v1/images/variations",
        b'--b\r\nContent-Disposition: form-data; name="image"; filename="a"\r\n\r\nx\r\n--b--',
        IMAGES,
    ),
    ("/v1/audio/speech", {"input": "i", "instructions": "how"}, {"audio_data": "AAAA"}),
    (
        "/v1/audio/transcriptions",
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp3"\r\n\r\nx\r\n--b--',
        {"text": "t"},
    ),
    ("/v1/audio/translations", {"file_id": "f", "prompt": "p"}, {"text": "t"}),
    (
        "/v1/moderations",
        {"input": [{"type": "text", "text": "a"}, {"type": "image_url", "image_url": {"url": "https://x.test/a"}}]},
        {"results": [{"flagged": True, "categories": {"violence": True}}]},
    ),
]

pytestmark = needs_recordings


@pytest.mark.parametrize(("route", "asked", "answer"), CASES)
def test_messages_validate(route: str, asked: Any, answer: Any) -> None:
    recorded = call(
        route=route,
        operation="embeddings",
        request_body=asked,
        request_headers={"content-type": FORM if isinstance(asked, bytes) else "application/json"},
        response_body=answer,
    )
    attrs = attributes(spans_of(spans(recorded))[1])
    assert "gen_ai.input.messages" in attrs
    assert ("gen_ai.output.messages" in attrs) is (answer is not None)
    for name, file in SCHEMAS.items():
        if name in attrs:
            schema = json.loads((SHARED / "semconv" / file).read_text("utf-8"))
            jsonschema.validate(json.loads(attrs[name]), schema)
