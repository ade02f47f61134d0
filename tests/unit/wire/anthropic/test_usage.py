from typing import Any

import pytest

from to11.model.inference import Usage
from to11.wire.anthropic import usage

KEPT = {"ephemeral_5m_input_tokens": 3, "ephemeral_1h_input_tokens": 4}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"input_tokens": 5, "output_tokens": 2}, Usage(input=5, output=2)),
        (
            {"input_tokens": 5, "cache_read_input_tokens": 10, "cache_creation_input_tokens": 7, "output_tokens": 2},
            Usage(input=22, output=2, cache_read=10, cache_write=7),
        ),
        (
            {"input_tokens": 5, "cache_creation_input_tokens": 7, "cache_creation": KEPT},
            Usage(input=12, cache_write=7, cache_write_1h=4),
        ),
        ({"input_tokens": 5, "cache_creation": KEPT}, Usage(input=12, cache_write=7, cache_write_1h=4)),
        ({"input_tokens": 5, "cache_read_input_tokens": None}, Usage(input=5)),
        ({"cache_read_input_tokens": 5}, Usage(input=5, cache_read=5)),
        (
            {"output_tokens": 9, "output_tokens_details": {"thinking_tokens": 4}},
            Usage(output=9, reasoning=4),
        ),
        ({"output_tokens": 9, "server_tool_use": {"web_search_requests": 2}}, Usage(output=9, web_searches=2)),
        ({"input_tokens": "5", "output_tokens": -1, "cache_creation": [], "server_tool_use": 1}, Usage()),
        ({}, Usage()),
        (None, Usage()),
        ([], Usage()),
    ],
)
def test_counts(given: Any, expected: Usage) -> None:
    assert usage.read(given) == expected
