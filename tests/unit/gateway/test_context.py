import pytest

from to11.gateway.context import read_context
from to11.model.context import OPERATIONS
from to11.model.errors import InvalidRequestError


def ours(**details: str) -> dict[bytes, str]:
    """Headers; `_` in a name stands for `-`."""
    given = {f"x-to11-context-{name.replace('_', '-')}".encode(): value for name, value in details.items()}
    return {b"x-to11-authorization": "Bearer x", **given}


def test_no_header_no_context() -> None:
    assert read_context(ours()) is None


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_detail_of_an_operation(name: str) -> None:
    details = {key: "7" if one.is_count else f"the {key}" for key, one in OPERATIONS[name].details.items()}
    first, second = (read_context(ours(operation=name, **details)) for _ in range(2))
    assert first is not None
    assert second is not None
    assert (first.operation, first.details) == (name, details)
    assert first.span_id != second.span_id


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ("café", "café"),
        ("UTF-8''caf%C3%A9", "café"),
        ("utf-8''%E6%9D%B1%E4%BA%AC%0Aline", "東京\nline"),
        ("100%", "100%"),
        ("UTF-8", "UTF-8"),
    ],
)
def test_values_are_text(sent: str, meant: str) -> None:
    context = read_context(ours(operation="retrieval", query=sent))
    assert context is not None
    assert context.details == {"query": meant}


@pytest.mark.parametrize("value", ["UTF-8''", "UTF-8''%", "UTF-8''%4", "UTF-8''%GG", "UTF-8''%FF", "UTF-8''%C3"])
def test_what_is_not_percent_encoded_utf_8_is_refused(value: str) -> None:
    with pytest.raises(InvalidRequestError, match="x-to11-context-query"):
        read_context(ours(operation="retrieval", query=value))


@pytest.mark.parametrize(
    ("details", "told"),
    [
        ({"operation": "chat"}, "execute_tool, retrieval, invoke_agent, create_agent"),
        ({"operation": "Retrieval"}, "must be one of"),
        ({"query": "q"}, "'x-to11-context-query' needs 'x-to11-context-operation'"),
        (
            {"operation": "retrieval", "agent_name": "a"},
            "does not belong to 'retrieval', which has: data-source-id, documents, query, top-k",
        ),
        ({"operation": "retrieval", "whatever": "a"}, "x-to11-context-whatever"),
        *[
            ({"operation": "retrieval", "top_k": text}, "-top-k' must be a whole number")
            for text in ("-1", "1.5", "x", "1" * 10)
        ],
        ({"operation": "execute_tool", "tool_type": "function"}, "'execute_tool' needs the header"),
    ],
)
def test_what_does_not_belong_is_named(details: dict[str, str], told: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        read_context(ours(**details))
    assert told in caught.value.message
