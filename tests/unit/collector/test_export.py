import asyncio
import gzip
import threading
from collections.abc import AsyncIterator
from dataclasses import replace

import msgspec
import pytest

from support.collector_fakes import CLAIMS, PROJECT, MemorySpool, until
from support.otlp import bad_span, names, request, span
from to11.collector import job as module
from to11.collector.export import Export
from to11.ingest.spool import EntryKind
from to11.model.errors import InvalidRequestError, RateLimitedError, TooLargeError, UnavailableError
from to11.settings import CollectorSettings
from to11.wire.otlp import json_out
from to11.wire.otlp.check import check
from to11.wire.otlp.encoding import Encoding
from to11.wire.otlp.faults import Checked, Reason


@pytest.fixture
def spool() -> MemorySpool:
    return MemorySpool()


@pytest.fixture
async def export(spool: MemorySpool) -> AsyncIterator[Export]:
    made = Export(spool, CollectorSettings(max_request_bytes=100_000))
    yield made
    made.close()


async def test_protobuf_is_spooled_as_it_came_for_the_tokens_project(export: Export, spool: MemorySpool) -> None:
    data = request(span()).SerializeToString()
    assert await export(CLAIMS, data, Encoding.PROTOBUF) == (1, 0, "", {}, len(data))
    assert spool.entries == [(EntryKind.OTLP, PROJECT, data)]
    assert spool.payloads[0] is data


async def test_json_and_compressed_bodies_are_spooled_as_protobuf(export: Export, spool: MemorySpool) -> None:
    message = request(span())
    body = msgspec.json.encode(json_out.document(message.resource_spans))
    await export(CLAIMS, body, Encoding.JSON)
    await export(CLAIMS, gzip.compress(body), Encoding.JSON, "gzip")
    await export(CLAIMS, gzip.compress(message.SerializeToString()), Encoding.PROTOBUF, "gzip")
    assert spool.payloads == [message.SerializeToString()] * 3


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The threads that checks ran on."""
    seen: list[str] = []

    def spy(data: bytes, encoding: Encoding) -> Checked:
        seen.append(threading.current_thread().name)
        return check(data, encoding)

    monkeypatch.setattr(module, "check", spy)
    return seen


async def test_what_takes_long_leaves_the_loop(
    export: Export, threads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "INLINE_BYTES", 1000)
    monkeypatch.setattr(module, "INLINE_JSON_BYTES", 1000)
    monkeypatch.setattr(module, "LIGHT_BYTES", 10_000)
    few, some, many = (request(*[span() for _ in range(count)]) for count in (1, 20, 200))
    for message, thread in ((few, "MainThread"), (some, "otlp-light"), (many, "otlp-heavy")):
        body = message.SerializeToString()
        await export(CLAIMS, body, Encoding.PROTOBUF)
        await export(CLAIMS, msgspec.json.encode(json_out.document(message.resource_spans)), Encoding.JSON)
        assert [name.rpartition("_")[0] or name for name in threads] == [thread] * 2
        threads.clear()
    small = gzip.compress(many.SerializeToString())
    assert len(small) < 10_000
    await export(CLAIMS, small, Encoding.PROTOBUF, "gzip")
    assert threads == ["otlp-heavy_0"], "it turned out to be large, and was not checked where small ones are"


async def test_what_unpacks_to_more_than_there_is_room_for_is_finished_in_its_lane(spool: MemorySpool) -> None:
    export = Export(spool, CollectorSettings())
    message = request(*[span("x" * 1000) for _ in range(2000)])
    body = gzip.compress(message.SerializeToString())
    with export.budget.hold("another") as other:
        await other.take(export.budget.limit - 10 * len(body))
        spool.gate.clear()
        first = asyncio.create_task(export(CLAIMS, body, Encoding.PROTOBUF, "gzip"))
        await until(lambda: spool.waiting == 1)
        second = asyncio.create_task(export(replace(CLAIMS, project_id="c"), body, Encoding.PROTOBUF, "gzip"))
        await asyncio.sleep(0.05)
        assert spool.waiting == 1
        assert export.budget.used <= export.budget.limit
        spool.gate.set()
        assert (await first).accepted == (await second).accepted == 2000
    assert export.budget.used == 0
    export.close()


class TestQuota:
    @pytest.fixture
    async def export(self, spool: MemorySpool) -> AsyncIterator[Export]:
        made = Export(spool, CollectorSettings(quota_spans_per_second=10))
        yield made
        made.close()

    async def test_a_request_is_let_in_whole_and_the_next_is_refused(self, export: Export, spool: MemorySpool) -> None:
        data = request(*[span() for _ in range(60)]).SerializeToString()
        assert (await export(CLAIMS, data, Encoding.PROTOBUF)).accepted == 60
        with pytest.raises(RateLimitedError, match="quota of 10 spans"):
            await export(CLAIMS, data, Encoding.PROTOBUF)
        with pytest.raises(RateLimitedError):
            await export(CLAIMS, request(span()).SerializeToString(), Encoding.PROTOBUF)
        with pytest.raises(RateLimitedError):
            export.admit(CLAIMS, len(data))
        assert len(spool.entries) == 1

    @pytest.mark.otlp("G3", "G4")
    async def test_a_request_without_spans_always_passes(self, export: Export) -> None:
        await export(CLAIMS, request(*[span() for _ in range(60)]).SerializeToString(), Encoding.PROTOBUF)
        for body, encoding in ((b"", Encoding.PROTOBUF), (b"{}", Encoding.JSON)):
            assert (await export(CLAIMS, body, encoding))[:3] == (0, 0, "")
            assert (await export(CLAIMS, gzip.compress(body), encoding, "gzip"))[:3] == (0, 0, "")
        assert (await export(CLAIMS, request().SerializeToString(), Encoding.PROTOBUF))[:3] == (0, 0, "")

    async def test_what_is_refused_does_not_count(self, export: Export, spool: MemorySpool) -> None:
        data = request(*[span() for _ in range(60)]).SerializeToString()
        spool.error = UnavailableError("the spool is full")
        for _ in range(3):
            with pytest.raises(UnavailableError):
                await export(CLAIMS, data, Encoding.PROTOBUF)
        with pytest.raises(InvalidRequestError):
            await export(CLAIMS, b"\xff" * 600, Encoding.PROTOBUF)
        spool.error = None
        assert (await export(CLAIMS, data, Encoding.PROTOBUF)).accepted == 60


@pytest.mark.parametrize(("body", "encoding"), [(b"", Encoding.PROTOBUF), (b"{}", Encoding.JSON)])
async def test_an_empty_request_is_a_success_without_an_entry(
    export: Export, spool: MemorySpool, body: bytes, encoding: Encoding
) -> None:
    assert await export(CLAIMS, body, encoding) == (0, 0, "", {}, len(body))
    assert spool.entries == []


async def test_partial_success_is_counted(export: Export, spool: MemorySpool) -> None:
    outcome = await export(CLAIMS, request(span("a"), bad_span("b")).SerializeToString(), Encoding.PROTOBUF)
    assert (outcome.accepted, outcome.rejected) == (1, 1)
    assert outcome.reasons == {Reason.INVALID_SPAN_ID: (1, "span 1 'b': span_id is all zero")}
    assert names(spool.payloads[0]) == ["a"]
    outcome = await export(CLAIMS, request(bad_span()).SerializeToString(), Encoding.PROTOBUF)
    assert (outcome.accepted, outcome.rejected) == (0, 1)
    assert len(spool.entries) == 1


async def test_what_the_spool_did_not_take_is_an_error(export: Export, spool: MemorySpool) -> None:
    spool.error = UnavailableError("the spool is full")
    with pytest.raises(UnavailableError):
        await export(CLAIMS, request(span()).SerializeToString(), Encoding.PROTOBUF)


async def test_errors_come_out_of_the_pool(export: Export) -> None:
    with pytest.raises(InvalidRequestError):
        await export(CLAIMS, b"{", Encoding.JSON)
    with pytest.raises(TooLargeError):
        await export(CLAIMS, gzip.compress(bytes(100_001)), Encoding.PROTOBUF, "gzip")
