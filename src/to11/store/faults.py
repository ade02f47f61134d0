"""The library's errors, mapped once at the seam to the two kinds that to11 knows: retryable and permanent.

What is not known to be permanent is retryable: the spool holds what the store does not take, so a needless retry costs
time, where a wrong refusal would cost data.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pyarrow as pa
from clickhouse_connect.driver.exceptions import ClickHouseError
from clickhouse_connect.driver.exceptions import Error as DriverError

from to11.model.errors import InvalidRequestError, To11Error, UnavailableError

REFUSED: Final = "STORE_REFUSED"
TOO_SLOW: Final = "STORE_TOO_SLOW"

# ClickHouse's error codes (src/Common/ErrorCodes.cpp): faults of the rows or of the statement itself, which no
# repetition mends.
_PERMANENT: Final = frozenset(
    {
        6,  # CANNOT_PARSE_TEXT
        12,  # PARAMETER_OUT_OF_BOUND
        26,  # CANNOT_PARSE_QUOTED_STRING
        27,  # CANNOT_PARSE_INPUT_ASSERTION_FAILED
        36,  # BAD_ARGUMENTS
        41,  # CANNOT_PARSE_DATETIME
        43,  # ILLEGAL_TYPE_OF_ARGUMENT
        46,  # UNKNOWN_FUNCTION
        47,  # UNKNOWN_IDENTIFIER
        50,  # UNKNOWN_TYPE
        53,  # TYPE_MISMATCH
        62,  # SYNTAX_ERROR
        69,  # ARGUMENT_OUT_OF_BOUND
        70,  # CANNOT_CONVERT_TYPE
        72,  # CANNOT_PARSE_NUMBER
        117,  # INCORRECT_DATA
        131,  # TOO_LARGE_STRING_SIZE
        190,  # SIZES_OF_ARRAYS_DONT_MATCH
        248,  # INVALID_PARTITION_VALUE
        321,  # VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
        349,  # CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
        386,  # NO_COMMON_TYPE
        457,  # BAD_QUERY_PARAMETER
        636,  # CANNOT_EXTRACT_TABLE_STRUCTURE
    }
)
# Files of a part that are missing, empty or cut off.
_UNREADABLE: Final = frozenset(
    {
        3,  # UNEXPECTED_END_OF_FILE
        4,  # EXPECTED_END_OF_FILE
        23,  # CANNOT_READ_FROM_ISTREAM
        32,  # ATTEMPT_TO_READ_AFTER_EOF
        33,  # CANNOT_READ_ALL_DATA
        40,  # CHECKSUM_DOESNT_MATCH
        107,  # FILE_DOESNT_EXIST
        246,  # CORRUPTED_DATA
        271,  # CANNOT_DECOMPRESS
    }
)
_TIMEOUT_EXCEEDED: Final = 159
_NOTABLE: Final = {
    159: "the query took longer than it may",
    202: "too many queries at once",
    241: "out of memory",
    243: "the disk is full",
    252: "too many parts: merges cannot keep up",
}


@contextmanager
def mapped(doing: str) -> Iterator[None]:
    """Run a piece of work on the store; `doing` says what, for the message.

    Raises UnavailableError for what may pass (connection, memory, disk, too many parts, time limit) and
    InvalidRequestError with code STORE_REFUSED for what never will (a row that the store cannot take).
    """
    try:
        yield
    except To11Error:
        raise
    except ClickHouseError as error:
        raise to_error(error, doing) from error
    except UnicodeError as error:
        raise InvalidRequestError(f"{doing}: a text is not valid Unicode", code=REFUSED) from error
    except (OSError, MemoryError, RuntimeError) as error:
        raise UnavailableError(f"{doing}: {_line(error)}") from error


@contextmanager
def laid_out(doing: str) -> Iterator[None]:
    """Turn lists into Arrow. Raises InvalidRequestError with code STORE_REFUSED where they do not fit together or hold
    what no column takes, UnavailableError when memory is short."""
    try:
        yield
    except MemoryError as error:
        raise UnavailableError(f"{doing}: out of memory") from error
    except (pa.ArrowException, ValueError, TypeError, OverflowError) as error:
        raise InvalidRequestError(f"{doing}: {_line(error)}", code=REFUSED) from error


def is_unreadable(error: ClickHouseError) -> bool:
    """Whether a question met files that are not as the engine thinks."""
    return isinstance(error, DriverError) and error.code in _UNREADABLE


def to_error(error: ClickHouseError, doing: str) -> To11Error:
    """What a driver's error means to us."""
    code = error.code if isinstance(error, DriverError) else None
    if code in _PERMANENT:
        return InvalidRequestError(f"{doing}: {_line(error)}", code=REFUSED)
    message = f"{doing}: {_NOTABLE.get(code or 0) or _line(error)}"
    return UnavailableError(message, code=TOO_SLOW if code == _TIMEOUT_EXCEEDED else None)


def _line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:300] if lines else type(error).__name__
