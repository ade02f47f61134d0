import pytest

from bench.stacks import fold, weigh

_RAW = """\
thread (7): drain;run (threading.py:9);step (to11/ingest/drain.py:80);decode (to11/ingest/decode.py:17) 30
thread (7): drain;run (threading.py:9);step (to11/ingest/drain.py:81);decode (to11/ingest/decode.py:21) 10
thread (7): drain;run (threading.py:9);step (to11/ingest/drain.py:83) 10
thread (8): pool;wait (threading.py:20);wait (threading.py:21) 50
something else
"""


def test_samples_are_added_up_by_thread_and_function() -> None:
    threads = fold(_RAW)
    assert {number: (one.name, one.samples) for number, one in threads.items()} == {7: ("drain", 50), 8: ("pool", 50)}
    assert threads[7].own == {"decode (to11/ingest/decode.py)": 40, "step (to11/ingest/drain.py)": 10}
    assert threads[7].within["run (threading.py)"] == 50
    assert threads[8].within == {"wait (threading.py)": 50}  # once for a stack, however deep it recurs


def test_samples_are_weighed_by_what_the_thread_worked() -> None:
    own, within = weigh(fold(_RAW), {7: 2.0})
    assert own["decode (to11/ingest/decode.py)"] == pytest.approx(1.6)
    assert within["step (to11/ingest/drain.py)"] == pytest.approx(2.0)
    assert own["wait (threading.py)"] == 0
