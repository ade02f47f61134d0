"""The verbs of `to11`."""
