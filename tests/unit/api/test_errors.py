import json

import pytest

from to11.api import errors
from to11.model import errors as model
from to11.model.errors import InvalidRequestError, RateLimitedError, SettingsError, To11Error, UnavailableError


def leaves() -> list[type[To11Error]]:
    """The classes of the model's error tree that have none below them there; other rooms may have."""
    kinds = [kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, To11Error)]
    return [kind for kind in kinds if not any(kind in other.__bases__ for other in kinds)]


def test_every_leaf_of_the_model_has_its_own_status() -> None:
    found = leaves()
    assert len(found) > 8
    unmapped = {kind for kind in found if not any(ancestor in errors.STATUS for ancestor in kind.__mro__[:-4])}
    assert unmapped <= {SettingsError}


def test_a_leaf_below_a_leaf_is_answered_like_it() -> None:
    class NarrowError(InvalidRequestError):
        pass

    assert errors.status_of(NarrowError("x")) == 400


@pytest.mark.parametrize("status", sorted(set(errors.STATUS.values()) | {405}))
def test_every_status_has_a_tag(status: int) -> None:
    assert json.loads(bytes(errors.failure(status, "CODE", "message").body)) == {
        "_tag": errors.TAGS[status],
        "success": False,
        "code": status,
        "error": {"code": "CODE", "message": "message", "details": {}},
    }


def test_a_status_that_the_framework_makes_up_is_named_after_itself() -> None:
    assert json.loads(bytes(errors.failure(431, "X", "x").body))["_tag"] == "RequestHeaderFieldsTooLarge"


def test_a_code_of_its_own_is_kept() -> None:
    body = json.loads(bytes(errors.of(InvalidRequestError("name one", code="PROJECT_REQUIRED")).body))
    assert (body["_tag"], body["error"]["code"]) == ("BadRequest", "PROJECT_REQUIRED")


@pytest.mark.parametrize(("seconds", "told"), [(0.0, "1"), (0.2, "1"), (1.0, "1"), (1.01, "2"), (59.5, "60")])
def test_a_retry_is_told_in_whole_seconds_never_too_few(seconds: float, told: str) -> None:
    for error in (RateLimitedError("x", retry_after=seconds), UnavailableError("x", retry_after=seconds)):
        assert errors.of(error).headers["retry-after"] == told


def test_a_fault_of_ours_is_told_without_detail() -> None:
    answer = errors.of(SettingsError("the path /secret is wrong"))
    assert answer.status_code == 500
    assert b"secret" not in bytes(answer.body)
