import pytest

from to11.model.errors import SettingsError
from to11.store.address import Address, parse


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("chdb:///var/lib/to11", Address(path="/var/lib/to11")),
        ("chdb:///with%20space/x?database=other", Address(path="/with space/x", database="other")),
        ("clickhouse://db", Address(host="db")),
        ("clickhouse://db:8123/spans", Address(host="db", port=8123, database="spans")),
        (
            "clickhouse://me:p%40ss%2Fword@db:8443/spans?secure=true",
            Address(host="db", port=8443, database="spans", user="me", password="p@ss/word", secure=True),
        ),
        ("clickhouse://[::1]:8123/", Address(host="::1", port=8123)),
    ],
)
def test_urls(url: str, address: Address) -> None:
    assert parse(url) == address


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/var/lib",
        "sqlite:///x",
        "chdb://",
        "chdb:///",
        "chdb://relative/path",
        "chdb:///path?mark_cache_size=1",
        "clickhouse://",
        "clickhouse://user:sekret@",
        "clickhouse://user:sekret@host:notaport/x",
        "clickhouse://user:sekret@host/x?readonly=1",
    ],
)
def test_urls_that_make_no_sense(url: str) -> None:
    with pytest.raises(SettingsError, match=r"^store\.url") as refusal:
        parse(url)
    assert "sekret" not in str(refusal.value)


def test_an_address_never_shows_its_password() -> None:
    address = parse("clickhouse://me:sekret@db:9000/spans")
    assert "sekret" not in f"{address} {address!r}"
    assert str(address) == "clickhouse://db:9000/spans"
