"""Door 1: an LLM call is forwarded byte for byte, and what happened is written down.

May import `control`, `ingest.spool`, `record`, `wire`, `log`, `settings`, `model`.
"""
