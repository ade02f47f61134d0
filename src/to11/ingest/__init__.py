"""From the doors to the store: the spool (on disk before a door acknowledges), and the drain, which decodes spans into
columns, a batch at once, and has them written.

Start with `drain`; `decode` says what becomes of a batch: `view` (protobuf to Arrow), `attributes` and `texts`,
`promote`, `packing`. `quarantine` and `caution` deal with what cannot be stored.

Doors import `ingest.spool` alone. May import `store` and all below it.
"""
