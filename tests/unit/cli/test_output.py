from datetime import UTC, datetime

from to11.cli import output
from to11.cli.options import load
from to11.model.tenancy import Project


def test_fields_are_camel_case_and_times_rfc_3339() -> None:
    made = Project("proj_1", "org_1", "ws_1", "p", datetime(2026, 3, 25, 17, 30, tzinfo=UTC))
    assert output.as_mapping(made) == {
        "id": "proj_1",
        "organizationId": "org_1",
        "workspaceId": "ws_1",
        "name": "p",
        "createdAt": "2026-03-25T17:30:00Z",
        "capture": None,
        "retentionDays": None,
    }


def test_a_table_leaves_nothing_out(capsys: object) -> None:
    import io
    from contextlib import redirect_stdout

    printed = io.StringIO()
    with redirect_stdout(printed):
        output.print_table([{"id": "key_1", "scopes": ["a", "b"], "expiresAt": None}], ["id", "scopes", "expiresAt"])
    assert printed.getvalue().split() == ["id", "scopes", "expiresAt", "key_1", "a,", "b", "-"]


def test_assignments_are_settings() -> None:
    settings = load(None, None, ["api.port=0", "providers.mine.base_url=http://x/v1"], workers=2, host=None)
    assert settings.api.port == 0
    assert settings.providers["mine"].base_url == "http://x/v1"
    assert settings.workers == 2
