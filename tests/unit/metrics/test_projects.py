"""Which projects have a label of their own."""

import threading
from pathlib import Path

from to11.metrics.projects import NAMES_FILE, OTHER, ProjectLabels


def test_the_first_ones_and_for_good(tmp_path: Path) -> None:
    labels = ProjectLabels(tmp_path, 2)
    assert [labels.of(name) for name in ("a", "b", "c", "a", "c", "b")] == ["a", "b", OTHER, "a", OTHER, "b"]


def test_every_process_agrees(tmp_path: Path) -> None:
    first, second = ProjectLabels(tmp_path, 2), ProjectLabels(tmp_path, 2)
    assert first.of("a") == "a"
    assert second.of("b") == "b"
    assert first.of("c") == second.of("c") == OTHER
    assert first.of("b") == "b"
    assert second.of("a") == "a"
    assert ProjectLabels(tmp_path, 2).of("c") == OTHER  # one that takes a dead one's place


def test_at_the_same_time(tmp_path: Path) -> None:
    everyone = [ProjectLabels(tmp_path, 10) for _ in range(8)]
    start = threading.Barrier(len(everyone))

    def name(labels: ProjectLabels, first: int) -> None:
        start.wait()
        for number in range(30):
            labels.of(f"proj_{(first + number) % 30}")

    threads = [threading.Thread(target=name, args=(labels, index * 4)) for index, labels in enumerate(everyone)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [[labels.of(f"proj_{number}") for number in range(30)] for labels in everyone]
    assert all(one == told[0] for one in told)
    assert sum(label != OTHER for label in told[0]) == 10


def test_once_full_the_disk_is_left_alone(tmp_path: Path) -> None:
    labels = ProjectLabels(tmp_path, 1)
    labels.of("a")
    (tmp_path / NAMES_FILE).unlink()
    assert (labels.of("a"), labels.of("b")) == ("a", OTHER)
    assert not (tmp_path / NAMES_FILE).exists()


def test_a_disk_that_fails_costs_no_request(tmp_path: Path) -> None:
    labels = ProjectLabels(tmp_path / "absent", 2)
    assert labels.of("a") == OTHER
    (tmp_path / "absent").mkdir()
    assert labels.of("a") == "a"


def test_in_memory() -> None:
    labels = ProjectLabels(None, 2)
    assert [labels.of(name) for name in ("a", "b", "c", "a")] == ["a", "b", OTHER, "a"]
