"""What stands in a snippet is replaced at once, whatever is put in."""

from support.documented import replaced


def test_a_port_that_begins_like_the_next_one_stays() -> None:
    text = "API http://127.0.0.1:4500, OTLP http://127.0.0.1:4318 and 127.0.0.1:4317"
    actual = {
        "http://127.0.0.1:4500": "http://127.0.0.1:43171",
        "http://127.0.0.1:4318": "http://127.0.0.1:43172",
        "127.0.0.1:4317": "127.0.0.1:43181",
    }
    assert replaced(text, actual) == "API http://127.0.0.1:43171, OTLP http://127.0.0.1:43172 and 127.0.0.1:43181"


def test_the_longest_of_two_that_begin_alike_counts() -> None:
    assert replaced("to11.key to11", {"to11": "a", "to11.key": "b"}) == "b a"
