from hypothesis import given
from hypothesis import strategies as st

from to11.ingest.spool.fair import FairQueue

MIB = 1024 * 1024


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5 * MIB)), max_size=60))
def test_everything_comes_out_once_and_a_project_in_order(items: list[tuple[str, int]]) -> None:
    queue: FairQueue[tuple[str, int]] = FairQueue()
    for number, (project, size) in enumerate(items):
        queue.push(project, size, (project, number))
    out = [queue.pop() for _ in range(len(queue))]
    assert len(queue) == 0
    assert sorted(number for _, number in out) == list(range(len(items)))
    for project in "abc":
        mine = [number for name, number in out if name == project]
        assert mine == sorted(mine)


def test_a_backlog_delays_another_project_by_one_turn() -> None:
    queue: FairQueue[str] = FairQueue()
    for _ in range(100):
        queue.push("a", 3 * MIB, "a")
    assert queue.pop() == "a"
    queue.push("b", 1000, "b")
    assert "b" in [queue.pop() for _ in range(2)]


def test_turns_are_by_bytes_not_by_number() -> None:
    queue: FairQueue[str] = FairQueue()
    for _ in range(1000):
        queue.push("small", MIB // 10, "small")
        queue.push("large", 8 * MIB, "large")
    out = [queue.pop() for _ in range(800)]
    assert 8 <= out.count("large") <= 12


def test_a_project_is_forgotten_when_nothing_of_it_waits() -> None:
    queue: FairQueue[int] = FairQueue()
    for number in range(1000):
        queue.push(f"p{number}", 10 * MIB, number)
        assert queue.pop() == number
    assert not queue._waiting
    assert not queue._allowance
    assert not queue._turns
