"""The text of API keys: what the property tests cannot say."""

from to11.control.secret import checksum, digest, fingerprint, hint, looks_right, mint
from to11.model.tenancy import EnvironmentClass


def test_the_format_never_changes() -> None:
    # Keys in the field must stay keys.
    body = "to11_live_" + "0123456789ABCDEFGHIJabcdefghij0123456789"
    assert checksum(body) == "41PyL3"
    assert looks_right(body + checksum(body))


def test_the_checksum_is_padded() -> None:
    assert {len(checksum(str(number))) for number in range(2000)} == {6}


def test_the_digest_is_sha256() -> None:
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert fingerprint("abc").hex() == digest("abc")


def test_the_hint_tells_little() -> None:
    secret = mint(EnvironmentClass.TEST)
    assert hint(secret) == secret[:14] + "…"
