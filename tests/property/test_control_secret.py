"""API keys: what was minted is recognised, and a slip of the hand is not."""

from hypothesis import given
from hypothesis import strategies as st

from to11.control.secret import SECRET_LENGTH, checksum, digest, looks_right, mint
from to11.model.ids import BASE62
from to11.model.tenancy import EnvironmentClass

secrets = st.builds(
    lambda environment, body: (text := f"to11_{environment.value}_{body}") + checksum(text),
    st.sampled_from(EnvironmentClass),
    st.text(BASE62, min_size=40, max_size=40),
)


@given(st.sampled_from(EnvironmentClass))
def test_what_is_minted_looks_right(environment: EnvironmentClass) -> None:
    secret = mint(environment)
    assert looks_right(secret)
    assert secret.startswith(f"to11_{environment.value}_")
    assert len(secret) == SECRET_LENGTH
    assert mint(environment) != secret


@given(secrets, st.integers(0, SECRET_LENGTH - 1), st.characters())
def test_one_wrong_character_is_told_apart(secret: str, place: int, character: str) -> None:
    typo = secret[:place] + character + secret[place + 1 :]
    assert looks_right(typo) == (typo == secret)


@given(secrets, st.integers(0, SECRET_LENGTH - 2))
def test_two_swapped_characters_are_told_apart(secret: str, place: int) -> None:
    swapped = secret[:place] + secret[place + 1] + secret[place] + secret[place + 2 :]
    assert looks_right(swapped) == (swapped == secret)


@given(secrets, st.integers(0, SECRET_LENGTH), st.text(min_size=1, max_size=5))
def test_more_or_less_is_told_apart(secret: str, place: int, more: str) -> None:
    assert not looks_right(secret[:place] + more + secret[place:])
    assert not looks_right(secret[:place] + secret[place + 1 :]) or place == SECRET_LENGTH


@given(st.text(st.characters(codec=None)) | st.text(BASE62 + "_", min_size=SECRET_LENGTH, max_size=SECRET_LENGTH))
def test_any_text_is_answered(text: str) -> None:
    assert not looks_right(text)
    assert len(digest(text)) == 64
