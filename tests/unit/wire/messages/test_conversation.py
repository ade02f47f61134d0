"""What a session shows, by hand: what was shown is not shown again."""

import json
from typing import Any

import pytest

from to11.wire.messages import chat, reading
from to11.wire.messages.conversation import Call, Conversation, Shown
from to11.wire.messages.said import Message, Messages, Said

SECOND = 1_000_000_000


def text(content: str) -> dict[str, Any]:
    return {"type": "text", "content": content}


def user(content: str) -> Message:
    return {"role": "user", "parts": [text(content)]}


def system(content: str) -> Message:
    return {"role": "system", "parts": [text(content)]}


def said(content: str, reason: str | None = "stop") -> Message:
    return {"role": "assistant", "parts": [text(content)], **({"finish_reason": reason} if reason else {})}


def tool_call(identifier: str | None, name: str = "weather", **arguments: Any) -> dict[str, Any]:
    return {"type": "tool_call", **({"id": identifier} if identifier else {}), "name": name, "arguments": arguments}


def calls(*parts: dict[str, Any]) -> Message:
    return {"role": "assistant", "parts": list(parts)}


def result(identifier: str | None, response: Any) -> Message:
    part = {"type": "tool_call_response", **({"id": identifier} if identifier else {}), "response": response}
    return {"role": "tool", "parts": [part]}


def call(
    span_id: str,
    asked: list[Message],
    *answers: Message,
    at: float = 0,
    until: float | None = None,
    operation: str = "chat",
    instructions: str | None = None,
) -> Call:
    return Call(
        span_id,
        operation,
        round(at * SECOND),
        round((at + 1 if until is None else until) * SECOND),
        Messages(
            input=asked or None,
            output=list(answers) or None,
            system=None if instructions is None else [text(instructions)],
        ),
    )


def told(shown: list[Shown]) -> list[tuple[str, str, list[Any]]]:
    """Span, role, and what matters of each part."""
    keys = ("content", "response", "name")
    return [
        (one.span_id, one.role, [next(part[key] for key in keys if key in part) for part in one.parts]) for one in shown
    ]


def test_a_history_is_not_shown_again() -> None:
    session = Conversation()
    first = session.turn([call("a", [user("hello")], said("hi"))])
    second = session.turn([call("b", [user("hello"), said("hi", None), user("bye")], said("so long"))])
    assert told(first) == [("a", "user", ["hello"]), ("a", "assistant", ["hi"])]
    assert told(second) == [("b", "user", ["bye"]), ("b", "assistant", ["so long"])]
    assert [one.finish_reason for one in second] == [None, "stop"]


def test_the_same_words_said_again_are_shown_again() -> None:
    session = Conversation()
    history = [user("more?")]
    for number in range(3):
        shown = session.turn([call(f"{number}", history, said("yes"))])
        assert told(shown) == [(f"{number}", "user", ["more?"]), (f"{number}", "assistant", ["yes"])]
        history = [*history, said("yes"), user("more?")]


def test_within_a_turn_as_well() -> None:
    first = call("a", [user("more?")], said("yes"))
    second = call("b", [user("more?"), said("yes"), user("more?")], said("yes"), at=2)
    cut_short = call("c", [user("more?"), said("yes"), user("more?")], said("yes"), at=4)
    assert [span for span, *_ in told(Conversation().turn([first, second, cut_short]))] == [
        "a",
        "a",
        "b",
        "b",
        "c",
        "c",
    ]


def test_a_history_that_was_cut_short() -> None:
    session = Conversation()
    session.turn([call("a", [user("1")], said("one"))])
    session.turn([call("b", [user("1"), said("one"), user("2")], said("two"))])
    shown = session.turn([call("c", [user("2"), said("two"), user("3")], said("three"))])
    assert told(shown) == [("c", "user", ["3"]), ("c", "assistant", ["three"])]


def test_a_history_that_was_summarised() -> None:
    session = Conversation()
    session.turn([call("a", [user("1")], said("one"))])
    session.turn([call("b", [user("1"), said("one"), user("2")], said("two"))])
    asked = [user("We counted to two."), said("two"), user("3")]
    assert told(session.turn([call("c", asked, said("three"))])) == [
        ("c", "user", ["We counted to two."]),
        ("c", "user", ["3"]),
        ("c", "assistant", ["three"]),
    ]


def test_a_question_that_nothing_answered_is_tried_again() -> None:
    session = Conversation()
    assert told(session.turn([call("a", [user("q")])])) == [("a", "user", ["q"])]
    assert told(session.turn([call("b", [user("q")])])) == []
    assert told(session.turn([call("c", [user("q")], said("a"))])) == [("c", "assistant", ["a"])]
    # Asked once more, now that it has an answer.
    assert told(session.turn([call("d", [user("q")], said("b"))])) == [
        ("d", "user", ["q"]),
        ("d", "assistant", ["b"]),
    ]


def test_within_a_turn_the_same_call_asks_once() -> None:
    tries = [call("a", [user("q")], said("not JSON")), call("b", [user("q")], said("{}"), at=2)]
    assert told(Conversation().turn(tries)) == [
        ("a", "user", ["q"]),
        ("a", "assistant", ["not JSON"]),
        ("b", "assistant", ["{}"]),
    ]


def test_parallel_calls_ask_once_and_each_is_answered() -> None:
    same = [call(name, [user("q")], said("yes")) for name in ("a", "b")]
    assert told(Conversation().turn(same)) == [
        ("a", "user", ["q"]),
        ("a", "assistant", ["yes"]),
        ("b", "assistant", ["yes"]),
    ]


def test_every_choice_is_shown() -> None:
    shown = Conversation().turn([call("a", [user("q")], said("one"), said("two"))])
    assert told(shown)[1:] == [("a", "assistant", ["one"]), ("a", "assistant", ["two"])]


def test_instructions_are_shown_once_and_when_they_change() -> None:
    session = Conversation()
    first = session.turn([call("a", [user("1")], said("one"), instructions="Be brief.")])
    assert told(first)[0] == ("a", "system", ["Be brief."])
    second = session.turn([call("b", [system("Be brief."), user("1"), said("one"), user("2")], said("two"))])
    assert told(second) == [("b", "user", ["2"]), ("b", "assistant", ["two"])]
    developer = {**system("Be long."), "role": "developer"}
    third = session.turn([call("c", [developer, user("1"), said("one"), user("2"), said("two"), user("3")])])
    assert told(third) == [("c", "system", ["Be long."]), ("c", "user", ["3"])]


def test_tools_stand_between_their_call_and_what_is_made_of_them() -> None:
    """Two calls at once, whose results come the other way round; each tool has a span of its own."""
    rome, oslo = tool_call("c1", city="Rome"), tool_call("c2", city="Oslo")
    asked = [user("Weather?")]
    results = [result("c1", "sunny"), result("c2", "snow")]
    turn = [
        call("chat-1", asked, calls(rome, oslo), at=0, until=1),
        call("tool-1", [calls({**rome, "arguments": '{"city":"Rome"}'})], result("c1", {"sky": "sunny"}), at=1, until=4,
             operation="execute_tool"),
        call("tool-2", [calls(oslo)], result("c2", "snow"), at=1, until=3, operation="execute_tool"),
        call("chat-2", [*asked, calls(rome), calls(oslo), *results], said("Mixed."), at=4, until=5),
    ]  # fmt: skip
    assert told(Conversation().turn(turn)) == [
        ("chat-1", "user", ["Weather?"]),
        ("chat-1", "assistant", ["weather", "weather"]),
        ("tool-2", "tool", ["snow"]),
        ("tool-1", "tool", [{"sky": "sunny"}]),
        ("chat-2", "assistant", ["Mixed."]),
    ]


def test_tools_without_ids_are_known_by_what_they_were_asked() -> None:
    """A provider that gives no ids; only the tool's span has one."""
    turn = [
        call("chat-1", [user("Weather?")], calls(tool_call(None, city="Rome"))),
        call("tool", [calls(tool_call("t", city="Rome"))], result("t", '{"sky": "sunny"}'), at=1,
             operation="execute_tool"),
        call("chat-2", [user("Weather?"), calls(tool_call(None, city="Rome")), result(None, {"sky": "sunny"})],
             said("Fine."), at=2),
    ]  # fmt: skip
    assert [span for span, *_ in told(Conversation().turn(turn))] == ["chat-1", "chat-1", "tool", "chat-2"]


def test_a_tool_that_begins_before_its_call_is_whole() -> None:
    turn = [
        call("chat", [user("q")], calls(text("Let me see."), tool_call("c")), at=0, until=3),
        call("tool", [calls(tool_call("c"))], result("c", "r"), at=1, until=2, operation="execute_tool"),
    ]
    assert told(Conversation().turn(turn)) == [
        ("chat", "user", ["q"]),
        ("tool", "assistant", ["weather"]),
        ("tool", "tool", ["r"]),
        ("chat", "assistant", ["Let me see."]),
    ]


def test_every_call_in_a_trace_of_its_own() -> None:
    """An agent behind the gateway that knows nothing of tracing."""
    session = Conversation()
    session.turn([call("a", [user("q")], calls(tool_call("c1")))])
    shown = session.turn([call("b", [user("q"), calls(tool_call("c1")), result("c1", "r")], said("done"))])
    assert told(shown) == [("b", "tool", ["r"]), ("b", "assistant", ["done"])]


def test_the_same_tool_in_a_later_turn_is_shown() -> None:
    """Also when its span is all there is, and its id the same."""
    session = Conversation()
    for number in range(2):
        tool = call(f"{number}", [calls(tool_call("call_0"))], result("call_0", "r"), operation="execute_tool")
        assert len(session.turn([tool])) == 2


def test_what_a_model_thought_is_shown_once_though_histories_leave_it_out() -> None:
    session = Conversation()
    thought = {"role": "assistant", "parts": [{"type": "reasoning", "content": "Hm."}, text("hi")]}
    assert told(session.turn([call("a", [user("hello")], thought)]))[1] == ("a", "assistant", ["Hm.", "hi"])
    second = session.turn([call("b", [user("hello"), said("hi"), user("bye")], said("so long"))])
    third = session.turn([call("c", [user("hello"), thought, user("bye"), said("so long"), user("?")])])
    assert [span for span, *_ in told(second)] == ["b", "b"]
    assert told(third) == [("c", "user", ["?"])]


def test_a_message_in_several_or_several_in_one() -> None:
    """OpenAI's responses tell an answer as items, each of which comes back as a message."""
    session = Conversation()
    session.turn([call("a", [user("q")], calls(text("Let me see."), tool_call("c1"), tool_call("c2")))])
    split = [user("q"), calls(text("Let me see.")), calls(tool_call("c1")), calls(tool_call("c2")), result("c1", "r")]
    assert told(session.turn([call("b", split)])) == [("b", "tool", ["r"])]


def test_an_agent_around_its_calls_shows_nothing_of_its_own() -> None:
    turn = [
        call("agent", [user("{'state': ...}")], said("{'state': 'done'}"), at=0, until=9, operation="invoke_agent"),
        call("chat", [user("q")], said("a"), at=1),
    ]
    assert told(Conversation().turn(turn)) == [("chat", "user", ["q"]), ("chat", "assistant", ["a"])]


def test_an_agent_that_is_all_there_is_is_shown() -> None:
    turn = [
        call("agent", [user("q")], said("a"), at=0, until=9, operation="invoke_agent"),
        call("tool", [calls(tool_call("c"))], result("c", "r"), at=1, operation="execute_tool"),
        call("empty", [], at=2),
    ]
    assert [(span, role) for span, role, _ in told(Conversation().turn(turn))] == [
        ("agent", "user"),
        ("tool", "assistant"),
        ("tool", "tool"),
        ("agent", "assistant"),
    ]


def test_what_is_seen_by_the_client_and_by_the_gateway_is_shown_once() -> None:
    """Where they call the operation by different names."""
    turn = [
        call("client", [user("q")], said("a"), at=0, until=3),
        call("gateway", [user("q")], said("a"), at=1, until=2, operation="generate_content"),
    ]
    assert told(Conversation().turn(turn)) == [("client", "user", ["q"]), ("gateway", "assistant", ["a"])]


def test_searches_are_no_conversation() -> None:
    turn = [call(name, [user("q")], operation=name) for name in ("embeddings", "rerank", "retrieval")]
    assert Conversation().turn(turn) == []


def test_a_text_that_was_cut_is_the_one_that_was_not() -> None:
    long = "All work and no play. " * 50
    cut = f"{long[:200]}[... cut: {len(long)} bytes in all ...]{long[-80:]}"
    session = Conversation()
    session.turn([call("a", [user(long)], said("hm"))])
    shown = session.turn([call("b", [user(cut), said("hm"), user("go on")], said(cut))])
    assert [span_role[:2] for span_role in told(shown)] == [("b", "user"), ("b", "assistant")]
    again = session.turn([call("c", [user(cut), said("hm"), user("go on"), said(long), user("more")])])
    assert told(again) == [("c", "user", ["more"])]


def test_a_history_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many calls repeat it: a session of a thousand messages is no million."""
    reads = 0
    read = chat.message

    def counted(value: Any, role: str) -> Message:
        nonlocal reads
        reads += 1
        return read(value, role)

    monkeypatch.setattr(chat, "message", counted)
    session = Conversation()
    history: list[Message] = []
    shown = 0
    for number in range(200):
        history.append(user(f"question {number}"))
        attributes = {"gen_ai.input.messages": json.dumps(history)}
        found = reading.messages(Said(attributes, (), session.memo.messages))
        answered = Messages(input=found.input, output=[said(f"answer {number}")])
        shown += len(session.turn([Call(f"{number}", "chat", number, number + 1, answered)]))
        history.append(said(f"answer {number}"))
    assert reads == 399
    assert shown == 400


def test_conversations_side_by_side_are_each_gone_on_with() -> None:
    """Two agents take turns; what each is asked goes on from what it was asked before."""
    session = Conversation()
    histories: dict[str, list[Message]] = {"a": [user("you are a")], "b": [user("you are b")]}
    for number in range(4):
        for name, history in histories.items():
            shown = session.turn([call(f"{name}{number}", history, said(f"{name} {number}"))])
            assert len(shown) == 2
            history += [said(f"{name} {number}"), user(f"go on, {name}" if number % 2 else "go on")]
