import pytest

from to11.api.rate_limit import RateLimit, address_caller, credential_caller
from to11.model.errors import RateLimitedError


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def spend(limit: RateLimit, caller: str, tries: int) -> int:
    granted = 0
    for _ in range(tries):
        try:
            limit.check(caller)
            granted += 1
        except RateLimitedError:
            pass
    return granted


@pytest.mark.parametrize("per_minute", [1, 3, 7, 60, 300])
def test_a_burst_is_exactly_the_limit(clock: Clock, per_minute: int) -> None:
    assert spend(RateLimit(per_minute, clock=clock), "a", per_minute + 5) == per_minute


def test_the_told_wait_is_enough_and_no_less_would_do(clock: Clock) -> None:
    limit = RateLimit(6, clock=clock)
    spend(limit, "a", 6)
    with pytest.raises(RateLimitedError) as refused:
        limit.check("a")
    assert refused.value.retry_after == pytest.approx(10.0)
    assert refused.value.reason == "RATE_LIMITED"
    clock.now += refused.value.retry_after - 0.01
    with pytest.raises(RateLimitedError):
        limit.check("a")
    clock.now += 0.01
    limit.check("a")


def test_refused_calls_cost_nothing(clock: Clock) -> None:
    limit = RateLimit(6, clock=clock)
    spend(limit, "a", 500)
    clock.now += 10
    assert spend(limit, "a", 5) == 1


def test_after_a_minute_of_quiet_the_burst_is_back(clock: Clock) -> None:
    limit = RateLimit(5, clock=clock)
    spend(limit, "a", 5)
    clock.now += 60
    assert spend(limit, "a", 9) == 5


def test_callers_do_not_share(clock: Clock) -> None:
    limit = RateLimit(2, clock=clock)
    assert (spend(limit, "a", 4), spend(limit, "b", 4)) == (2, 2)


def test_memory_is_bounded_and_the_busy_are_remembered(clock: Clock) -> None:
    limit = RateLimit(2, clock=clock, max_callers=10)
    spend(limit, "busy", 2)
    for number in range(100):
        limit.check(f"caller-{number}")
        clock.now += 0.001
        assert spend(limit, "busy", 1) == 0 or number > 8
        assert len(limit) <= 10


def test_callers_whose_bucket_is_full_again_are_forgotten(clock: Clock) -> None:
    limit = RateLimit(60, clock=clock)
    for number in range(50):
        limit.check(f"caller-{number}")
    clock.now += 61
    for _ in range(50):
        limit.check("other")
    assert len(limit) == 1


def test_a_credential_is_kept_as_its_digest_whatever_its_bytes() -> None:
    assert "to11_live_secret" not in credential_caller("to11_live_secret")
    assert credential_caller("\ud800") != credential_caller("\ud801")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("unix-socket", "unix-socket", True),
    ],
)
def test_an_ipv6_client_counts_by_its_network(one: str, other: str, same: bool) -> None:
    assert (address_caller(one) == address_caller(other)) is same
