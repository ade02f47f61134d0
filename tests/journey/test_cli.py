"""The verbs, on a data directory of their own."""

import json
from pathlib import Path

from support.program import Program


def test_init_once(workplace: Path) -> None:
    program = Program(workplace)
    first = json.loads(program.run("init", "--json"))
    assert set(first) == {"organizationId", "workspaceId", "projectId", "apiKey", "keyId"}
    again = program.attempt("init", "--json")
    assert again.returncode == 1
    assert again.stderr.strip() == "to11: the control database is not empty"


def test_keys_and_projects(workplace: Path) -> None:
    program = Program(workplace)
    first = json.loads(program.run("init", "--json"))
    project = json.loads(program.run("projects", "create", "second", "--json"))
    assert project["id"].startswith("proj_")
    assert project["workspaceId"] == first["workspaceId"]
    assert {found["id"] for found in json.loads(program.run("projects", "list", "--json"))} == {
        first["projectId"],
        project["id"],
    }
    refused = program.attempt("keys", "create")
    assert (refused.returncode, refused.stderr.strip()) == (1, "to11: name the project with --project (there are 2)")

    made = json.loads(
        program.run(
            *("keys", "create", "--project", project["id"], "--name", "ingest", "--preset", "ingest"),
            *("--expires", "30d", "--environment", "test", "--json"),
        )
    )
    assert made["apiKey"].startswith("to11_test_")
    assert (made["scopes"], made["scopeClass"], made["projectId"]) == (["otel:write"], "project", project["id"])
    rotated = json.loads(program.run("keys", "rotate", made["keyId"], "--grace", "1h", "--json"))
    assert rotated["keyId"] == made["keyId"]
    assert rotated["apiKey"] != made["apiKey"]
    assert rotated["expiresAt"] == made["expiresAt"]
    assert json.loads(program.run("keys", "revoke", made["keyId"], "--json"))["revokedAt"]
    listed = program.run("keys", "list", "--json")
    assert {key["id"] for key in json.loads(listed)} == {first["keyId"], made["keyId"]}
    for secret in (first["apiKey"], made["apiKey"], rotated["apiKey"]):
        assert secret not in listed
        assert secret not in program.run("keys", "list")


def test_a_projects_wish(workplace: Path) -> None:
    program = Program(workplace)
    project = json.loads(program.run("init", "--json"))["projectId"]
    changed = json.loads(program.run("projects", "update", project, "--capture", "metadata", "--json"))
    assert (changed["id"], changed["capture"]) == (project, "metadata")
    assert [found["capture"] for found in json.loads(program.run("projects", "list", "--json"))] == ["metadata"]
    assert "metadata" in program.run("projects", "list")
    assert program.run("projects", "update", project, "--capture", "default").strip() == project
    assert [found["capture"] for found in json.loads(program.run("projects", "list", "--json"))] == [None]
    assert program.attempt("projects", "update", project, "--capture", "some").returncode == 2
    assert program.attempt("projects", "update", "proj_none", "--capture", "none").returncode == 1


def test_a_project_is_renamed_and_kept_for_another_time(workplace: Path) -> None:
    program = Program(workplace)
    project = json.loads(program.run("init", "--json"))["projectId"]
    update = ("projects", "update", project)
    changed = json.loads(program.run(*update, "--name", "RAG", "--retention-days", "30", "--json"))
    assert (changed["name"], changed["retentionDays"]) == ("RAG", 30)
    assert "30" in program.run("projects", "list")
    program.run(*update, "--retention-days", "default")
    (listed,) = json.loads(program.run("projects", "list", "--json"))
    assert (listed["name"], listed["retentionDays"], listed["capture"]) == ("RAG", None, None)
    for flags, expected in (
        ((), "give one of"),
        (("--retention-days", "soon"), "--retention-days is"),
        (("--retention-days", "0"), "1 to 18250 days"),
        (("--name", ""), "a name is"),
    ):
        done = program.attempt(*update, *flags)
        assert (done.returncode, len(done.stderr.strip().splitlines())) == (1, 1), flags
        assert expected in done.stderr


def test_the_audit_log_tells_who_did_what(workplace: Path) -> None:
    program = Program(workplace)
    first = json.loads(program.run("init", "--json"))
    made = json.loads(program.run("keys", "create", "--preset", "read", "--json"))
    program.run("keys", "rotate", made["keyId"])
    program.run("keys", "revoke", made["keyId"])
    entries = json.loads(program.run("audit", "list", "--json"))
    told = [(entry["action"], entry["target"]) for entry in entries if entry["target"] == made["keyId"]]
    assert told == [("key.revoked", made["keyId"]), ("key.rotated", made["keyId"]), ("key.created", made["keyId"])]
    assert {entry["organizationId"] for entry in entries} == {first["organizationId"]}
    assert made["apiKey"] not in program.run("audit", "list")
    assert len(json.loads(program.run("audit", "list", "--limit", "2", "--json"))) == 2
    narrowed = json.loads(program.run("audit", "list", "--target", made["keyId"], "--action", "key.revoked", "--json"))
    assert [(entry["action"], entry["target"]) for entry in narrowed] == [("key.revoked", made["keyId"])]
    of_project = json.loads(program.run("audit", "list", "--project", first["projectId"], "--json"))
    assert {entry["projectId"] for entry in of_project} == {first["projectId"]}


def test_workspaces_and_organizations(workplace: Path) -> None:
    program = Program(workplace)
    program.run("init", "--json")
    organization = json.loads(program.run("organizations", "create", "other", "--json"))
    workspace = json.loads(program.run("workspaces", "create", "team", "--organization", organization["id"], "--json"))
    key = json.loads(program.run("keys", "create", "--workspace", workspace["id"], "--scope", "traces:read", "--json"))
    assert (key["scopeClass"], key["scopes"], key["projectId"]) == ("workspace", ["traces:read"], None)
    assert len(json.loads(program.run("workspaces", "list", "--json"))) == 2
    assert len(json.loads(program.run("organizations", "list", "--json"))) == 2


def test_errors_are_one_line(workplace: Path) -> None:
    program = Program(workplace)
    program.run("init", "--json")
    for arguments, expected in (
        (("keys", "revoke", "key_unknown0000000000"), "key"),
        (("keys", "rotate", "key_x", "--grace", "2h"), "--grace is one of 0, 1h, 24h, 7d"),
        (("keys", "create", "--expires", "tomorrow"), "--expires is"),
        (("projects", "create", ""), "name"),
        (("demo",), "no to11 runs on"),
        (("sign-in-link",), "no to11 runs on"),
    ):
        done = program.attempt(*arguments)
        assert done.returncode == 1, arguments
        assert done.stderr.startswith("to11: ")
        assert expected in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
