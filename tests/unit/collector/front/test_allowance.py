"""Room is given in order, a part of it to small messages alone, and comes back."""

from to11.collector.front.allowance import Allowance, Lane
from to11.settings import CollectorSettings

MIB = 1024 * 1024


def test_a_lone_message_always_fits() -> None:
    lane = Lane(10)
    assert lane.take(100)
    assert not lane.take(1)
    lane.give(100)
    assert lane.take(10)
    assert not lane.take(1)


def test_first_come_first_served() -> None:
    lane, served = Lane(10), list[str]()
    assert lane.take(8)
    assert lane.wait(5, lambda: served.append("large"))
    assert lane.wait(2, lambda: served.append("small"))
    assert not lane.take(1), "there is room, and others were here before"
    lane.give(8)
    assert served == ["large", "small"]
    assert lane.used == 7


def test_who_leaves_makes_way() -> None:
    lane, served = Lane(10), list[str]()
    assert lane.take(8)
    impatient = lane.wait(5, lambda: served.append("impatient"))
    lane.wait(2, lambda: served.append("patient"))
    assert impatient
    lane.leave(impatient)
    lane.leave(impatient)
    assert served == ["patient"]
    assert lane.used == 10


def test_the_line_has_an_end() -> None:
    lane = Lane(1)
    lane.take(1)
    assert all(lane.wait(1, lambda: None) for _ in range(64))
    assert lane.wait(1, lambda: None) is None


def test_giving_back_while_being_served() -> None:
    lane, served = Lane(10), list[int]()

    def pass_on() -> None:
        served.append(lane.used)
        lane.give(10)

    lane.take(10)
    for _ in range(3):
        lane.wait(10, pass_on)
    lane.give(10)
    assert served == [10, 10, 10]
    assert lane.used == 0


def test_large_messages_leave_room_for_small_ones() -> None:
    allowance = Allowance(CollectorSettings().message_bytes_under_way)
    assert allowance.lane(64 * MIB).take(64 * MIB)
    assert not allowance.lane(64 * MIB).take(64 * MIB)
    assert allowance.lane(MIB).take(MIB)
    assert allowance.used == 65 * MIB


def test_calls_are_counted() -> None:
    allowance = Allowance(3 * 32 * 1024)
    assert [allowance.begin() for _ in range(4)] == [True, True, True, False]
    allowance.end()
    assert allowance.begin()
