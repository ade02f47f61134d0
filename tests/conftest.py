"""Fixtures for all tests."""

pytest_plugins = ["support.postgres"]
