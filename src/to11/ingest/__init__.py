"""From the doors to the store: the spool (on disk before a door acknowledges), the drain, the walk over spans.

Doors import `ingest.spool` alone. May import `store` and all below it.
"""
