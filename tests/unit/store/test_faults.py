import pyarrow as pa
import pytest
from clickhouse_connect.driver.exceptions import DatabaseError, OperationalError, StreamFailureError

from to11.model.errors import InvalidRequestError, NotFoundError, To11Error, UnavailableError
from to11.store.faults import is_unreadable, laid_out, mapped


@pytest.mark.parametrize(
    ("error", "kind", "reason"),
    [
        (OperationalError("connection refused"), UnavailableError, "UNAVAILABLE"),
        (DatabaseError("Code: 241. memory", code=241), UnavailableError, "UNAVAILABLE"),
        (DatabaseError("Code: 252. too many parts", code=252), UnavailableError, "UNAVAILABLE"),
        (DatabaseError("Code: 243. disk", code=243), UnavailableError, "UNAVAILABLE"),
        (DatabaseError("Code: 60. no such table", code=60), UnavailableError, "UNAVAILABLE"),
        (DatabaseError("Code: 516. authentication", code=516), UnavailableError, "UNAVAILABLE"),
        (DatabaseError("something new"), UnavailableError, "UNAVAILABLE"),
        (StreamFailureError("broken off", code=159), UnavailableError, "STORE_TOO_SLOW"),
        (DatabaseError("Code: 117. incorrect data", code=117), InvalidRequestError, "STORE_REFUSED"),
        (DatabaseError("Code: 62. syntax", code=62), InvalidRequestError, "STORE_REFUSED"),
        (OSError(28, "No space left on device"), UnavailableError, "UNAVAILABLE"),
        (MemoryError(), UnavailableError, "UNAVAILABLE"),
        (UnicodeEncodeError("utf-8", "\udc80", 0, 1, "surrogates not allowed"), InvalidRequestError, "STORE_REFUSED"),
    ],
)
def test_the_librarys_errors(error: Exception, kind: type[To11Error], reason: str) -> None:
    with pytest.raises(kind, match=r"^storing: ") as seen, mapped("storing"):
        raise error
    assert seen.value.reason == reason
    assert seen.value.__cause__ is error
    assert "\n" not in seen.value.message


def test_our_own_errors_pass() -> None:
    with pytest.raises(NotFoundError), mapped("storing"):
        raise NotFoundError("absent")


def test_a_fault_of_the_program_is_not_disguised() -> None:
    with pytest.raises(KeyError), mapped("storing"):
        raise KeyError("oops")


@pytest.mark.parametrize("error", [pa.ArrowInvalid("lengths"), ValueError("x"), TypeError("x"), OverflowError("x")])
def test_lists_that_make_no_table(error: Exception) -> None:
    with pytest.raises(InvalidRequestError), laid_out("laying out"):
        raise error


def test_short_memory_while_laying_out_may_pass() -> None:
    with pytest.raises(UnavailableError), laid_out("laying out"):
        raise MemoryError


def test_what_tells_of_files_that_are_not_whole() -> None:
    assert is_unreadable(DatabaseError("Code: 246. Empty marks file", code=246))
    assert not is_unreadable(DatabaseError("Code: 241. memory", code=241))
    assert not is_unreadable(OperationalError("connection refused"))
