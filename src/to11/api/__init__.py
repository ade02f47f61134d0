"""The window: exchange, management and query routes.

May import `control`, `store` (its reader), `wire`, `log`, `settings`, `model`.
"""
