"""The addresses that clients are told, as seen from where they are."""

from to11.model.endpoints import Endpoints

LISTENING = Endpoints(
    api="http://127.0.0.1:4500",
    gateway="https://gateway.example.com",
    otlp_http="https://127.0.0.1:4318",
    otlp_grpc="https://127.0.0.1:4317",
    loopback=frozenset({"api", "otlp_http", "otlp_grpc"}),
)


def test_what_is_bound_to_all_addresses_has_the_host_that_was_asked() -> None:
    assert LISTENING.seen_from("to11.lan") == Endpoints(
        "http://to11.lan:4500", "https://gateway.example.com", "https://to11.lan:4318", "https://to11.lan:4317"
    )
    assert LISTENING.seen_from("[fd00::1]").otlp_grpc == "https://[fd00::1]:4317"


def test_an_address_in_brackets_is_replaced_whole() -> None:
    url = "http://[::1]:4500"
    here = Endpoints(url, url, url, url, loopback=frozenset({"api"}))
    assert here.seen_from("to11.lan").api == "http://to11.lan:4500"
    assert here.seen_from("to11.lan").gateway == "http://[::1]:4500"


def test_who_names_no_host_is_told_what_there_is() -> None:
    assert LISTENING.seen_from("") is LISTENING
