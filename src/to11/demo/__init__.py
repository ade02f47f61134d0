"""The page's pipeline against a running to11, for someone without a provider key."""
