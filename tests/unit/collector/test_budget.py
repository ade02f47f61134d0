import pytest

from to11.collector.budget import Budget
from to11.model.errors import UnavailableError


def test_what_does_not_fit_is_refused_until_there_is_room() -> None:
    budget = Budget(100)
    with budget.hold() as first:
        first.grow(60)
        with budget.hold() as second, pytest.raises(UnavailableError):
            second.grow(41)
        with budget.hold() as third:
            third.grow(40)
        assert budget.used == 60
    assert budget.used == 0


def test_a_lone_request_always_fits() -> None:
    with Budget(1).hold() as hold:
        hold.grow(1000)


def test_the_share_is_released_on_an_error() -> None:
    budget = Budget(100)

    def fail() -> None:
        with budget.hold() as hold:
            hold.grow(10)
            assert budget.used == 10
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        fail()
    assert budget.used == 0
