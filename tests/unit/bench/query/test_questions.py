from urllib.parse import parse_qs, urlsplit

import pytest

from bench.query.ask import Asked
from bench.query.marks import CORE_MB, marks
from bench.query.questions import Asker, Question
from bench.query.traffic import DAY, HOUR
from bench.query.words import VOCABULARY, Words
from to11.api.parameters import TraceListParameters

END = 20_000 * DAY
WORDS = Words("test")


@pytest.fixture
def asker() -> Asker:
    return Asker(end_ns=END, days=60, thousand=("ab" * 16,), words=WORDS)


def filter_of(question: Question) -> TraceListParameters:
    """The question as the API reads it; an unknown or malformed parameter fails."""
    known = TraceListParameters.model_fields
    lists = {field.alias or name for name, field in known.items() if str(field.annotation).startswith("list")}
    return TraceListParameters.model_validate(
        {name: [value] if name in lists else value for name, value in question.parameters.items()}
    )


@pytest.mark.parametrize(("kind", "length"), [("hours", 8 * HOUR), ("months", 60 * DAY), ("absent", DAY)])
def test_a_window_lies_within_the_days(asker: Asker, kind: str, length: int) -> None:
    for _ in range(50):
        asked = filter_of(getattr(asker, kind)()).filter(END)
        assert asked.end_ns - asked.start_ns == pytest.approx(length, abs=2000)
        assert asked.start_ns >= END - 60 * DAY - 1000
        assert asked.end_ns <= END


def test_every_filter_is_one_that_the_api_takes(asker: Asker) -> None:
    seen: set[str] = set()
    for _ in range(300):
        question = asker.months()
        filter_of(question).filter(END)
        seen |= question.parameters.keys() - {"from", "to"}
        assert len(question.parameters) == 4
    assert len(seen) == 14


def test_an_absent_word_is_no_part_of_any(asker: Asker) -> None:
    for _ in range(50):
        word = asker.absent().parameters["q"]
        assert not any(word in other for other in WORDS.all)


def test_a_part_of_a_word_is_in_one(asker: Asker) -> None:
    word = asker.part().parameters["q"]
    assert any(word.lower() in other for other in WORDS.all)


def test_questions_become_addresses(asker: Asker) -> None:
    assert asker.outline().url == f"traces/{'ab' * 16}/outline"
    following = Question("traces", {"q": "a b", "to": "x"}).after("next")
    assert parse_qs(urlsplit(following.url).query) == {"q": ["a b"], "to": ["x"], "cursor": ["next"]}


def test_words_are_many_and_unequal() -> None:
    assert len(WORDS.all) == pytest.approx(VOCABULARY, abs=100)
    said = WORDS.prose(200_000).split()
    assert said.count(WORDS.all[0]) > 20 * said.count(WORDS.all[1000])
    assert len(WORDS.prose(77)) == 77


def test_a_mark_is_held_by_the_95th_percentile() -> None:
    asked = Asked("list", 300.0, waits=[*[100.0] * 95, *[1000.0] * 5])
    held, memory = marks([asked, Asked("beside")], CORE_MB + 1)
    assert (held.value, held.met) == (100.0, True)
    asked.waits.append(1000.0)
    assert not marks([asked], 1.0)[0].met
    assert memory.met is False
