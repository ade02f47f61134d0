"""The composition root: the supervisor and the processes it starts."""
