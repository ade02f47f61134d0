"""The span store: ClickHouse's SQL through clickhouse-connect, in the process (chDB) or on a server.

In: columns of spans. Out: rows for lists, stored spans for a trace. May import `record`, `wire`, `log`, `settings`, `model`.
"""
