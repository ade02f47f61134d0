import json
from typing import Any

import msgspec
import pytest

from to11.wire.anthropic import parts
from to11.wire.contents import has_image

PNG = {"type": "base64", "media_type": "image/png", "data": "QUJD"}
BLOB = {"type": "blob", "modality": "image", "content": "QUJD", "mime_type": "image/png"}
TEXT = {"type": "text", "text": "a"}


def read(content: Any) -> list[dict[str, Any]]:
    """The parts as they are on the span."""
    found: list[dict[str, Any]] = msgspec.json.decode(
        msgspec.json.encode(parts.of_content(json.loads(json.dumps(content))))
    )
    return found


def one(block: dict[str, Any]) -> dict[str, Any]:
    (found,) = read([block])
    return found


def test_text() -> None:
    assert read("hello") == [{"type": "text", "content": "hello"}]
    assert read("") == read(None) == read([]) == []
    assert read(["a", {**TEXT, "cache_control": {"type": "ephemeral"}, "citations": None}]) == [
        {"type": "text", "content": "a"},
        {"type": "text", "content": "a"},
    ]


def test_citations_stay_with_their_text() -> None:
    citation = {"type": "page_location", "cited_text": "so", "start_page_number": 2}
    assert one({**TEXT, "citations": [citation]}) == {"type": "text", "content": "a", "citations": [citation]}


def test_thoughts() -> None:
    assert one({"type": "thinking", "thinking": "hm", "signature": "s"}) == {"type": "reasoning", "content": "hm"}
    assert one({"type": "thinking", "thinking": "", "signature": "s"}) == {"type": "reasoning", "content": ""}
    redacted = {"type": "redacted_thinking", "data": "EmwK"}
    assert one(redacted) == redacted


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ({"type": "image", "source": PNG}, BLOB),
        (
            {"type": "image", "source": {"type": "url", "url": "https://x.test/a.png"}},
            {"type": "uri", "modality": "image", "uri": "https://x.test/a.png"},
        ),
        ({"type": "image", "source": {"type": "url", "url": "data:image/png;base64,QUJD"}}, BLOB),
        (
            {"type": "image", "source": {"type": "file", "file_id": "file_1"}},
            {"type": "file", "modality": "image", "file_id": "file_1"},
        ),
        (
            {"type": "document", "source": {**PNG, "media_type": "application/pdf"}, "title": "t"},
            {"type": "blob", "modality": "document", "content": "QUJD", "mime_type": "application/pdf"},
        ),
        (
            {"type": "document", "source": {"type": "url", "url": "https://x.test/a.pdf"}},
            {"type": "uri", "modality": "document", "uri": "https://x.test/a.pdf"},
        ),
        (
            {"type": "document", "source": {"type": "file", "file_id": "file_2"}},
            {"type": "file", "modality": "document", "file_id": "file_2"},
        ),
        (
            {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "plain"}},
            {"type": "text", "content": "plain"},
        ),
    ],
)
def test_data(block: dict[str, Any], expected: dict[str, Any]) -> None:
    assert one(block) == expected


def test_a_document_of_blocks() -> None:
    source = {"type": "content", "content": [TEXT, {"type": "image", "source": PNG}]}
    assert read([{"type": "document", "source": source}]) == [{"type": "text", "content": "a"}, BLOB]
    assert one({"type": "document", "source": {"type": "content", "content": "s"}}) == {"type": "text", "content": "s"}


def test_a_call_of_a_tool() -> None:
    call = {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {"a": 1}, "caller": {"type": "direct"}}
    assert one(call) == {"type": "tool_call", "name": "f", "id": "toolu_1", "arguments": {"a": 1}}
    assert one({**call, "input": {}})["arguments"] == {}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("plain", "plain"),
        ([TEXT], "a"),
        ([TEXT, TEXT], [{"type": "text", "content": "a"}, {"type": "text", "content": "a"}]),
        ([{"type": "image", "source": PNG}], [BLOB]),
        (
            [{"type": "document", "source": {"type": "content", "content": [TEXT]}}, TEXT],
            [{"type": "text", "content": "a"}] * 2,
        ),
        ([{"type": "tool_reference", "tool_name": "g"}], [{"type": "tool_reference", "tool_name": "g"}]),
        ([], []),
        (None, None),
    ],
)
def test_what_a_tool_gave(content: Any, expected: Any) -> None:
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": content}
    assert one(result) == {"type": "tool_call_response", "response": expected, "id": "toolu_1"}


def test_a_tool_that_failed() -> None:
    result = {"type": "tool_result", "tool_use_id": "toolu_1", "content": "no such file", "is_error": True}
    expected = {"type": "tool_call_response", "response": "no such file", "id": "toolu_1", "is_error": True}
    assert one(result) == expected
    assert "is_error" not in one({**result, "is_error": False})


@pytest.mark.parametrize(
    ("call", "tool", "given"),
    [
        ({"type": "server_tool_use", "name": "web_search", "input": {"query": "q"}}, "web_search", {}),
        ({"type": "server_tool_use", "name": "bash_code_execution", "input": {}}, "bash_code_execution", {}),
        ({"type": "mcp_tool_use", "name": "echo", "input": {}, "server_name": "s"}, "mcp", {"server_name": "s"}),
    ],
)
def test_a_tool_of_the_provider(call: dict[str, Any], tool: str, given: dict[str, Any]) -> None:
    assert one({**call, "id": "srvtoolu_1"}) == {
        "type": "server_tool_call",
        "name": call["name"],
        "id": "srvtoolu_1",
        "server_tool_call": {"type": tool, "input": call["input"], **given},
    }


@pytest.mark.parametrize(
    ("kind", "tool", "content"),
    [
        ("web_search_tool_result", "web_search", [{"type": "web_search_result", "url": "https://x.test"}]),
        ("web_fetch_tool_result", "web_fetch", {"type": "web_fetch_result", "url": "https://x.test"}),
        ("code_execution_tool_result", "code_execution", {"type": "code_execution_result", "stdout": "1"}),
        ("bash_code_execution_tool_result", "bash_code_execution", {"type": "bash_code_execution_result"}),
        ("text_editor_code_execution_tool_result", "text_editor_code_execution", {"error_code": "unavailable"}),
        ("tool_search_tool_result", "tool_search", {"tool_references": []}),
        ("advisor_tool_result", "advisor", {"text": "t"}),
        ("mcp_tool_result", "mcp", [TEXT]),
    ],
)
def test_what_a_tool_of_the_provider_gave(kind: str, tool: str, content: Any) -> None:
    assert one({"type": kind, "tool_use_id": "srvtoolu_1", "content": content}) == {
        "type": "server_tool_call_response",
        "id": "srvtoolu_1",
        "server_tool_call_response": {"type": tool, "content": content},
    }


@pytest.mark.parametrize(
    "block",
    [
        {"type": "search_result", "source": "s", "title": "t", "content": [TEXT]},
        {"type": "container_upload", "file_id": "file_1"},
        {"type": "compaction", "content": "summary"},
        {"type": "from_the_future", "x": [1]},
        {"type": "image", "source": None},
        {"type": "document", "source": {"type": "text", "data": 1}},
    ],
)
def test_other_blocks_stay_as_they_came(block: dict[str, Any]) -> None:
    assert one(block) == block


def test_what_is_no_block_is_left_out() -> None:
    assert read([1, None, {}, {"type": 3}, {"text": "a"}, {"type": "text"}, {"type": "thinking", "thinking": 1}]) == []
    assert read({"type": "text", "text": "a"}) == []


def test_nesting_is_read_to_where_it_has_a_meaning() -> None:
    inner: dict[str, Any] = {"type": "tool_result", "tool_use_id": "t", "content": [TEXT]}
    for _ in range(100):
        inner = {"type": "tool_result", "tool_use_id": "t", "content": [inner]}
    assert one(inner)["response"] == inner["content"]


def test_an_image_that_a_tool_gave_is_found() -> None:
    image = {"type": "image", "source": PNG}
    assert has_image(parts.of_content([{"type": "tool_result", "content": [TEXT, image]}]))
    assert not has_image(parts.of_content([{"type": "tool_result", "content": [TEXT]}, TEXT]))
