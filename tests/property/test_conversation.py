"""A session that is made up is shown as it was made up: each message once, in order, however its calls repeat it."""

import random
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from support.span_messages import ATTRIBUTES, NAMED, Attributes
from to11.wire.messages.conversation import Call, Conversation
from to11.wire.messages.reading import messages
from to11.wire.messages.said import Message, Messages, Part, Said

WORDS = ("yes", "no", "more", "Weather in Rome?")
"""Few, so that people and models repeat themselves."""

SEEDS = st.integers(0, 2**32).map(random.Random)

Line = tuple[str, Part]


@dataclass
class MadeUp:
    """A session as it goes on. `lines` is what it should show, `turns` are the calls that tell it."""

    chance: random.Random
    whole: bool
    """Whether calls repeat the whole history, or as much of it as they like."""
    history: list[Message] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    turns: list[list[Call]] = field(default_factory=list)
    expected: list[list[Line]] = field(default_factory=list)
    clock: int = 0
    tools: int = 0

    def turn(self) -> None:
        self.turns.append([])
        self.lines = []
        for _ in range(self.chance.choice([1, 1, 1, 2])):  # a trace may hold more than one question
            self.say("user", *({"type": "text", "content": self.word()} for _ in range(self.chance.choice([1, 1, 2]))))
            while self.chance.random() < 0.4:
                self.use_tools()
            self.call({"role": "assistant", "parts": [*self.thoughts(), {"type": "text", "content": self.word()}]})
        self.expected.append(self.lines)

    def use_tools(self) -> None:
        calls = []
        for _ in range(self.chance.choice([1, 1, 2, 3])):
            self.tools += 1
            calls.append({"type": "tool_call", "id": f"c{self.tools}", "name": "f", "arguments": {"q": self.word()}})
        self.call({"role": "assistant", "parts": [*self.thoughts(), *calls]})
        results = [{"type": "tool_call_response", "id": call["id"], "response": self.word()} for call in calls]
        told = list(zip(calls, results, strict=True))
        self.chance.shuffle(told)
        for call, result in told:
            asked: list[Message] = [{"role": "assistant", "parts": [call]}]
            if self.chance.random() < 0.5:
                self.spans("execute_tool", asked, {"role": "tool", "parts": [result]})
                self.lines.append(("tool", result))
        known = [part for _, part in self.lines]
        self.lines += [("tool", result) for result in results if result not in known]
        self.history += [{"role": "tool", "parts": [result]} for result in results]

    def call(self, answer: Message) -> None:
        """A call with the history, perhaps after one that failed, perhaps with a part of it in another's hands."""
        kept = self.kept()
        if self.chance.random() < 0.2:
            self.spans("chat", kept, None)
        self.spans("chat", kept, answer)
        self.lines += [(answer["role"], part) for part in answer["parts"]]
        spoken = [part for part in answer["parts"] if part["type"] != "reasoning" or self.chance.random() < 0.5]
        if self.chance.random() < 0.3:
            self.history += [{"role": answer["role"], "parts": [part]} for part in spoken]
        else:
            self.history.append({"role": answer["role"], "parts": spoken})

    def kept(self) -> list[Message]:
        """What is asked, with at least the last answer before it."""
        answers = [index for index, message in enumerate(self.history) if message["role"] == "assistant"]
        if self.whole or not answers:
            return list(self.history)
        return self.history[self.chance.randint(0, answers[-1]) :]

    def spans(self, operation: str, asked: list[Message], answer: Message | None) -> None:
        start, self.clock = self.clock, self.clock + self.chance.choice([1, 5])
        said = Messages(input=asked, output=None if answer is None else [answer])
        self.turns[-1].append(Call(f"{len(self.turns)}-{self.clock}", operation, start, self.clock, said))

    def say(self, role: str, *parts: Part) -> None:
        self.lines += [(role, part) for part in parts]
        self.history.append({"role": role, "parts": list(parts)})

    def word(self) -> str:
        return self.chance.choice(WORDS)

    def thoughts(self) -> list[Part]:
        return [{"type": "reasoning", "content": self.word()}] if self.chance.random() < 0.3 else []


def shown(session: Conversation, calls: list[Call]) -> list[Line]:
    return [(one.role, part) for one in session.turn(calls) for part in one.parts]


@given(SEEDS, st.booleans(), st.integers(1, 8))
def test_each_message_is_shown_once_and_in_order(chance: random.Random, whole: bool, turns: int) -> None:
    made_up = MadeUp(chance, whole)
    for _ in range(turns):
        made_up.turn()
    session = Conversation()
    assert [shown(session, calls) for calls in made_up.turns] == made_up.expected


@given(SEEDS, st.integers(2, 8))
def test_one_turn_before_is_enough_to_go_on(chance: random.Random, turns: int) -> None:
    """Where calls repeat the whole history, it does not matter where one begins to read, but for what is older."""
    made_up = MadeUp(chance, whole=True)
    for _ in range(turns):
        made_up.turn()
    session = Conversation()
    for calls in made_up.turns[:-2]:
        session.turn(calls)
    later = Conversation()
    assert shown(session, made_up.turns[-2]) == made_up.expected[-2]
    later.turn(made_up.turns[-2])
    assert shown(later, made_up.turns[-1]) == shown(session, made_up.turns[-1]) == made_up.expected[-1]


@given(st.lists(st.tuples(ATTRIBUTES, st.lists(st.tuples(NAMED, ATTRIBUTES), max_size=2)), max_size=4))
def test_nothing_raises(spans: list[tuple[Attributes, list[tuple[str, Attributes]]]]) -> None:
    session = Conversation()
    told = [messages(Said(attributes, events)) for attributes, events in spans]
    calls = [Call(f"{number}", "chat", number, number + 1, said) for number, said in enumerate(told)]
    first: list[Any] = session.turn(calls)
    assert all(one.parts for one in first)
    # In the same turn, what was said once is not said again.
    assert sum(len(one.parts) for one in Conversation().turn([*calls, *calls])) <= 2 * sum(len(o.parts) for o in first)
