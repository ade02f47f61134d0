"""Tenants, API keys, collector tokens, the audit log: relational, on SQLite or PostgreSQL.

May import `log`, `settings`, `model`.
"""
