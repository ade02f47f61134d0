"""Signing a browser in."""

from pydantic import Field

from to11.settings.base import Count, Section


class SignInSettings(Section):
    """Signing a browser in."""

    session_seconds: Count = Field(7 * 86_400, description="How long a browser stays signed in.")
    link_seconds: Count = Field(600, description="How long a sign-in link may be used, once.")
    print_link: bool = Field(
        True, description="Print a sign-in link at every start; whoever can read it within its time is the operator."
    )
