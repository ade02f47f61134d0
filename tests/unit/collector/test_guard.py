"""While memory is nearly used up nobody new is let in, and who is kept waiting pays."""

from pathlib import Path

from to11.collector.guard import Guard, resident_bytes


class Door:
    def __init__(self) -> None:
        self.tight = False
        self.shed_parts: list[int] = []
        self.waiting = 3

    def shed(self, part: int) -> int:
        self.shed_parts.append(part)
        return self.waiting


async def test_near_the_limit_the_door_is_shut_until_it_has_been_calm_for_a_while() -> None:
    resident, door = [0], Door()

    def is_shut() -> bool:
        return door.tight

    guard = Guard(800, door, lambda: resident[0])
    resident[0] = 700
    await guard.look()
    assert not is_shut()
    resident[0] = 701
    await guard.look()
    assert is_shut()
    assert len(door.shed_parts) == 1
    resident[0] = 100
    for _ in range(9):
        await guard.look()
        assert is_shut()
    await guard.look()
    assert not is_shut()
    assert len(door.shed_parts) == 1


async def test_memory_that_is_not_the_clients_keeps_nobody_out_for_long() -> None:
    door = Door()
    door.waiting = 0
    guard = Guard(800, door, lambda: 800)
    shut = 0
    for _ in range(100):
        await guard.look()
        shut += door.tight
    assert shut == 30


def test_what_the_system_says(tmp_path: Path) -> None:
    assert 2**20 < resident_bytes() < 2**36
    assert resident_bytes(tmp_path / "absent") == 0
