from typing import Any

import pytest

from to11.model.inference import ProviderError
from to11.wire.provider_errors import error


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}, "request_id": "req_1"},
            ProviderError("overloaded_error", "Overloaded"),
        ),
        ({"error": {"code": 429, "status": "EXHAUSTED", "message": "m"}}, ProviderError("EXHAUSTED", "m")),
        ({"error": "no"}, ProviderError(None, "no")),
        ({"detail": [{"msg": "field required"}]}, ProviderError(None, "field required")),
        ({"detail": "d", "content": []}, None),
        ({"type": "message", "error": None}, None),
    ],
)
def test_forms_in_use(answer: dict[str, Any], expected: ProviderError | None) -> None:
    assert error(answer) == expected
