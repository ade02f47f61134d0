"""What is particular about the OAuth 2.0 token endpoint: its form, its ways to name a client, and its errors.

In: a request's headers and body. Out: a `TokenRequest`, or an `OAuthError`; and the answers of RFC 6749 section 5. May
import what the API may. Start reading in `request`; the route is `routes.oauth`.
"""
