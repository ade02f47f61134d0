"""The window: exchange, management and query, as JSON over HTTP (FastAPI on uvicorn).

In: HTTP requests, with an API key in the Authorization header or a browser's session in a cookie for all but the routes
in `app.PUBLIC`. Out: answers in the envelopes of `schemas.base`, flat documents where a specification says so,
OTLP/JSON. May import `control`, `store` (its reader), `wire`, `metrics` (its scrape), `log`, `settings`, `model`.

Start with `app.create_app`, which puts everything together; then a route in `routes`. Around them:

- `services`: what routes stand on; `caller`: who calls; `own`: what they mean; `threads`: where blocking queries run.
- `browser`, `origin`: a browser's session, and whether a page of ours is asking.
- `errors`: one table from errors to answers; `middleware`: what happens to every request.
- `schemas`: the shapes of bodies; `present`: stored values into those; `responses`, `streams`: these into bytes.
- `conversations`: a session's calls as one conversation, page after page.
- `parameters`, `times`, `cursors`, `positions`: what a query may ask, and where a page goes on.
- `rate_limit`, `attempts`: how often somebody may try to be let in.
- `described`, `openapi`, `docs`: what the API says of itself.
- `built`: the explorer's files, made from `ui/` into `explorer/`, which is no package.
"""
