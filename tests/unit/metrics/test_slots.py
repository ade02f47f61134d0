"""Histograms in a mapped file."""

from pathlib import Path

import pytest

from to11.metrics.slots import MOST_CELLS, MOST_KEY_BYTES, Slots, read


def contents(path: Path) -> dict[tuple[str, ...], list[float]]:
    return {key: cells[:3] for key, cells in read(path)}


def test_it_adds_up_and_its_successor_goes_on(tmp_path: Path) -> None:
    file = tmp_path / "core.slots"
    slots = Slots(tmp_path, "core", 4)
    assert slots.add(("a", "x"), [1.5, 1, 0])
    assert slots.add(("b", ""), [2, 0, 1])
    assert slots.add(("a", "x"), [0.5, 0, 3])
    assert contents(file) == {("a", "x"): [2.0, 1, 3], ("b", ""): [2, 0, 1]}
    slots.close()
    again = Slots(tmp_path, "core", 4)
    assert again.add(("a", "x"), [1, 1, 1])
    assert again.add(("ü€", "\U0001f600"), [9])
    assert contents(file) == {("a", "x"): [3, 2, 4], ("b", ""): [2, 0, 1], ("ü€", "\U0001f600"): [9, 0, 0]}
    again.close()


def test_every_cell_is_kept_and_none_runs_into_the_next_slot(tmp_path: Path) -> None:
    slots = Slots(tmp_path, "core", 3)
    longest = "k" * MOST_KEY_BYTES
    for _ in range(2):
        for key in (longest, "b", "c"):
            assert slots.add((key,), [float(number + 1) for number in range(MOST_CELLS)])
    expected = [2.0 * (number + 1) for number in range(MOST_CELLS)]
    assert list(read(tmp_path / "core.slots")) == [((key,), expected) for key in (longest, "b", "c")]
    slots.close()


def test_without_room_it_says_so(tmp_path: Path) -> None:
    slots = Slots(tmp_path, "core", 2)
    assert not slots.add(("k" * (MOST_KEY_BYTES + 1),), [1])
    assert slots.add(("a",), [1])
    assert slots.add(("b",), [1])
    assert not slots.add(("c",), [1])
    assert slots.add(("a",), [1])
    assert contents(tmp_path / "core.slots") == {("a",): [2, 0, 0], ("b",): [1, 0, 0]}
    slots.close()


def test_its_blocks_are_there_before_they_are_written(tmp_path: Path) -> None:
    slots = Slots(tmp_path, "core", 100)
    status = (tmp_path / "core.slots").stat()
    assert status.st_blocks * 512 >= status.st_size == 101 * 1024
    assert status.st_mode & 0o077 == 0
    slots.close()


def test_without_a_directory_or_a_disk_it_counts_all_the_same(tmp_path: Path) -> None:
    for slots in (Slots(None, "core", 2), Slots(tmp_path / "absent", "core", 2)):
        assert slots.add(("a",), [1])
        slots.close()


@pytest.mark.parametrize("size", [0, 100, 1024, 4096])
def test_a_file_that_was_just_being_made_holds_nothing(tmp_path: Path, size: int) -> None:
    (tmp_path / "edge-0.slots").write_bytes(bytes(size))
    assert list(read(tmp_path / "edge-0.slots")) == []
