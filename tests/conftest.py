"""Fixtures for all tests."""

from hypothesis import settings

pytest_plugins = ["support.postgres"]

# A busy machine is no failure: examples have no time limit of their own, only their test has.
settings.register_profile("to11", settings(), deadline=None)
settings.load_profile("to11")
