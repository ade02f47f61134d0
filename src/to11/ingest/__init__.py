"""From the doors to the store: the spool (on disk before a door acknowledges), the drain,
which decodes a batch of spans into columns all at once.

Doors import `ingest.spool` alone. May import `store` and all below it.
"""
