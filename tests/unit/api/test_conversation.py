"""Turns as the quick encoder tells them are what their schema says."""

import json
from typing import Any

import msgspec

from to11.api.present import conversation as present
from to11.api.responses import page_of
from to11.api.schemas import conversation as schema
from to11.api.schemas.base import Page, Success
from to11.model.search import TraceStatus, TraceSummary
from to11.wire.messages.conversation import Shown

TRACE = TraceSummary("4b" * 16, 1_790_000_000_000_000_001, 5, TraceStatus.ERROR, "n", "s", 3, 1, models=("m", "é"))
PARTS: list[dict[str, Any]] = [
    {"type": "text", "content": 'a "quoted" \u2028 text'},
    {"type": "tool_call", "id": "c", "name": "f", "arguments": {"deep": [1, 2.5, None, {"x": True}]}},
]


def test_the_quick_encoding_is_the_schemas() -> None:
    shown = [Shown("00" * 8, "user", PARTS), Shown("01" * 8, "assistant", PARTS[:1], "stop")]
    turns = [present.turn(TRACE, shown, truncated=True), present.turn(TRACE, [], truncated=False)]
    body = bytes(page_of(turns, "next", 7).body)
    told = Success[Page[schema.Turn]].model_validate_json(body, by_alias=True, by_name=False, extra="forbid")
    assert msgspec.json.decode(body) == json.loads(told.model_dump_json(by_alias=True))
    assert told.data.items[0].messages[0].parts == PARTS
    assert told.data.items[0].messages[1].finish_reason == "stop"
    assert (told.data.items[0].status, told.data.items[0].models) == (TraceStatus.ERROR, ["m", "é"])
    assert (told.data.pagination.next_cursor, told.data.pagination.limit) == ("next", 7)
