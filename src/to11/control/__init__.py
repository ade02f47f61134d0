"""Tenants, API keys, collector tokens, the audit log: relational, on SQLite or PostgreSQL.

In: who acts (`authority.Actor`) and what they want; secrets and tokens as they came in. Out: frozen values of
`to11.model.tenancy`, tokens, or a leaf of `to11.model.errors`. May import `log`, `settings`, `model`.

Everything but `access` and `ingest_flush` is synchronous: call it from a thread. Reading order:

- `database`, `engine`, `schema`, `migrate`, `migrations`: where it is kept; library errors are mapped here, once.
- `secret`, `expiry`, `names`, `paging`: small pure parts.
- `authority`: the one place that says what an actor may do ("a key can never grant more than its creator holds").
- `directory`: the way in; `tenants` and `keys` do the work, `lookup` reads one key or project.
- `signing`, `tokens`, `exchange`: ES256 keys, tokens, and the exchange of a key for a token.
- `sign_in`: browsers that a key, or a code shown to the operator, signs in.
- `audit`, `tally`, `flush`: the log, and the counters that keep a flood from filling it.
- `ingest_tally`, `ingest_flush`, `ingest_log`: what the collector answered each project, by the minute.
- `access`, on `lookups`: the edges' cached view of all this.

Two things hold it together. Every change that can alter an authorisation bumps `revision` first in its transaction:
that takes the lock that orders such changes, and tells every process to drop what it has cached. And a secret is only
ever kept as its SHA-256.
"""
