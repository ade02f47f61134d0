import pytest

from to11.wire.finish_reasons import finish_reason


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("tool_use", "tool_call"),
        ("tool_calls", "tool_call"),
        ("refusal", "content_filter"),
        ("pause_turn", "pause_turn"),
        ("compaction", "compaction"),
        ("STOP", "stop"),
        ("FinishReason.MAX_TOKENS", "length"),
        ("from_the_future", "from_the_future"),
    ],
)
def test_the_conventions_words(given: str, expected: str) -> None:
    assert finish_reason(given) == expected
