"""The span store: ClickHouse's SQL through clickhouse-connect, in the process (chDB) or on a server.

In: columns of spans (`columns.SpanColumns`, filled by the drain). Out: rows for lists, stored spans for a trace
(`to11.model.search`). May import `record`, `wire`, `log`, `settings`, `model`.

Start with `client.StoreClient` (a url becomes a pool of connections), then `schema.migrate`, `writer.Writer` and
`reader.Reader`. All calls are synchronous and safe to make from several threads: call them from a thread, never from
an event loop. A store that does not answer is an UnavailableError; what it can never take is a PermanentError.

SQL lives in `sql/*.sql`, numbered migrations in `sql/migrations/`. Values reach it as bound parameters only.
"""
