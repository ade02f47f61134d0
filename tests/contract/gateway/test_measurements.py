"""Which calls the gateway counts itself: those whose spans it makes, for the core never sees them as calls."""

import threading

from support.calls import ANSWER
from support.gateway_fakes import FakeSpool, as_json, door
from support.upstream import plain, respond, stand_in
from to11.ingest.spool import EntryKind
from to11.model.measurements import OPERATION_DURATION, REQUEST_DURATION, TOKEN_USAGE, Measurements

ASKED = {"model": "gpt-4o", "messages": [{"role": "user", "content": "a question"}]}
SAID = plain(as_json(ANSWER))


class Counter:
    """Takes what is counted; never on the event loop's thread."""

    def __init__(self) -> None:
        self.taken: list[Measurements] = []

    def __call__(self, call: Measurements) -> None:
        assert threading.current_thread() is not threading.main_thread()
        self.taken.append(call)


async def test_calls_recorded_whole_are_counted_in_the_core() -> None:
    count = Counter()
    async with stand_in(respond(SAID)) as peer, door(peer.base_url, count=count) as gateway:
        await gateway.chat(as_json(ASKED))
        await gateway.gateway.drain(5)
        assert [kind for kind, _, _ in gateway.spool.entries] == [EntryKind.CALL]
        assert count.taken == []


async def test_calls_recorded_without_content_are_counted_here_once() -> None:
    count = Counter()
    async with stand_in(respond(SAID)) as peer, door(peer.base_url, count=count, capture_content=False) as gateway:
        for _ in range(3):
            await gateway.chat(as_json(ASKED))
        await gateway.chat(b'{"model":"nobody::x"}')  # refused: no inference was begun
        await gateway.gateway.drain(5)
        assert [kind for kind, _, _ in gateway.spool.entries] == [EntryKind.OTLP] * 4
        assert len(count.taken) == 3
        for taken in count.taken:
            assert taken.who == ("chat", "openai", "gpt-4o", "gpt-4o-mini-2024-07-18", "127.0.0.1", peer.port)
            found = {(one.instrument, one.own): one.values for one in taken.measured}
            assert found.keys() == {
                (OPERATION_DURATION, ""),
                (REQUEST_DURATION, ""),
                (TOKEN_USAGE, "input"),
                (TOKEN_USAGE, "output"),
            }
            assert found[TOKEN_USAGE, "input"] == (9,)
            assert 0 < found[OPERATION_DURATION, ""][0] < 5


async def test_a_spool_that_refuses_takes_nothing_from_what_is_counted() -> None:
    count, spool = Counter(), FakeSpool()
    spool.error = OSError("disk on fire")
    async with (
        stand_in(respond(SAID)) as peer,
        door(peer.base_url, count=count, spool=spool, capture_content=False) as gateway,
    ):
        await gateway.chat(as_json(ASKED))
        await gateway.gateway.drain(5)
        assert (spool.entries, len(count.taken)) == ([], 1)
