"""A provider's faults at every endpoint: the caller gets what the provider gave or a clear error, the record says what
happened, and nothing is left behind. The provider is the replay server beside the project."""

import asyncio
import gc
import json
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any, NamedTuple

import httpx
import pytest

from support.calls import spans_of
from support.gateway_fakes import SECRET, Door, door, left_behind, until
from support.recordings import Replay, needs_recordings, replaying_these
from to11 import record
from to11.model.call import Call, Ending
from to11.settings import ProviderSettings

pytestmark = needs_recordings

_BOUNDARY = "fixed-so-that-it-is-found-again"
_FORM = (
    f'--{_BOUNDARY}\r\ncontent-disposition: form-data; name="model"\r\n\r\nm-1\r\n'
    f'--{_BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n'
    f"content-type: application/octet-stream\r\n\r\n{'some bytes ' * 50}\r\n--{_BOUNDARY}--\r\n"
)
_ASKED = {"model": "m-1", "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 9}
_PLAIN = {"id": "one", "object": "thing", "model": "m-1", "data": [], "text": "words " * 40}


class Ask(NamedTuple):
    """A request to an endpoint, and what the provider gives without a fault."""

    path: str
    method: str = "POST"
    body: Any = None
    """JSON, a form's text, or None."""
    stream: bool = False

    @property
    def answer(self) -> str:
        if not self.stream:
            return json.dumps(_PLAIN)
        return "".join(f"data: {json.dumps({'n': n, 'choices': []})}\n\n" for n in range(6))

    @property
    def exchange(self) -> dict[str, Any]:
        content_type = "text/event-stream" if self.stream else "application/json"
        version = "v2" if self.path.endswith("/rerank") else "v1"  # Cohere's
        path = f"/{version}/{self.path.split('/v1/')[-1]}"
        return {"path": path, "request": self.body, "status": 200, "content_type": content_type, "body": self.answer}

    @property
    def anthropic(self) -> bool:
        return "messages" in self.path or self.path.endswith("/complete")


def _json(path: str, **more: Any) -> Ask:
    return Ask(path, "POST", {**_ASKED, **more}, stream=bool(more.get("stream")))


ASKS = [
    _json("/v1/chat/completions"),
    _json("/v1/chat/completions", stream=True),
    _json("/v1/completions", prompt="Hi"),
    _json("/v1/responses", input="Hi"),
    _json("/v1/responses", input="Hi", stream=True),
    Ask("/v1/responses/resp_1", "GET"),
    Ask("/v1/responses/resp_1", "DELETE"),
    Ask("/v1/responses/resp_1/cancel", "POST"),
    Ask("/v1/responses/resp_1/input_items", "GET"),
    _json("/v1/messages"),
    _json("/v1/messages", stream=True),
    _json("/v1/v1/messages", top_k=1),
    _json("/v1/messages/count_tokens"),
    _json("/v1/embeddings", input="Hi"),
    _json("/v1/rerank", query="Hi", documents=["a"]),
    _json("/v1/images/generations", prompt="Hi"),
    _json("/v1/audio/speech", input="Hi"),
    Ask("/v1/audio/transcriptions", "POST", _FORM),
    Ask("/v1/audio/translations", "POST", _FORM),
    Ask("/v1/images/edits", "POST", _FORM),
    _json("/v1/moderations", input="Hi"),
    Ask("/v1/models", "GET"),
    Ask("/v1/models/m-1", "GET"),
    Ask("/v1/files", "POST", _FORM),
    Ask("/v1/files/file-1", "DELETE"),
    _json("/v1/batches", input_file_id="file-1"),
    Ask("/openai/v1/assistants", "GET"),
    _json("/anthropic/v1/something/new"),
]
IDS = [f"{ask.method}-{ask.path}{'-stream' if ask.stream else ''}" for ask in ASKS]
each_endpoint = pytest.mark.parametrize("ask", ASKS, ids=IDS)


@pytest.fixture(scope="module")
def replay() -> Iterator[Replay]:
    with replaying_these([ask.exchange for ask in ASKS]) as server:
        yield server


@pytest.fixture
async def gateway(replay: Replay) -> AsyncIterator[Door]:
    base = f"http://127.0.0.1:{replay.port}/v1"
    names = ("anthropic", "cohere")
    async with door(
        base,
        providers={name: ProviderSettings(base_url=base) for name in names},
        first_byte_timeout_seconds=0.3,
        max_idle_connections=1,
    ) as made:
        yield made


async def send(gateway: Door, ask: Ask, fault: str) -> tuple[httpx.Response, bytes, Exception | None]:
    """The answer, its bytes as far as they came, and how it broke."""
    form = isinstance(ask.body, str)
    headers = {
        "x-to11-authorization": f"Bearer {SECRET}",
        "authorization": "Bearer sk-provider-key",
        "content-type": f"multipart/form-data; boundary={_BOUNDARY}" if form else "application/json",
        "accept-encoding": "identity",
        **({"x-replay-fault": fault} if fault else {}),
    }
    content = None if ask.body is None else ask.body if form else json.dumps(ask.body)
    request = gateway.client.build_request(ask.method, ask.path, content=content, headers=headers)
    answer = await gateway.client.send(request, stream=True)
    body = b""
    broken: Exception | None = None
    try:
        async for piece in answer.aiter_raw():
            body += piece
    except httpx.HTTPError as error:
        broken = error
    await answer.aclose()
    return answer, body, broken


async def written_down(gateway: Door) -> Call:
    """The one call; and nothing of it is left: no task, no connection but an idle one."""
    await until(lambda: gateway.spool.calls)
    await until(lambda: not gateway.gateway.running)
    (call,) = gateway.spool.calls
    upstream = gateway.gateway._upstream
    await until(lambda: upstream.open == upstream.idle)
    record.spans(call)
    return call


def inference(call: Call) -> Any:
    """Its GenAI span, if it has one."""
    return next(
        (span for span in spans_of(record.spans(call)) if any(a.key == OPERATION for a in span.attributes)),
        None,
    )


OPERATION = "gen_ai.operation.name"
_ERROR = 2


@each_endpoint
async def test_no_fault(gateway: Door, ask: Ask) -> None:
    answer, body, broken = await send(gateway, ask, "")
    call = await written_down(gateway)
    assert (answer.status_code, broken) == (200, None)
    assert body.decode() == ask.answer
    assert (call.ending, call.status, call.response_body) == (Ending.COMPLETE, 200, body)


@each_endpoint
@pytest.mark.parametrize("status", [429, 500])
async def test_a_status(gateway: Door, ask: Ask, status: int) -> None:
    answer, body, broken = await send(gateway, ask, f"status:{status}")
    call = await written_down(gateway)
    assert (answer.status_code, broken) == (status, None)
    assert json.loads(body)["error"]["message"] == "injected"
    assert answer.headers.get("retry-after") == ("1" if status == 429 else None)
    assert "x-to11-error" not in answer.headers
    assert (call.ending, call.status, call.attempts[0].status) == (Ending.COMPLETE, status, status)
    if span := inference(call):
        assert span.status.code == _ERROR


@each_endpoint
async def test_a_break(gateway: Door, ask: Ask) -> None:
    answer, body, broken = await send(gateway, ask, "drop:2")
    call = await written_down(gateway)
    assert answer.status_code == 200
    assert isinstance(broken, httpx.RemoteProtocolError), "the caller sees the break"
    assert body == call.response_body
    assert body
    assert ask.answer.encode().startswith(body)
    assert call.ending is Ending.UPSTREAM_BROKEN
    assert call.error_type == call.attempts[0].error_type != ""
    if span := inference(call):
        assert span.status.code == _ERROR


@each_endpoint
async def test_silence(gateway: Door, ask: Ask) -> None:
    answer, body, broken = await send(gateway, ask, "hang:3")
    call = await written_down(gateway)
    assert (answer.status_code, broken) == (504, None)
    assert answer.headers["x-to11-error"] == "gateway"
    told = json.loads(body)
    assert told["error"]["message"]
    assert ("type" in told) == ask.anthropic or ask.path.startswith("/anthropic")
    assert (call.ending, call.status) == (Ending.UPSTREAM_FAILED, 504)
    assert call.error_type == "timeout"
    if span := inference(call):
        assert span.status.code == _ERROR


@each_endpoint
async def test_garbage(gateway: Door, ask: Ask) -> None:
    answer, body, _broken = await send(gateway, ask, "garbage")
    call = await written_down(gateway)
    assert answer.status_code == 200
    assert call.ending is Ending.COMPLETE
    assert body == call.response_body
    assert b"not what the content type says" in body


async def test_no_memory_is_left_behind(gateway: Door, replay: Replay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("uvicorn.error"), "disabled", True)  # its records would be kept

    async def round_() -> int:
        for ask in ASKS:
            for fault in ("", "status:500", "drop:2", "garbage"):
                await send(gateway, ask, fault)
        await until(lambda: not gateway.gateway.running)
        gateway.spool.entries.clear()
        replay.received.clear()
        await asyncio.sleep(0.05)
        gc.collect()
        return len(gc.get_objects())

    tasks = asyncio.all_tasks()
    await round_()
    before = await round_()
    after = [await round_() for _ in range(3)]
    assert after[-1] - before < 50, "objects grow with the calls"
    assert not left_behind(tasks)
