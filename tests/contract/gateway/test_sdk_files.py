"""What the stock SDKs upload, download and page through, by way of the gateway."""

import asyncio
import hashlib
import io
import json
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anthropic
import openai

from support.gateway_fakes import door, until
from support.sdks import OURS, anthropic_at, openai_at
from support.upstream import Peer, Received, Script, StandIn, chunked, plain, respond, stand_in
from to11.model.call import Ending
from to11.settings import ProviderSettings

MIB = 1024 * 1024
SOUND = bytes(range(256)) * 4 * 1024 * 30
"""30 MB."""


class Taken:
    """What an upload looked like, read piece by piece."""

    def __init__(self) -> None:
        self.size = 0
        self.started = threading.Event()
        self.file = hashlib.sha256()
        self.fields = b""


def takes(taken: Taken, answer: bytes) -> Script:
    """A script that reads a form with one large file as its last or only large part."""

    async def script(peer: Peer) -> None:
        head = await peer.reader.readuntil(b"\r\n\r\n")
        (length,) = re.findall(rb"content-length: (\d+)", head.lower())
        boundary = re.findall(rb"boundary=([^\r\n;]+)", head)[0]
        form = b""
        while taken.size < int(length):
            piece = await peer.reader.read(256 * 1024)
            taken.size += len(piece)
            form += piece
            if taken.size > MIB:
                taken.started.set()
        for part in form.split(b"--" + boundary)[1:-1]:
            fields, _, content = part.partition(b"\r\n\r\n")
            if b"filename=" in fields:
                taken.file.update(content.removesuffix(b"\r\n"))
            else:
                taken.fields += fields + content
        await peer.send(answer)

    return script


class HeldBack(io.BytesIO):
    """A file whose second half is only there when `go` is set."""

    def __init__(self, content: bytes, go: threading.Event) -> None:
        super().__init__(content)
        self._half, self._go = len(content) // 2, go
        self.name = "a.mp3"

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() >= self._half:
            assert self._go.wait(10), "the first half has not reached the provider"
        return super().read(size)


async def test_a_sound_of_30_mb_is_on_its_way_while_it_is_read() -> None:
    taken = Taken()
    answer = plain(b'{"text":"hello","usage":{"type":"duration","seconds":1}}')
    async with stand_in(takes(taken, answer)) as peer, door(peer.base_url) as gateway:

        def ask() -> str:
            with openai.OpenAI(
                base_url=f"http://127.0.0.1:{gateway.port}/v1", api_key="k", default_headers=OURS, max_retries=0
            ) as client:
                file = HeldBack(SOUND, taken.started)
                return client.audio.transcriptions.create(model="whisper-1", file=file, language="en").text

        assert await asyncio.to_thread(ask) == "hello"
        assert taken.file.digest() == hashlib.sha256(SOUND).digest()
        assert b"whisper-1" in taken.fields
        call = await gateway.recorded()
        assert (call.route, call.model, call.request_size) == ("/v1/audio/transcriptions", "whisper-1", taken.size)
        assert call.request_truncated
        assert len(call.request_body) < len(SOUND)


async def test_a_file_from_the_disk(tmp_path: Path) -> None:
    taken = Taken()
    path = tmp_path / "batch.jsonl"
    path.write_bytes(b'{"custom_id":"1"}\n' * 200_000)
    made = {"id": "file-1", "object": "file", "bytes": 1, "created_at": 1, "filename": "batch.jsonl"}
    answer = plain(json.dumps({**made, "purpose": "batch", "status": "processed"}).encode())
    async with stand_in(takes(taken, answer)) as peer, door(peer.base_url) as gateway, openai_at(gateway) as client:
        file = await client.files.create(file=path, purpose="batch")
        assert file.id == "file-1"
        assert taken.file.digest() == hashlib.sha256(path.read_bytes()).digest()
        call = await gateway.recorded()
        assert (call.route, call.provider, call.ending) == ("/v1/files", "openai", Ending.COMPLETE)


async def test_images_to_edit() -> None:
    taken = Taken()
    picture = b"\x89PNG" + bytes(3 * MIB)
    answer = plain(b'{"created":1,"data":[{"b64_json":"aGk="}]}')
    async with stand_in(takes(taken, answer)) as peer, door(peer.base_url) as gateway, openai_at(gateway) as client:
        images = await client.images.edit(
            model="openai::gpt-image-1", image=("a.png", picture, "image/png"), prompt="a hat"
        )
        assert images.data is not None
        assert images.data[0].b64_json == "aGk="
        assert taken.file.digest() == hashlib.sha256(picture).digest()
        assert b"openai::" not in taken.fields
        assert b"gpt-image-1" in taken.fields
        assert (await gateway.recorded()).model == "gpt-image-1"


async def test_speech_streamed_to_a_file(tmp_path: Path) -> None:
    pieces = [bytes([number]) * 50_000 for number in range(40)]
    answer = chunked(*pieces, content_type=b"audio/mpeg")
    async with stand_in(respond(answer)) as peer, door(peer.base_url) as gateway, openai_at(gateway) as client:
        async with client.audio.speech.with_streaming_response.create(
            model="tts-1", voice="alloy", input="hello"
        ) as spoken:
            assert spoken.headers["content-type"] == "audio/mpeg"
            await spoken.stream_to_file(tmp_path / "a.mp3")
        assert (tmp_path / "a.mp3").read_bytes() == b"".join(pieces)
        call = await gateway.recorded()
        assert (call.operation, call.response_size) == ("audio_speech", 40 * 50_000)


async def test_the_content_of_files() -> None:
    content = bytes(range(256)) * 1000
    answer = plain(content).replace(b"application/json", b"application/octet-stream")
    async with stand_in(respond(answer)) as peer:
        there = {"anthropic": ProviderSettings(base_url=peer.base_url)}
        async with door(peer.base_url, providers=there) as gateway:
            async with openai_at(gateway) as client:
                assert (await client.files.content("file-1")).content == content
            async with anthropic_at(gateway) as claude:
                assert (
                    await (await claude.beta.files.download("file_1", betas=["files-api-2025-04-14"])).read() == content
                )
            await until(lambda: len(gateway.spool.calls) == 2)
            assert [(call.route, call.provider) for call in gateway.spool.calls] == [
                ("/v1/files/{file_id}/content", "openai"),
                ("/v1/files/{file_id}/content", "anthropic"),
            ]
            assert peer.requests[1].values(b"anthropic-beta") == [b"files-api-2025-04-14"]


def pages(answer: Callable[[str, dict[str, list[str]]], dict[str, Any]]) -> Script:
    """A script that answers by path and query."""

    async def script(peer: Peer) -> None:
        while True:
            received = await peer.request()
            url = urlsplit(received.line.split(b" ")[1].decode())
            await peer.send(plain(json.dumps(answer(url.path, parse_qs(url.query))).encode()))

    return script


def asked(received: Received) -> str:
    return received.line.split(b" ")[1].decode()


_KINDS: dict[str, dict[str, Any]] = {
    "files": {
        "object": "file",
        "bytes": 1,
        "created_at": 1,
        "filename": "a",
        "purpose": "batch",
        "status": "processed",
    },
    "batches": {
        "object": "batch",
        "completion_window": "24h",
        "created_at": 1,
        "endpoint": "/v1/responses",
        "input_file_id": "file-1",
        "status": "completed",
    },
    "models": {"object": "model", "created": 1, "owned_by": "me"},
}


def openais(path: str, query: dict[str, list[str]]) -> dict[str, Any]:
    """Three pages of two, by `after`."""
    kind = path.rsplit("/", 1)[1]
    begin = int(query.get("after", ["id-0"])[0].removeprefix("id-"))
    data = [{"id": f"id-{begin + step}", **_KINDS[kind]} for step in (1, 2)]
    return {"object": "list", "data": data, "has_more": begin < 4, "first_id": data[0]["id"], "last_id": data[1]["id"]}


def anthropics(path: str, query: dict[str, list[str]]) -> dict[str, Any]:
    begin = int(query.get("after_id", ["id-0"])[0].removeprefix("id-"))
    more = {"type": "model", "display_name": "C", "created_at": "2026-01-01T00:00:00Z"}
    data = [{"id": f"id-{begin + step}", **more} for step in (1, 2)]
    return {"data": data, "has_more": begin < 4, "first_id": data[0]["id"], "last_id": data[1]["id"]}


SIX = [f"id-{number}" for number in range(1, 7)]


async def test_pages_of_openai() -> None:
    async with stand_in(pages(openais)) as peer, door(peer.base_url) as gateway, openai_at(gateway) as client:
        assert [file.id async for file in client.files.list(limit=2, purpose="batch")] == SIX
        assert [batch.id async for batch in client.batches.list(limit=2)] == SIX
        assert [model.id async for model in client.models.list()] == SIX[:2]
        assert asked(peer.requests[1]) == "/v1/files?limit=2&purpose=batch&after=id-2"
        await until(lambda: len(gateway.spool.calls) == 7)
        assert [call.route for call in gateway.spool.calls] == ["/v1/files"] * 3 + ["/v1/batches"] * 3 + ["/v1/models"]


async def test_pages_of_anthropic() -> None:
    async with stand_in(pages(anthropics)) as peer:
        there = {"anthropic": ProviderSettings(base_url=peer.base_url)}
        async with door("http://127.0.0.1:1", providers=there) as gateway, anthropic_at(gateway) as client:
            assert [model.id async for model in client.models.list(limit=2)] == SIX
            assert asked(peer.requests[2]) == "/v1/models?limit=2&after_id=id-4"
            await _pages_of_batches(client, peer)


async def _pages_of_batches(client: anthropic.AsyncAnthropic, peer: StandIn) -> None:
    before = len(peer.requests)
    assert [batch.id async for batch in client.messages.batches.list(limit=2)] == SIX
    assert [asked(each).split("?")[0] for each in peer.requests[before:]] == ["/v1/messages/batches"] * 3
