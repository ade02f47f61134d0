"""Door 2: OTLP over gRPC and HTTP. Authenticate, check, spool, acknowledge.

In: export requests for traces over two protocols, each with a collector token. Out: checked requests in the spool, with
the token's project; to the client an acknowledgement once they are on disk, or an error it knows whether to retry.
`project.id` is not set here but where the drain enriches spans.

Start with `export`, the one place where HTTP and gRPC meet; `http` and `grpc` are the two ways to it, `front` is
what stands on the ports before them, `errors` the one table of what an error is on the wire, `accounts` where every
answer is counted, `needs` what this room asks of its neighbours. When there is too much: `budget` (memory), `turns`
(who is next), `quota`, `guard` (the process as a whole), and `heap` (memory given back).

May import `control`, `ingest.spool`, `wire`, `metrics`, `log`, `settings`, `model`.
"""
