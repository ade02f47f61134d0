"""Why a model stopped: every provider's words -> the word that the conventions have for it."""

from typing import Final

_WORDS: Final = {
    "tool_calls": "tool_call",
    "tool-calls": "tool_call",
    "tool_use": "tool_call",
    "function_call": "tool_call",
    "end_turn": "stop",
    "stop_sequence": "stop",
    "max_tokens": "length",
    "model_length": "length",
    "model_context_window_exceeded": "length",
    "content-filter": "content_filter",
    "refusal": "content_filter",
    "safety": "content_filter",
}
"""In lower case, where they differ."""


def finish_reason(reason: str) -> str:
    """The conventions' word for a finish reason; one that is not known stays as it is."""
    word = reason.removeprefix("FinishReason.")
    return _WORDS.get(word.lower(), "stop" if word == "STOP" else word)
