"""Door 2: OTLP over gRPC and HTTP. Authenticate, check, spool, acknowledge.

May import `control`, `ingest.spool`, `wire`, `log`, `settings`, `model`.
"""
