"""Pages of a session's conversation.

What a page shows depends on what was shown before it, so some turns before it are read, too. One is enough where calls
repeat the whole history. A message that is older than `LOOK_BACK` turns, and that none of these repeats, is shown once
more when it comes again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Final

from to11.api.present import conversation as present
from to11.model.search import CallPlace, Cursor, TraceSummary
from to11.settings import ApiSettings
from to11.store.reader import Reader
from to11.wire.messages.chat import Memo
from to11.wire.messages.conversation import SILENT, Call, Conversation

LOOK_BACK: Final = 10
"""Turns before a page that are read for it."""

_AT_ONCE_BYTES: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Read:
    """The calls of a trace that are read."""

    places: Sequence[Cursor]
    bytes: int
    truncated: bool


class Conversations:
    """Reads pages. Blocks."""

    def __init__(self, reader: Reader, settings: ApiSettings) -> None:
        self._reader = reader
        self._most_spans = settings.max_turn_spans
        self._most_bytes = settings.max_conversation_bytes

    def page(
        self, project_id: str, session_id: str, after: Cursor | None, limit: int
    ) -> tuple[list[present.Turn], Cursor | None]:
        """At most `limit` turns, oldest first, and where the next page begins; fewer, but one, where they are long."""
        traces, following = self._reader.turns(project_id, session_id, after, limit)
        if not traces:
            return [], None
        conversation = Conversation()
        if after is not None:
            self._recall(conversation, project_id, session_id, after)
        reads = self._reads(project_id, traces)
        shown = traces[: _fitting([reads[one.trace_id].bytes for one in traces], self._most_bytes)]
        if len(shown) < len(traces):
            following = Cursor(shown[-1].start_ns, shown[-1].trace_id)
        turns = [
            present.turn(trace, conversation.turn(calls), truncated=reads[trace.trace_id].truncated)
            for trace, calls in self._calls(project_id, shown, reads, conversation.memo)
        ]
        return turns, following

    def _recall(self, conversation: Conversation, project_id: str, session_id: str, place: Cursor) -> None:
        """Tell a conversation what the turns before a page have shown, the last ones at least."""
        traces = self._reader.turns_until(project_id, session_id, place, LOOK_BACK)
        reads = self._reads(project_id, traces)
        last = _fitting([reads[one.trace_id].bytes for one in reversed(traces)], self._most_bytes)
        for _, calls in self._calls(project_id, traces[-last:], reads, conversation.memo):
            conversation.turn(calls)

    def _calls(
        self, project_id: str, traces: Sequence[TraceSummary], reads: Mapping[str, _Read], memo: Memo
    ) -> Iterator[tuple[TraceSummary, list[Call]]]:
        """The calls of each trace, a few traces at a time."""
        while traces:
            count = _fitting([reads[one.trace_id].bytes for one in traces], _AT_ONCE_BYTES)
            places = [place for one in traces[:count] for place in reads[one.trace_id].places]
            found = self._reader.at(project_id, places)
            for trace in traces[:count]:
                yield trace, [present.call(span, memo) for span in found if span.trace_id == trace.trace_id]
            traces = traces[count:]

    def _reads(self, project_id: str, traces: Sequence[TraceSummary]) -> dict[str, _Read]:
        """What is read of each trace: its first calls, as many as may be."""
        found = self._reader.calls(project_id, [one.trace_id for one in traces], SILENT, self._most_spans + 1)
        grouped = {trace_id: list(calls) for trace_id, calls in groupby(found, key=lambda one: one.trace_id)}
        return {one.trace_id: self._read(grouped.get(one.trace_id, [])) for one in traces}

    def _read(self, calls: Sequence[CallPlace]) -> _Read:
        kept = calls[: min(self._most_spans, _fitting([one.bytes for one in calls], self._most_bytes))]
        return _Read([one.place for one in kept], sum(one.bytes for one in kept), len(kept) < len(calls))


def _fitting(sizes: Sequence[int], most: int) -> int:
    """How many of the first are together no longer than this; one at least, where there is one."""
    return max(sum(1 for size in accumulate(sizes) if size <= most), min(1, len(sizes)))
