from to11.collector import quota as module
from to11.collector.quota import Quota
from to11.settings import CollectorSettings


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def made(clock: Clock, *, edges: int = 1, **quotas: int) -> Quota:
    named = {f"quota_{unit}_per_second": value for unit, value in quotas.items()}
    return Quota(CollectorSettings.model_validate(named), edges=edges, clock=clock)


def test_without_a_setting_there_is_none() -> None:
    quota = made(Clock())
    quota.spend("p", spans=10**9, size=10**12)
    assert quota.refusal("p") is None


def test_a_burst_is_let_in_and_a_debt_delays_the_next() -> None:
    clock = Clock()
    quota = made(clock, spans=100)
    quota.spend("p", spans=499, size=10**9)
    assert quota.refusal("p") is None
    quota.spend("p", spans=301, size=1)
    refusal = quota.refusal("p")
    assert refusal is not None
    assert refusal.retry_after == 3
    assert refusal.message == (
        "the project is over its quota of 100 spans per second (collector.quota_spans_per_second)"
    )
    assert quota.refusal("another") is None
    clock.now += 3.01
    assert quota.refusal("p") is None


def test_an_idle_project_saves_up_no_more_than_a_burst() -> None:
    clock = Clock()
    quota = made(clock, bytes=10)
    quota.spend("p", spans=1, size=1)
    clock.now += 10_000
    quota.spend("p", spans=1, size=51)
    assert quota.refusal("p") is not None


def test_the_worse_of_two_limits_is_told() -> None:
    quota = made(Clock(), spans=10, bytes=1000)
    quota.spend("p", spans=60, size=9000)
    refusal = quota.refusal("p")
    assert refusal is not None
    assert "1000 bytes per second" in refusal.message
    assert refusal.retry_after == 4


def test_each_edge_has_its_share() -> None:
    quota = made(Clock(), edges=4, spans=100)
    quota.spend("p", spans=150, size=0)
    refusal = quota.refusal("p")
    assert refusal is not None
    assert refusal.retry_after == 1
    assert "quota of 100 spans" in refusal.message


def test_what_is_taken_back_did_not_count() -> None:
    quota = made(Clock(), spans=100)
    quota.spend("p", spans=800, size=1)
    quota.spend("p", spans=-800, size=-1)
    assert quota.refusal("p") is None


def test_projects_that_went_away_are_forgotten_and_debts_are_not() -> None:
    clock = Clock()
    quota = made(clock, spans=1000)
    quota.spend("debtor", spans=10**9, size=0)
    for number in range(10 * module._PRUNE_AT):
        quota.spend(f"p{number}", spans=1, size=0)
        clock.now += 0.01
    assert len(quota._buckets) <= module._PRUNE_AT
    assert quota.refusal("debtor") is not None
