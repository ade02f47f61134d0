"""The calls of a session as one conversation, in which nothing is shown twice.

A call to a model repeats all that was said before; here each message is shown where it was said first. What is known:

- What a call was asked begins with its history: what a session has shown of it is not shown again, also where the
  history was cut short, has a summary for a beginning, or leaves out what the model thought.
- What follows the last answer in it is what is asked now. In a later turn it is shown although it was said before (a
  question asked once more, `yes`), unless nothing has answered it yet: then the call is another try.
- Instructions are shown when they are new, as a message with the role `system`.
- A call that goes on around others, such as a tool's, does not show again what these answered. Agents and workflows
  show nothing where a model's calls show it all.

Messages come in the order in which they were asked and answered.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from to11.wire.messages.chat import Memo
from to11.wire.messages.heard import Heard, Likeness, Recall, likeness
from to11.wire.messages.said import Message, Messages, Part

_WRAPPERS: Final = frozenset({"invoke_agent", "create_agent", "invoke_workflow"})
_TOOL: Final = "execute_tool"
_INSTRUCTING: Final = frozenset({"system", "developer"})

Likes = tuple[Likeness, ...]

SILENT: Final = ("embeddings", "rerank", "retrieval")
"""Operations whose messages are no conversation."""


class Call(msgspec.Struct, frozen=True):
    """A GenAI span: its times, nanoseconds since the epoch, and its messages."""

    span_id: str
    operation: str
    start_ns: int
    end_ns: int
    messages: Messages


class Shown(msgspec.Struct, frozen=True):
    """A message, or those of its parts that are new, as said in a span."""

    span_id: str
    role: str
    parts: list[Part]
    finish_reason: str | None = None


class Conversation:
    """What a session has shown. Turns are added oldest first."""

    def __init__(self) -> None:
        self.memo = Memo()
        """What the messages of its calls are best read with."""
        self._heard = Heard()
        self._likes: dict[int, Likes] = {}
        self._asked: dict[Likes, list[Likes]] = {}
        """What was asked last, by how it begins: calls that go on from it need not be looked through from there."""
        self._instructions: set[Likes] = set()
        self._answered = 0
        """The place after the last answer."""
        self._began = 0
        """The place where the turn began."""

    def turn(self, calls: Sequence[Call]) -> list[Shown]:
        """What the calls of one trace add, in order. Calls that another one of their operation wraps must be left out
        by the caller, as they are of totals."""
        self._began = len(self._heard)
        asked_at: dict[int, int] = {}
        shown: list[Shown] = []
        for number, is_answer in _in_order(speaking := _speaking(calls)):
            call = speaking[number]
            if is_answer:
                shown += self._answer(call, asked_at[number])
            else:
                asked_at[number] = len(self._heard)
                shown += self._ask(call)
        return shown

    def _ask(self, call: Call) -> Iterator[Shown]:
        instructions, messages = _split(call.messages)
        if instructions and (key := tuple(likeness("system", part) for part in instructions)) not in self._instructions:
            self._instructions.add(key)
            yield Shown(call.span_id, "system", instructions)
        likes = [self._like(message) for message in messages]
        history = 0 if call.operation == _TOOL else _history(messages)
        first = self._first_unknown(likes, history)
        rest = [like for of_message in likes[first:] for like in of_message]
        old = self._old(rest, sum(map(len, likes[first:history])))
        place = 0
        for message in messages[first:]:
            parts = message["parts"]
            new = [part for index, part in enumerate(parts, place) if index not in old]
            place += len(parts)
            if new:
                yield Shown(call.span_id, message["role"], new)
        for index, like in enumerate(rest):
            if index not in old:
                self._heard.add(like, call.start_ns, call.operation)
        if likes:
            self._asked[likes[0]] = likes

    def _like(self, message: Message) -> Likes:
        """What the parts of a message are recognised by."""
        found = self._likes.get(id(message))
        if found is None:
            found = tuple(likeness(message["role"], part) for part in message["parts"])
            if self.memo.shares(message):
                self._likes[id(message)] = found
        return found

    def _first_unknown(self, likes: Sequence[Likes], history: int) -> int:
        """The first message that an earlier call was not asked as well, but the last answer at the latest: its place
        says what came after it."""
        earlier = self._asked.get(likes[0], []) if likes else []
        most = max(min(len(earlier), history - 1), 0)
        if likes[:most] == earlier[:most]:
            return most
        return next(index for index in range(most) if likes[index] != earlier[index])

    def _old(self, asked: Sequence[Likeness], history: int) -> set[int]:
        """Which of the parts were shown before; the first `history` of them are of the history."""
        earlier = Recall(self._heard)
        found = {index: earlier.last(asked[index]) for index in reversed(range(history))}
        old = {index: place for index, place in found.items() if place is not None}
        # The history ends with an answer, and what is asked now comes after it.
        end = next(iter(old.values()), -1) + 1
        start = max(end, min(self._began, self._answered))
        pending = Recall(self._heard)
        return old.keys() | {index for index in range(history, len(asked)) if pending.since(asked[index], start)}

    def _answer(self, call: Call, asked_at: int) -> Iterator[Shown]:
        answers = call.messages.output or []
        new: list[Likeness] = []
        for message in answers:
            likes = [(part, likeness(message["role"], part)) for part in message["parts"]]
            likes = [
                (part, like)
                for part, like in likes
                if not self._heard.told_within(like, asked_at, call.start_ns, call.operation)
            ]
            new += [like for _, like in likes]
            if likes:
                parts = [part for part, _ in likes]
                yield Shown(call.span_id, message["role"], parts, message.get("finish_reason"))
        for like in new:
            self._heard.add(like, call.start_ns, call.operation)
        if any(message["parts"] for message in answers):
            self._answered = len(self._heard)


def _speaking(calls: Sequence[Call]) -> list[Call]:
    """The calls whose messages are shown."""
    said = [call for call in calls if call.operation not in SILENT and (call.messages.input or call.messages.output)]
    models = any(call.operation not in _WRAPPERS and call.operation != _TOOL for call in said)
    return [call for call in said if not models or call.operation not in _WRAPPERS]


def _in_order(calls: Sequence[Call]) -> list[tuple[int, bool]]:
    """When each call is asked (False) and answered (True), by its number. Of what happens at one moment, answers come
    first, and the call that lasts longer goes around the other."""
    moments: list[tuple[int, int, str, int, bool]] = []
    for number, call in enumerate(calls):
        length = max(0, call.end_ns - call.start_ns)
        moments.append((2 * call.start_ns, -length, call.span_id, number, False))
        moments.append((2 * call.start_ns + max(2 * length - 1, 1), length, call.span_id, number, True))
    return [(number, is_answer) for *_, number, is_answer in sorted(moments)]


def _split(said: Messages) -> tuple[list[Part], list[Message]]:
    """The instructions, wherever a convention keeps them, and the messages after them."""
    messages = said.input or []
    first = next((index for index, one in enumerate(messages) if one["role"] not in _INSTRUCTING), len(messages))
    leading = [part for message in messages[:first] for part in message["parts"]]
    return [*(said.system or []), *leading], messages[first:]


def _history(messages: Sequence[Message]) -> int:
    """How many messages there are up to the last answer."""
    return next((index + 1 for index in reversed(range(len(messages))) if messages[index]["role"] == "assistant"), 0)
