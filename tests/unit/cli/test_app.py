import typer

from to11.cli import server
from to11.cli.app import SERVER_VERBS


def test_every_verb_of_the_server_is_known_without_it() -> None:
    whole = typer.Typer()
    server.hang_up(whole)
    commands = {
        command.name or (command.callback.__name__ if command.callback else "") for command in whole.registered_commands
    }
    assert commands | {group.name for group in whole.registered_groups} == set(SERVER_VERBS)
