import gzip
from collections.abc import AsyncIterator

import msgspec
import pytest

from support.collector_fakes import CLAIMS, PROJECT, MemorySpool
from support.otlp import bad_span, names, request, span
from to11.collector import export as module
from to11.collector.export import Export
from to11.ingest.spool import EntryKind
from to11.model.errors import InvalidRequestError, TooLargeError, UnavailableError
from to11.settings import CollectorSettings
from to11.wire.otlp import json_out
from to11.wire.otlp.encoding import Encoding
from to11.wire.otlp.faults import Reason


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
    assert await export(CLAIMS, data, Encoding.PROTOBUF) == (1, 0, "", {})
    assert spool.entries == [(EntryKind.OTLP, PROJECT, data)]
    assert spool.payloads[0] is data


async def test_json_and_compressed_bodies_are_spooled_as_protobuf(export: Export, spool: MemorySpool) -> None:
    message = request(span())
    body = msgspec.json.encode(json_out.document(message.resource_spans))
    await export(CLAIMS, body, Encoding.JSON)
    await export(CLAIMS, gzip.compress(body), Encoding.JSON, "gzip")
    await export(CLAIMS, gzip.compress(message.SerializeToString()), Encoding.PROTOBUF, "gzip")
    assert spool.payloads == [message.SerializeToString()] * 3


async def test_a_large_body_leaves_the_loop(
    export: Export, spool: MemorySpool, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    def spy(body: bytes, encoding: Encoding, coding: str, limit: int) -> object:
        import threading

        threads.append(threading.current_thread().name)
        return check_there(body, encoding, coding, limit)

    check_there = module._unpack_and_check
    monkeypatch.setattr(module, "_unpack_and_check", spy)
    monkeypatch.setattr(module, "INLINE_BYTES", 1000)
    await export(CLAIMS, request(span()).SerializeToString(), Encoding.PROTOBUF)
    assert threads == []
    await export(CLAIMS, request(*[span() for _ in range(50)]).SerializeToString(), Encoding.PROTOBUF)
    assert len(threads) == 1
    assert threads[0].startswith("otlp-decode")


@pytest.mark.parametrize(("body", "encoding"), [(b"", Encoding.PROTOBUF), (b"{}", Encoding.JSON)])
async def test_an_empty_request_is_a_success_without_an_entry(
    export: Export, spool: MemorySpool, body: bytes, encoding: Encoding
) -> None:
    assert await export(CLAIMS, body, encoding) == (0, 0, "", {})
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
