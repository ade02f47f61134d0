"""What the bodies of a call say. An inference at an endpoint without a reader is recorded with what the call itself
tells: operation, provider, model, times, outcome."""

from typing import Final

from to11.model.call import Call, Ending
from to11.model.inference import Request, Response
from to11.record import encodings
from to11.record.readers import READERS
from to11.record.readers.base import Reading

INFERENCES: Final = frozenset(
    {
        "chat",
        "generate_content",
        "text_completion",
        "embeddings",
        "image_generation",
        "audio_speech",
        "audio_transcription",
        "audio_translation",
        "moderation",
        "rerank",
        "fetch_response",
    }
)
"""Operations that make a GenAI span; what else passes through has an HTTP span only."""


def is_inference(call: Call) -> bool:
    """Whether the call has a GenAI span: one that the gateway refused was never begun."""
    return call.operation in INFERENCES and call.ending is not Ending.REFUSED


def inference_ns(call: Call) -> tuple[int, int]:
    """When the inference began and ended: with the first attempt and the last."""
    if not call.attempts:
        return call.start_ns, max(call.start_ns, call.end_ns)
    start_ns = call.attempts[0].start_ns
    return start_ns, max(start_ns, call.attempts[-1].end_ns)


def read_inference(call: Call) -> Reading | None:
    """What the bodies of an inference say; None of a call that is none."""
    return read(call) if is_inference(call) else None


def read(call: Call) -> Reading:
    """What the call's bodies say; nothing where no reader knows them."""
    reader = READERS.get(call.route)
    if reader is None:
        return Reading(Request(), Response(), call.operation)
    decoded = encodings.decode(call.response_body, call.response_headers.get("content-encoding", ""))
    body, cut = decoded or (b"", False)
    truncated = call.request_truncated or call.response_truncated or cut
    return reader(call, body)._replace(truncated=truncated)
